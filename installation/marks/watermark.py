"""The invisible watermark: a faint pattern, stronger where the picture is lively and nobody sees it.

Spread spectrum after Cox et al., "Secure Spread Spectrum Watermarking for Multimedia" (1997), as a square that
repeats: whatever part of the picture is cut out holds it. `watermark_search` finds it again.
"""

import cv2
import numpy as np

from installation.marks import watermark_tile

# Standard deviation of the pattern, in steps of 8-bit brightness
PLAIN = 0.5  # where the picture is of one colour
LIVELY = 0.06  # more for each step that the picture's own brightness varies by
MOST = 3.0
_NEARBY_PX = 9  # side of the square in which that is looked at


class Watermark:
    """For pictures of one size."""

    def __init__(self, height: int, width: int):
        """In pixels."""
        self._pattern = watermark_tile.covering(height, width)

    def marked(self, picture: np.ndarray) -> np.ndarray:
        """The picture (h, w, 3) uint8 BGR with the watermark in it, as a new array."""
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        change = cv2.multiply(_strength(grey), self._pattern)
        change = cv2.merge([change] * 3)
        return cv2.add(picture, change, dtype=cv2.CV_8U)


def _strength(grey: np.ndarray) -> np.ndarray:
    """(h, w) float32: how strong the pattern may be at each pixel of a picture (h, w) uint8."""
    nearby = (_NEARBY_PX, _NEARBY_PX)
    mean = cv2.blur(grey, nearby, borderType=cv2.BORDER_REFLECT).astype(np.float32)
    square = cv2.sqrBoxFilter(grey, cv2.CV_32F, nearby, borderType=cv2.BORDER_REFLECT)
    variance = cv2.subtract(square, cv2.multiply(mean, mean))
    spread = cv2.sqrt(np.maximum(variance, 0))
    return np.minimum(LIVELY * spread + PLAIN, MOST)
