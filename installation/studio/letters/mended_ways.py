"""The network's own pictures of places between letters, with what is torn in them mended.

A stroke that parts at a thin joint, a crumb, a hole that closed: no letter that has a say in the
picture looks so, and no morph drawn beforehand meets every such place. So the network is asked
for pictures by lot, what has more parts or holes than it may have is mended in the way that
changes least of it, and the mended picture is what it learns from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from installation.studio.common.connected_parts import (
    FINER,
    SMALLEST,
    Ink,
    finer,
    parts_and_holes,
    with_at_most,
)
from installation.studio.letters.calibration import Calibration
from installation.studio.letters.glyph_fields import mended_field
from installation.studio.letters.network import LettersDecoder

AT_ONCE = 32  # pictures decoded at once
PRESENT = 0.2  # weight from which a letter may show its own parts and holes
BRIDGE = 1.6  # cells: how wide what was parted is joined, at least
FULLER = 0.7  # of the stroke's width at the bridge's end, where that is more
LONGEST = 14.0  # cells of a bridge; what lies farther away is a crumb
DOTTED = 0.1  # weight from which a letter of several parts keeps a picture from being mended
MOST_CHANGED = 0.12  # of the ink: what would need more is left as it is
NEAR_MENDED = 2.0  # cells around what was mended that count as much

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class MendedWays:
    """Places whose pictures were torn, and the pictures mended."""

    weights: Floats  # (n, 29) of letters
    styles: Floats  # (n, STYLE)
    fields: NDArray[np.float16]  # (n, h, w) companded
    mended: NDArray[np.bool_]  # (n, h, w) where the picture was changed, and near it
    tried: int  # pictures that were looked at

    def by_lot(self, lots: np.random.Generator, count: int) -> tuple[Tensor, ...]:
        """Letter weights, styles, fields and where they were mended, of `count` places."""
        which = lots.integers(max(len(self.fields), 1), size=count)
        return (
            torch.from_numpy(self.weights[which]),
            torch.from_numpy(self.styles[which]),
            torch.from_numpy(self.fields[which].astype(np.float32)),
            torch.from_numpy(self.mended[which].astype(np.float32)),
        )

    def state_dict(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {
            "weights": torch.from_numpy(self.weights),
            "styles": torch.from_numpy(self.styles),
            "fields": torch.from_numpy(self.fields),
            "mended": torch.from_numpy(self.mended),
            "tried": self.tried,
        }

    @classmethod
    def joined(cls, some: Sequence["MendedWays"]) -> "MendedWays":
        """All of them as one."""
        return cls(
            weights=np.concatenate([ways.weights for ways in some]),
            styles=np.concatenate([ways.styles for ways in some]),
            fields=np.concatenate([ways.fields for ways in some]),
            mended=np.concatenate([ways.mended for ways in some]),
            tried=sum(ways.tried for ways in some),
        )

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "MendedWays":
        """From a checkpoint."""
        return cls(
            weights=state["weights"].numpy(),
            styles=state["styles"].numpy(),
            fields=state["fields"].numpy(),
            mended=state["mended"].numpy(),
            tried=state["tried"],
        )


@dataclass(frozen=True)
class DrawnPlaces:
    """Places, and the network's pictures of them."""

    weights: Floats  # (n, 29) of letters
    styles: Floats  # (n, STYLE)
    fields: Tensor  # (n, h, w) companded


@torch.no_grad()
def draw_places(
    decoder: LettersDecoder,
    calibration: Calibration,
    points: Floats,
    window: str,
) -> Iterator[DrawnPlaces]:
    """The pictures of `points` (n, d), AT_ONCE of them at a time."""
    weights, styles = calibration.conditions(points)
    weights = weights.astype(np.float32)
    styles = styles.astype(np.float32)
    for first in range(0, len(points), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        letter = torch.from_numpy(weights[some])
        style = torch.from_numpy(styles[some])
        with torch.autocast(letter.device.type, torch.bfloat16):
            fields = decoder(letter, style, window)
        yield DrawnPlaces(weights[some], styles[some], fields.float())


def mended_of(drawn: DrawnPlaces, plain: Floats) -> MendedWays:
    """What is torn in these pictures, mended; `plain` (29, 2) are each letter's parts and holes."""
    torn = []
    fields = []
    changes = []
    for k, field in enumerate(drawn.fields.numpy()):
        if has_dots(drawn.weights[k], plain):
            continue
        allowed = allowed_counts(drawn.weights[k], plain)
        found = without_flaws(field, *allowed)
        if found is None:
            continue
        torn.append(k)
        fields.append(found[0])
        changes.append(found[1])
    size = drawn.fields.shape[1:]
    return MendedWays(
        drawn.weights[torn],
        drawn.styles[torn],
        np.reshape(fields, (-1, *size)).astype(np.float16),
        np.reshape(changes, (-1, *size)).astype(bool),
        len(drawn.fields),
    )


def has_dots(weights: Floats, plain: Floats) -> bool:
    """Whether a letter of several parts (29,) is heard: mended, its dots were learned to be crumbs."""
    is_dotted = plain[:, 0] > 1
    return bool((weights[is_dotted] >= DOTTED).any())


def allowed_counts(weights: Floats, plain: Floats) -> tuple[int, int]:
    """The most parts and holes of the letters (29,) that have a say in a picture."""
    has_say = weights >= min(PRESENT, weights.max())
    parts, holes = plain[has_say].max(0)
    return int(parts), int(holes)


def without_flaws(
    field: Floats,
    parts: int,
    holes: int,
) -> tuple[Floats, NDArray[np.bool_]] | None:
    """A companded field (h, w) with at most so many parts and holes, and where it was changed.

    Nothing where there is nothing to mend, or too much.
    """
    ink = finer(field) > 0
    has = parts_and_holes(ink)
    if has[0] <= parts and has[1] <= holes:
        return None
    whole = with_fewer(ink, parts, holes)
    changed = whole ^ ink
    if changed.sum() > MOST_CHANGED * ink.sum():
        return None
    reach = 2 * round(NEAR_MENDED * FINER) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    near = cv2.dilate(changed.astype(np.uint8), kernel)
    cells = near[FINER // 2 :: FINER, FINER // 2 :: FINER] > 0
    return mended_field(field, ink, whole), cells


def with_fewer(ink: Ink, parts: int, holes: int) -> Ink:
    """Joined or cut where that changes less than leaving parts out and filling holes."""
    whole = _joined(ink, parts, 8)
    ground = _joined(~whole, holes + 1, 4)
    return with_at_most(~ground, parts, holes)


def _joined(mask: Ink, count: int, neighbours: int) -> Ink:
    """Bridges from the surplus parts to the others, where a bridge is less than the part."""
    found = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=neighbours)
    labels = found[1]
    areas = found[2][1:, cv2.CC_STAT_AREA]
    falling = np.argsort(-areas) + 1
    whole = mask.copy()
    kept = np.isin(labels, falling[:count])
    for label in falling[count:]:
        area = areas[label - 1]
        if area < SMALLEST * FINER**2:
            continue
        part = labels == label
        bridge = _bridge(part, kept)
        if bridge is not None and (bridge & ~mask).sum() < area:
            whole |= bridge
            kept |= part
    return whole


def _bridge(part: Ink, others: Ink) -> Ink | None:
    """The shortest way between two parts, as wide as a thin stroke; nothing where it is long."""
    away, nearest = cv2.distanceTransformWithLabels(
        (~others).astype(np.uint8),
        cv2.DIST_L2,
        5,
        labelType=cv2.DIST_LABEL_PIXEL,
    )
    there = np.where(part, away, np.inf)
    start = np.unravel_index(there.argmin(), part.shape)
    if there[start] > LONGEST * FINER:
        return None
    ends = np.argwhere(others & (nearest == nearest[start]))
    if not len(ends):
        return None
    end = ends[0]
    inside = cv2.distanceTransform(part.astype(np.uint8), cv2.DIST_L2, 5)
    around = int(4 * FINER)
    rows = slice(max(start[0] - around, 0), start[0] + around)
    columns = slice(max(start[1] - around, 0), start[1] + around)
    stroke = 2 * float(inside[rows, columns].max())
    width = round(max(BRIDGE * FINER, min(FULLER * stroke, 4 * FINER)))
    sheet = np.zeros(part.shape, np.uint8)
    cv2.line(
        sheet,
        (int(start[1]), int(start[0])),
        (int(end[1]), int(end[0])),
        1,
        thickness=width,
    )
    return sheet > 0
