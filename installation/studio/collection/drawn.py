"""Tells drawings and prints of few colours from photographs that have few hues, such as sea, fog or night.

Both keep to few colours. A print changes from one to the next in a step, a photograph by and by.
"""

import cv2
import numpy as np

GRAIN = 5  # pixels: finer than this is paper, noise, or a JPEG's blocks
COLOURS = 4
NEAR = 8.0  # grey levels from a colour: the same ink
APART = 4  # pixels over which a step is looked for
STEEP = 0.25  # of the way from dark to bright: a step
ENOUGH = 1.3  # of 2: share of few colours and share of steps together


def is_drawn(picture: np.ndarray) -> bool:
    """Of (h, w, 3) uint8."""
    calm = cv2.medianBlur(np.ascontiguousarray(picture), GRAIN).astype(np.float32)
    return _share_of_few_colours(calm) + _share_of_steps(calm) > ENOUGH


def _share_of_few_colours(picture: np.ndarray) -> float:
    """Of the pixels, those near one of the commonest colours: each is looked for in what is left."""
    pixels = picture[::4, ::4].reshape(-1, 3)
    left = pixels
    for _ in range(COLOURS):
        cells = (left.astype(np.int64) >> 4) @ np.array([256, 16, 1])
        found, counts = np.unique(cells, return_counts=True)
        colour = np.median(left[cells == found[counts.argmax()]], axis=0)
        left = left[np.abs(left - colour).max(1) > NEAR]
        if not len(left):
            break
    return 1 - len(left) / len(pixels)


def _share_of_steps(picture: np.ndarray) -> float:
    """Of all that differs between pixels close together, what differs in steps."""
    down = np.abs(picture[APART:] - picture[:-APART]).max(2).ravel()
    across = np.abs(picture[:, APART:] - picture[:, :-APART]).max(2).ravel()
    differs = np.concatenate([down, across])
    low, high = np.quantile(picture[::2, ::2].reshape(-1, 3), (0.01, 0.99), axis=0)
    reach = float((high - low).max())
    steps = differs[differs > STEEP * max(reach, 1.0)]
    return float(steps.sum() / max(differs.sum(), 1e-6))
