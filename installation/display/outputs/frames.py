"""Finished frames, (h, w, 4) uint8 BGRX, as pictures in files. After the flash limiter, all of it."""

from pathlib import Path

import cv2
import numpy as np

JPEG_QUALITY = 80  # percent, as OpenCV counts it


def as_jpeg(frame: np.ndarray, height: int, width: int) -> np.ndarray:
    """The bytes (n,) uint8 of a JPEG of this size, in pixels."""
    small = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".jpg", small[..., :3], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.ravel()


def save_png(frame: np.ndarray, path: Path) -> None:
    """Writes a PNG file. Raises OSError."""
    _, encoded = cv2.imencode(".png", frame[..., :3])
    encoded.tofile(path)
