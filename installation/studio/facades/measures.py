"""The numbers of the report: how well drawings come back, how clear pictures are, how far poses lie apart."""

import cv2
import numpy as np

from installation.studio.common.connected_parts import (
    FINER,
    SMALLEST,
    areas_of_parts_and_holes,
    finer,
)
from installation.studio.common.pack_player import PackPlayer
from installation.studio.common.poses import poses, trembled
from installation.studio.common.silhouette_encoder import SilhouetteEncoder
from installation.studio.common.smoothness import SMALL, arc, difference
from installation.studio.facades.compose import STACK, nest
from installation.studio.facades.drawing import LAYERS, STYLES
from installation.studio.facades.fields import REACH

WAY_STEPS = 9  # pictures on a way, ends included
SEEN = ("far", "near", "wall", "relief", "opening", "light")  # layers whose parts are counted
BARE = ("far", "near", "wall", "opening")  # of these, layers without small ornaments
LARGEST_SPECK = 6.0  # cells squared
ROUND = 0.8  # of the circle around it: less is no sun
MUD_REACH = 3.4  # pixels of the drawing: the study's 0.06 of 28 in 512


def overlap(
    drawn: np.ndarray, returned: np.ndarray, styles: np.ndarray
) -> dict[str, dict[str, float]]:
    """Intersection over union of ink, layer -> style -> mean over drawings; (n, 8, h, w) fields.

    "light" is lit panes alone: sun and moon are in that layer too, but large and easily learned. "relief
    seen" is what of the relief is not covered by openings: thin frames, the hardest part.
    """
    ink_drawn = _inks(drawn)
    ink_returned = _inks(returned)
    result = {}
    for name, ink in ink_drawn.items():
        result[name] = _by_style(_iou(ink, ink_returned[name]), styles)
    return result


def _inks(fields: np.ndarray) -> dict[str, np.ndarray]:
    """(n, 8, h, w) fields -> layer -> (n, h, w) bool."""
    ink = {name: fields[:, k] > 0 for k, name in enumerate(LAYERS)}
    dark = ink.pop("dark")
    del ink["ground"]
    ink["light"] = ink["light"] & ink["opening"] & ~dark
    ink["relief seen"] = ink["relief"] & ~ink["opening"]
    return ink


def _iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(n, h, w) bool twice -> (n,); nan where neither has ink."""
    common = (a & b).sum((1, 2))
    union = (a | b).sum((1, 2))
    with np.errstate(invalid="ignore"):
        return common / np.where(union > 0, union, np.nan)


def _by_style(values: np.ndarray, styles: np.ndarray) -> dict[str, float]:
    each = {}
    for k, name in enumerate(STYLES):
        each[name] = float(np.nanmean(values[styles == k]))
    mean = float(np.mean(list(each.values())))
    return {"mean": mean, **each}


def mud(fields: np.ndarray) -> float:
    """Share of cells that lie less than MUD_REACH from an edge of some layer that is seen; (8, h, w).

    Drawings have edges too: compare. More than theirs is wobble, specks and half-made windows.
    """
    is_near_edge = np.abs(nest(fields)) < MUD_REACH / REACH
    return float(is_near_edge.any(0).mean())


def mean_mud(fields: list[np.ndarray] | np.ndarray) -> float:
    """The mean of `mud` over drawings."""
    return float(np.mean([mud(drawing) for drawing in fields]))


def mean_specks(fields: list[np.ndarray] | np.ndarray) -> float:
    """Separate parts and holes in layers without ornaments that are smaller than LARGEST_SPECK, a picture.

    Drawings have some too, where a tree is seen between two others: compare.
    """
    return float(np.mean([_specks(drawing) for drawing in fields]))


def _specks(fields: np.ndarray) -> int:
    by_name = dict(zip(STACK, nest(fields), strict=True))
    count = 0
    for name in BARE:
        for areas in areas_of_parts_and_holes(finer(by_name[name]) > 0):
            count += int((areas < LARGEST_SPECK).sum())
    return count


def ways_between_styles(points: np.ndarray, styles: np.ndarray, count: int) -> list[np.ndarray]:
    """`count` ways, each WAY_STEPS points (d,), from a drawing of one style to one of another."""
    rng = np.random.default_rng(11)
    ways: list[np.ndarray] = []
    while len(ways) < count:
        start, end = rng.choice(len(points), 2, replace=False)
        if styles[start] != styles[end]:
            ways.append(np.stack(arc(points[start], points[end], WAY_STEPS)))
    return ways


def ways_seen(ways: list[np.ndarray]) -> dict[str, float]:
    """Ways as fields (WAY_STEPS, 8, h, w): mud, specks, and suns that are none."""
    inner = [way[1:-1] for way in ways]
    return {
        "mud": float(np.mean([mean_mud(way) for way in inner])),
        "specks": float(np.mean([mean_specks(way) for way in inner])),
        "with a broken sun": float(np.mean([_has_broken_sun(way) for way in ways])),
    }


def has_crumbs(fields: np.ndarray, drawn: np.ndarray) -> bool:
    """Whether fields (8, h, w) have a separate part or hole where the drawing of the same plan has nothing like it.

    A layer that is seen has it, and it is SMALLEST cells or larger and more than a cell from any ink (or gap) that
    the drawing has there.
    """
    found = _panes_alone(fields)
    wanted = _panes_alone(drawn)
    for name in SEEN:
        ink = finer(found[name]) > 0
        true = finer(wanted[name]) > 0
        if _has_strange_part(ink, true, 8) or _has_strange_part(~ink, ~true, 4):
            return True
    return False


def _panes_alone(fields: np.ndarray) -> dict[str, np.ndarray]:
    """Layer -> field; what shines in the sky is drawn by sun.py."""
    layer = dict(zip(STACK, nest(fields), strict=True))
    return layer | {"light": np.minimum(layer["light"], layer["opening"])}


def _has_strange_part(ink: np.ndarray, true: np.ndarray, neighbours: int) -> bool:
    near = cv2.dilate(true.astype(np.uint8), np.ones((2 * FINER + 1,) * 2, np.uint8))
    count, numbers, found, _ = cv2.connectedComponentsWithStats(
        ink.astype(np.uint8), connectivity=neighbours
    )
    touched = np.bincount(numbers[near > 0], minlength=count) > 0
    is_large = found[:, cv2.CC_STAT_AREA] >= SMALLEST * FINER**2
    return bool((is_large & ~touched)[1:].any())


def _has_broken_sun(way: np.ndarray) -> np.ndarray:
    """(WAY_STEPS - 2,) bool: something shines in the sky that is no disc, or is more than one."""
    return np.array([not _has_one_disc(fields) for fields in way[1:-1]])


def _has_one_disc(fields: np.ndarray) -> bool:
    layer = dict(zip(LAYERS, fields, strict=True))
    shining = np.minimum.reduce([layer["light"], -layer["dark"], -layer["mass"]])
    ink = (finer(shining) > 0).astype(np.uint8)
    count, numbers, found, _ = cv2.connectedComponentsWithStats(ink)
    least = SMALLEST * FINER**2
    large = [k for k in range(1, count) if found[k, cv2.CC_STAT_AREA] >= least]
    if len(large) > 1:
        return False
    in_front = finer(layer["mass"]) > 0
    return all(_is_disc(numbers == part, in_front) for part in large)


def _is_disc(part: np.ndarray, in_front: np.ndarray) -> bool:
    """Whether a part, with what a house hides of it, fills the circle around it; (h, w) bool twice."""
    points = np.argwhere(part)[:, ::-1].astype(np.int32)
    (x, y), radius = cv2.minEnclosingCircle(points)
    circle = np.zeros(part.shape, np.uint8)
    cv2.circle(circle, (round(x), round(y)), round(radius), 1, cv2.FILLED)
    filled = (part | in_front) & (circle > 0)
    return bool(filled.sum() >= ROUND * circle.sum())


def pose_differences(
    encoder: SilhouetteEncoder, player: PackPlayer, count: int = 40
) -> dict[str, float]:
    """How far pictures of poses lie apart, mean absolute difference in 0..255.

    Of different poses, and of one pose seen twice, the second time trembled.
    """
    rng = np.random.default_rng(4)
    seen = poses(count, seed=6)
    pictures = [player.picture(encoder.point(pose), *SMALL) for pose in seen]
    again = [player.picture(encoder.point(trembled(pose, rng)), *SMALL) for pose in seen]
    others = []
    for k, picture in enumerate(pictures):
        others += [difference(picture, earlier) for earlier in pictures[:k]]
    same = [difference(a, b) for a, b in zip(pictures, again, strict=True)]
    return {
        "different poses, median": float(np.median(others)),
        "different poses, least": min(others),
        "same pose, median": float(np.median(same)),
        "same pose, most": max(same),
    }
