"""Noise like that of paper, as a tile whose sides fit each other."""

import cv2
import numpy as np
from numpy.typing import NDArray

TILE = (128, 1024)  # lines, columns
FURTHER = 389  # columns that the tile of a band lies beside that of the band above
FINE = 0.6  # pixels
COARSE = 2.2
COARSE_SHARE = 0.6
ROOM = 12  # pixels that blurring needs beside the tile


def noise_tile(lots: np.random.Generator) -> NDArray[np.float32]:
    """TILE of noise with a standard deviation of 1, fine and coarse together."""
    fine = _noise(lots, FINE)
    coarse = _noise(lots, COARSE)
    both = fine + COARSE_SHARE * coarse
    return np.asarray(both / both.std(), np.float32)


def _noise(lots: np.random.Generator, pixels: float) -> NDArray[np.float32]:
    noise = lots.standard_normal(TILE).astype(np.float32)
    wrapped = np.pad(noise, ROOM, mode="wrap")
    soft = cv2.GaussianBlur(wrapped, (0, 0), pixels)
    cut = soft[ROOM:-ROOM, ROOM:-ROOM]
    return np.asarray(cut / cut.std(), np.float32)
