"""Ink sheets as signed distance fields: what the network learns, and what it gives.

A field says for each of its cells how far the nearest edge of the ink is: positive inside, negative
outside, in units of REACH and cut off at one. A network that is not quite sure moves an edge a
little, where a network of pixels would blur it.
"""

import cv2
import numpy as np

from installation.studio.facades.drawing import FacadeDrawing
from installation.studio.facades.drawing.ink_canvas import HEIGHT, WIDTH

ROWS = 144  # cells of a field; four pixels of the drawing each
COLUMNS = 256
REACH = 24.0  # pixels of the drawing
COARSE = 2  # pixels of the drawing per pixel of the distance transform, four times faster than one
STORED = 127  # a field's unit when it is kept as int8


def signed_distance(cover: np.ndarray) -> np.ndarray:
    """(h, w) float32 share of ink, 0..1 -> (h, w) float32 signed distance in pixels, positive inside.

    Pixels that an edge crosses tell its place by their share of ink; all others count from there.
    """
    inside = (cover >= 0.5).astype(np.uint8)
    within = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    beyond = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)
    far = within - beyond - (inside - 0.5)  # an edge lies between two pixels, not on one
    is_crossed = (cover > 0) & (cover < 1)
    return np.where(is_crossed, cover - 0.5, far).astype(np.float32)


def to_fields(drawing: FacadeDrawing) -> np.ndarray:
    """The drawing's layers as fields, (8, 144, 256) float32 in -1..1."""
    return fields_of(drawing.sheets)


def fields_of(sheets: np.ndarray) -> np.ndarray:
    """(8, 576, 1024) uint8 sheets of ink as fields, (8, 144, 256) float32 in -1..1."""
    return np.stack([field_of(sheet) for sheet in sheets])


def stored(fields: np.ndarray) -> np.ndarray:
    """Fields in -1..1 as int8, which takes a quarter of the room."""
    return np.rint(fields * STORED).astype(np.int8)


def restored(fields: np.ndarray) -> np.ndarray:
    """Fields kept as int8, as float32 in -1..1."""
    return np.asarray(fields, np.float32) / STORED


def field_of(sheet: np.ndarray) -> np.ndarray:
    """One sheet, (576, 1024) uint8, as a field (144, 256)."""
    if not sheet.any():
        return np.full((ROWS, COLUMNS), -1.0, np.float32)
    size = (WIDTH // COARSE, HEIGHT // COARSE)
    ink = cv2.resize(sheet, size, interpolation=cv2.INTER_AREA)
    cover = ink.astype(np.float32) / 255
    distance = signed_distance(cover) * (COARSE / REACH)
    near = np.clip(distance, -1, 1)
    return np.asarray(cv2.resize(near, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA))


def pixels_per_reach(width: int) -> float:
    """How many pixels of a picture, `width` wide, a field's unit is."""
    return REACH * width / WIDTH
