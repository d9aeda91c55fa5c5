"""The invisible watermark on the screen itself: as strong everywhere, so that it costs two sums a frame."""

import cv2
import numpy as np

from installation.marks import watermark_tile

STRENGTH = 0.6  # standard deviation, in steps of 8-bit brightness


class ScreenWatermark:
    """For a screen of one size. What it draws stands still, so it flashes nothing."""

    def __init__(self, height: int, width: int):
        """In pixels."""
        pattern = np.rint(STRENGTH * watermark_tile.covering(height, width))
        self._lighter = _all_channels(np.maximum(pattern, 0))
        self._darker = _all_channels(np.maximum(-pattern, 0))

    def draw(self, frame: np.ndarray) -> None:
        """Onto a frame (h, w, 4) uint8 BGRX."""
        cv2.add(frame, self._lighter, dst=frame)
        cv2.subtract(frame, self._darker, dst=frame)


def _all_channels(pattern: np.ndarray) -> np.ndarray:
    return cv2.merge([pattern.astype(np.uint8)] * 4)
