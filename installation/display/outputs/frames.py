"""What outputs do with a finished frame, (h, w, 4) uint8 BGRX.

All of it after the flash limiter: a mean of neighbours flashes no more than they do.
"""

from pathlib import Path

import cv2
import numpy as np

JPEG_QUALITY = 80  # percent, as OpenCV counts it


def copy_scaled(frame: np.ndarray, target: np.ndarray) -> None:
    """Copies a frame into `target` (rows, columns, 4), scaled where its size is another."""
    height, width = target.shape[:2]
    if frame.shape == target.shape:
        np.copyto(target, frame)
    else:
        cv2.resize(
            frame,
            (width, height),
            dst=target,
            interpolation=cv2.INTER_AREA,
        )


def as_jpeg(frame: np.ndarray, height: int, width: int) -> np.ndarray:
    """The bytes (n,) uint8 of a JPEG of this size, in pixels."""
    small = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".jpg", small[..., :3], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.ravel()


def save_png(frame: np.ndarray, path: Path) -> None:
    """Writes a PNG file. Raises OSError."""
    _, encoded = cv2.imencode(".png", frame[..., :3])
    encoded.tofile(path)
