"""The numbers: how well letters come back, how clear they are, how even and clean the ways between
them."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from installation.studio.common.connected_parts import FINER, Ink, ink_of, parts_and_holes
from installation.studio.common.smoothness import arc
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import COUNTRY_AXES, Calibration
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.grid import CAPITAL, MARGIN, NARROW
from installation.studio.letters.letters_classifier import CLEAR, LettersClassifier, seen_ink
from installation.studio.letters.mended_ways import PRESENT
from installation.studio.letters.model import LettersModel
from installation.studio.letters.network import STYLE, middle_of

STEPS = 40  # of a way
EMPTY = 0.25  # of the ink that the emptier end has: below it a picture is nearly empty
ACROSS = slice(MARGIN, MARGIN + NARROW)  # the middle of a landscape field

Floats = NDArray[np.float32]


def ink_overlap(a: Ink, b: Ink) -> Floats:
    """Intersection over union of ink, (n, h, w) twice -> (n,)."""
    common = (a & b).sum((1, 2))
    both = (a | b).sum((1, 2))
    share = common / np.maximum(both, 1)
    return share.astype(np.float32)


def returned(
    model: LettersModel,
    data: LettersDataset,
    faces: NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """Drawn letters and what comes back of them, (faces * 29, 108, 108) each."""
    drawn = []
    back = []
    weights = np.eye(len(LETTERS), dtype=np.float32)
    for face in faces:
        batch = data.of_faces(np.array([face]))
        styles = model.styles(batch)
        fields = model.fields(weights, styles)
        back.append(fields[:, :, ACROSS])
        middle = middle_of(batch.squares)
        drawn.append(middle.numpy())
    return np.concatenate(drawn), np.concatenate(back)


@dataclass(frozen=True)
class LettersReading:
    """What the classifier makes of pictures."""

    first: NDArray[np.int64]  # (n,) the likeliest letter
    score: Floats  # (n,) of the likeliest letter

    @property
    def clear(self) -> float:
        """Share of pictures that are one clear letter."""
        is_clear = self.score >= CLEAR
        return float(is_clear.mean())


@torch.no_grad()
def read_letters(classifier: LettersClassifier, fields: Floats) -> LettersReading:
    """(n, 108, 108) companded."""
    ink = seen_ink(torch.from_numpy(fields))
    scores = classifier(ink).softmax(1)
    best = scores.max(1)
    return LettersReading(
        best.indices.numpy(),
        best.values.numpy(),
    )


@dataclass(frozen=True)
class Ways:
    """Many ways between two letters."""

    unevenness: Floats  # (ways,) largest step by mean step
    dirty: Ink  # (ways, pictures) with loose crumbs or holes
    empty: Ink  # (ways, pictures) with hardly any ink


def walk(
    model: LettersModel,
    calibration: Calibration,
    ends: Floats,
    plain: Floats,
) -> Ways:
    """Ways from ends[0, k] to ends[1, k]; (2, ways, d).

    A picture has crumbs or holes when it has more parts or more holes than both ends, and than any
    letter that has a say in it; `plain` (29, 2) says how many parts and
    holes each letter usually has.
    """
    unevenness = []
    dirty = []
    empty = []
    for start, end in zip(*ends, strict=True):
        points = np.stack(arc(start, end, STEPS + 1))
        exact = points.astype(np.float32)
        weights, styles = calibration.conditions(exact)
        fields = model.fields(weights, styles)
        ink = ink_of(fields[:, :, ACROSS])
        changed = ink[1:] ^ ink[:-1]
        moved = changed.mean((1, 2))
        mean_step = max(moved.mean(), 1e-6)
        unevenness.append(moved.max() / mean_step)
        counts = np.array([parts_and_holes(sheet) for sheet in ink])
        allowed = np.maximum(counts[0], counts[-1])
        dirty.append(_has_more(counts, allowed, weights, plain))
        share = ink.mean((1, 2))
        least = EMPTY * min(share[0], share[-1])
        empty.append(share < least)
    return Ways(
        np.array(unevenness, np.float32),
        np.array(dirty),
        np.array(empty),
    )


def _has_more(
    counts: NDArray[np.int64],
    ends: NDArray[np.int64],
    weights: Floats,
    plain: Floats,
) -> Ink:
    has_say = weights >= PRESENT
    heard = np.where(has_say[..., None], plain, 0)
    of_letters = heard.max(1)
    allowed = np.maximum(ends, of_letters)
    is_more = counts > allowed
    return is_more.any(1)


def usual_counts(drawn: Floats) -> Floats:
    """Drawn letters (faces * 29, 108, 108) -> each letter's usual parts and holes, (29, 2)."""
    counts = np.array([parts_and_holes(sheet) for sheet in ink_of(drawn)])
    of_faces = counts.reshape(-1, len(LETTERS), 2)
    return np.median(of_faces, 0)


def hairlines_kept(drawn: Floats, back: Floats) -> float:
    """Share of the ink of thin strokes that comes back: of less than a fifteenth of the capital."""
    reach = round(CAPITAL / 15 * FINER)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    thin = []
    for ink in ink_of(drawn):
        is_ink = ink.astype(np.uint8)
        opened = cv2.morphologyEx(is_ink, cv2.MORPH_OPEN, kernel)
        thin.append(ink & (opened == 0))
    lines = np.stack(thin)
    kept = lines & ink_of(back)
    return float(kept.sum() / lines.sum())


def by_lot(count: int, seed: int) -> Floats:
    """Points of the prior, (count, d)."""
    lots = np.random.default_rng(seed)
    points = lots.standard_normal((count, COUNTRY_AXES + STYLE))
    return points.astype(np.float32)
