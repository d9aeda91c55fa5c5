"""How much a picture differs from the one before it, on one scale for all sizes. Values in, values out."""

import cv2
import numpy as np

LONG_SIDE = 64  # cells: coarse enough to cost nothing and to leave out noise, fine enough to see a window move
PER_CELL = 4  # samples each way that a cell is the mean of


class Comparison:
    """Remembers the last picture, no larger than a stamp."""

    def __init__(self):
        self._before: np.ndarray | None = None

    def take(self, pixels: np.ndarray) -> float | None:
        """Mean absolute difference from the last picture in percent of black to white; None for the first.

        `pixels` (h, w, 3) uint8. A picture of another shape than the last is a first one.
        """
        height, width = pixels.shape[:2]
        scale = LONG_SIDE / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        samples = min(width, PER_CELL * size[0]), min(height, PER_CELL * size[1])
        sampled = cv2.resize(pixels, samples, interpolation=cv2.INTER_NEAREST)
        now = cv2.resize(sampled.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        before, self._before = self._before, now
        if before is None or before.shape != now.shape:
            return None
        return float(cv2.norm(now, before, cv2.NORM_L1)) / now.size * (100 / 255)
