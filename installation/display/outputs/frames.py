"""Finished frames, (h, w, 4) uint8 BGRX, as pictures in files with their marks. After the flash limiter, all of it."""

from pathlib import Path

import cv2
import numpy as np

from installation.marks.marker import Marker
from installation.marks.picture_files import JPEG, PNG

JPEG_QUALITY = 80  # percent, as OpenCV counts it


def as_jpeg(
    frame: np.ndarray,
    height: int,
    width: int,
    marker: Marker,
    description: str,
) -> np.ndarray:
    """The bytes (n,) uint8 of a JPEG of this size, in pixels. It is signed by whoever hands it out."""
    small = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
    picture = cv2.cvtColor(small, cv2.COLOR_BGRA2BGR)
    content = marker.file(picture, JPEG, description, JPEG_QUALITY)
    return np.frombuffer(content, np.uint8)


def save_png(
    frame: np.ndarray,
    path: Path,
    marker: Marker,
    description: str,
    is_watermarked: bool,
) -> None:
    """Writes a PNG file, signed. `is_watermarked`: see `Marker.file`. Raises `OSError`."""
    picture = cv2.cvtColor(frame, cv2.COLOR_BGRA2BGR)
    content = marker.file(picture, PNG, description, is_watermarked=is_watermarked)
    path.write_bytes(marker.signed(content, PNG, path.name))
