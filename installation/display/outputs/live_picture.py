"""The live picture for the console's page: a small JPEG of the finished frame."""

import numpy as np

from installation.display.outputs.frames import as_jpeg
from installation.marks.marker import Marker

WIDTH_PX = 640  # at most


class LivePicture:
    """Keeps the newest frame that it was given as a JPEG."""

    def __init__(self, height: int, width: int, marker: Marker):
        """For frames of so many pixels."""
        self.jpeg = np.zeros(0, np.uint8)  # (n,) the file; empty before the first frame
        self._marker = marker
        self._width = min(WIDTH_PX, width)
        self._height = max(1, round(height * self._width / width))

    def present(self, frame: np.ndarray, description: str) -> None:
        """A finished frame (h, w, 4) uint8 BGRX, and what is said of it in the file."""
        self.jpeg = as_jpeg(frame, self._height, self._width, self._marker, description)
