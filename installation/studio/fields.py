"""Ink sheets as signed distance fields: what the network learns, and what it gives.

A field says for each of its cells how far the nearest edge of the ink is: positive inside, negative
outside, in units of REACH and cut off at one. A network that is not quite sure moves an edge a
little, where a network of pixels would blur it.
"""

import cv2
import numpy as np

from .drawing import Drawing
from .drawing.canvas import HEIGHT, WIDTH

ROWS, COLUMNS = 144, 256  # cells of a field; four pixels of the drawing each
REACH = 24.0  # pixels of the drawing
COARSE = 2  # pixels of the drawing per pixel of the distance transform, four times faster than one


def signed_distance(cover: np.ndarray) -> np.ndarray:
    """(h, w) float32 share of ink, 0..1 -> (h, w) float32 signed distance in pixels, positive inside.

    Pixels that an edge crosses tell its place by their share of ink; all others count from there.
    """
    inside = (cover >= 0.5).astype(np.uint8)
    within = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    beyond = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)
    far = within - beyond - (inside - 0.5)  # an edge lies between two pixels, not on one
    return np.where((cover > 0) & (cover < 1), cover - 0.5, far).astype(np.float32)


def to_fields(drawing: Drawing) -> np.ndarray:
    """The drawing's layers as fields, (8, 144, 256) float32 in -1..1."""
    return np.stack([_field(sheet) for sheet in drawing.sheets])


def _field(sheet: np.ndarray) -> np.ndarray:
    if not sheet.any():
        return np.full((ROWS, COLUMNS), -1.0, np.float32)
    size = (WIDTH // COARSE, HEIGHT // COARSE)
    cover = cv2.resize(sheet, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    near = np.clip(signed_distance(cover) * (COARSE / REACH), -1, 1)
    return cv2.resize(near, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)


def pixels_per_reach(width: int) -> float:
    """How many pixels of a picture, `width` wide, a field's unit is."""
    return REACH * width / WIDTH
