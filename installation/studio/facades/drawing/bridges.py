"""Bridges between the styles: the upper part of one house on the lower part of another.

Half-way between two styles a network that has never seen anything there paints mud. These drawings tell
it what may stand there: a tenement under a gothic gable, a dome on concrete.
"""

import cv2
import numpy as np

from installation.studio.facades.drawing.ink_canvas import HEIGHT, NO_INK, WIDTH, InkCanvas

HOUSE = ("mass", "relief", "opening", "light", "dark")
HIGHEST = 14  # pixels from the picture's upper edge that stay free
LEAST = 40  # pixels that the upper part must have
# where the lower house is cut and where the upper one is, as shares of their heights from the top
CUTS = (0.3, 0.62)


def crown(lower: InkCanvas, upper: InkCanvas, rng: np.random.Generator) -> bool:
    """Puts the upper part of one house on what is left of the other, made as wide.

    Both canvases hold a whole house; `lower` is changed, unless there is no room: then it returns False.
    """
    cut_below = _row(lower, rng.uniform(*CUTS))
    cut_above = _row(upper, rng.uniform(*CUTS))
    left, right = _extent(lower, cut_below)
    left_above, right_above = _extent(upper, cut_above)
    height = min(cut_above - _top(upper), cut_below - HIGHEST)
    if height < LEAST:
        return False
    stretch = (right - left) / (right_above - left_above)
    move = np.array(
        [
            [stretch, 0, left - stretch * left_above],
            [0, 1, cut_below - cut_above],
        ],
        np.float32,
    )
    is_crown = _moved(upper.sheet("mass"), move)[:cut_below]
    was_house = lower.sheet("mass")[:cut_below].copy()
    for layer in HOUSE:
        above = lower.sheet(layer)[:cut_below]
        above[was_house > 0] = NO_INK
        above[is_crown > 0] = NO_INK
        above |= _moved(upper.sheet(layer), move)[:cut_below] & is_crown
    return True


def _moved(sheet: np.ndarray, move: np.ndarray) -> np.ndarray:
    size = (WIDTH, HEIGHT)
    return np.asarray(cv2.warpAffine(sheet, move, size, flags=cv2.INTER_NEAREST))


def _top(canvas: InkCanvas) -> int:
    return int(canvas.sheet("mass").any(1).argmax())


def _row(canvas: InkCanvas, share: float) -> int:
    """The row that lies `share` of a house's height under its top."""
    rows = np.flatnonzero(canvas.sheet("mass").any(1))
    return int(rows[0] + share * (rows[-1] - rows[0]))


def _extent(canvas: InkCanvas, row: int) -> tuple[int, int]:
    """Where the house begins and ends in a row."""
    columns = np.flatnonzero(canvas.sheet("mass")[row])
    return int(columns[0]), int(columns[-1]) + 1
