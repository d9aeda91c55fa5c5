"""Ink of fields as pixels, and the separate parts and enclosed holes in it."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

FINER = 3  # pixels per cell
SMALLEST = 0.6  # cells squared: smaller parts and holes are not seen

Ink = NDArray[np.bool_]  # where ink is


def finer(field: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """(h, w) field -> (FINER * h, FINER * w), between the cells linear."""
    height, width = field.shape
    size = (width * FINER, height * FINER)
    exact = field.astype(np.float32)
    sheet = cv2.resize(exact, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(sheet, np.float32)


def ink_of(fields: NDArray[np.floating[Any]]) -> Ink:
    """(n, h, w) companded -> (n, FINER * h, FINER * w): where ink is."""
    return np.stack([finer(field) for field in fields]) > 0


def parts_and_holes(ink: Ink) -> tuple[int, int]:
    """How many separate parts and enclosed holes a picture has that are large enough to be seen."""
    parts = _visible_areas(ink, 8)
    grounds = _visible_areas(~ink, 4)
    return len(parts), len(grounds) - 1


def areas_of_parts_and_holes(
    ink: Ink,
) -> tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]]:
    """The areas of the same, in cells squared; the ground around all counts as a hole, too."""
    parts = _visible_areas(ink, 8)
    grounds = _visible_areas(~ink, 4)
    return parts / FINER**2, grounds / FINER**2


def _visible_areas(mask: Ink, neighbours: int) -> NDArray[np.int32]:
    found = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=neighbours)
    areas = np.asarray(found[2][1:, cv2.CC_STAT_AREA], np.int32)
    return areas[areas >= SMALLEST * FINER**2]


def with_at_most(ink: Ink, parts: int, holes: int) -> Ink:
    """The same picture with the smallest parts left out, and the smallest holes filled."""
    without_crumbs = _largest(ink, parts, 8)
    ground = _largest(~without_crumbs, holes + 1, 4)
    return ~ground


def _largest(mask: Ink, count: int, neighbours: int) -> Ink:
    found = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=neighbours)
    labels, areas = found[1], found[2][1:, cv2.CC_STAT_AREA]
    falling = np.argsort(-areas)
    kept = falling[:count] + 1
    return np.isin(labels, kept)
