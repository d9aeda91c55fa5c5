"""How much a picture differs from the one before it, on one scale for all sizes. Values in, values out."""

import cv2
import numpy as np

# cells: coarse enough to cost nothing and to leave out noise, fine enough to see a window move
LONG_SIDE = 64
SAMPLES_PER_CELL = 4  # each way; a cell is the mean of them
WHITE = 255


class FrameDifference:
    """Remembers the last picture, no larger than a stamp."""

    def __init__(self) -> None:
        self._before: np.ndarray | None = None

    def record(self, pixels: np.ndarray) -> float | None:
        """Mean absolute difference from the last picture in percent of black to white; None for the first.

        `pixels` (h, w, 3) uint8. A picture of another shape than the last is a first one.
        """
        before = self._before
        now = _stamp(pixels)
        self._before = now
        if before is None or before.shape != now.shape:
            return None
        total = float(cv2.norm(now, before, cv2.NORM_L1))
        mean = total / now.size
        return mean * (100 / WHITE)


def _stamp(pixels: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 -> the means of its cells, (rows, columns, 3) float32."""
    height, width = pixels.shape[:2]
    scale = LONG_SIDE / max(height, width)
    columns = max(1, round(width * scale))
    rows = max(1, round(height * scale))
    across = min(width, SAMPLES_PER_CELL * columns)
    down = min(height, SAMPLES_PER_CELL * rows)
    nearest = cv2.INTER_NEAREST
    samples = cv2.resize(pixels, (across, down), interpolation=nearest)
    exact = samples.astype(np.float32)
    mean = cv2.INTER_AREA
    return cv2.resize(exact, (columns, rows), interpolation=mean)
