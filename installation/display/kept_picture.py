"""The model's newest picture, kept in the state folder for the next start: it is shown until the first new one comes.

It is the picture as it was painted, without words and panes, and never anything of a camera: pictures that are
made of a visitor's silhouette are not handed over by the room.
"""

import contextlib
import threading
from pathlib import Path

import cv2
import numpy as np

from installation.common import files

FOLDER = "last-pictures"  # in the state folder
FIRST_S = 60.0  # of a life: a house that does not come so far keeps what was there
EVERY_S = 600.0
LONGEST_PX = 1280
QUALITY = 90  # of JPEG
MOST_BYTES = 8 << 20
MOST_PIXELS = 1 << 23


class KeptPicture:
    """One file for each pack; where it cannot be written or read, there is none."""

    def __init__(self, state: Path, pack: str):
        """`pack` is the name of its folder."""
        self._folder = state / FOLDER
        self._pack = pack
        self._due_s = FIRST_S
        self._newest: np.ndarray | None = None
        self._writer: threading.Thread | None = None

    def read(self) -> np.ndarray | None:
        """The picture (h, w, 3) uint8 RGB that was kept."""
        try:
            content = files.read_bounded(self._path, MOST_BYTES)
            picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        except (OSError, cv2.error):
            return None
        if picture is None or picture.shape[0] * picture.shape[1] > MOST_PIXELS:
            return None
        return np.ascontiguousarray(picture[..., ::-1])

    def follow(self, pack: str) -> None:
        """Another pack is shown from now on."""
        if pack != self._pack:
            self._pack = pack
            self._newest = None

    def receive(self, pixels: np.ndarray) -> None:
        """The newest picture (h, w, 3) uint8 RGB, which nobody changes any more."""
        self._newest = pixels

    def tick(self, dt: float) -> None:
        """`dt` seconds later: keeps it now and then, beside our own loop, as a disk may be slow."""
        self._due_s -= dt
        is_busy = self._writer is not None and self._writer.is_alive()
        if self._due_s > 0 or self._newest is None or is_busy:
            return
        self._due_s = EVERY_S
        arguments = (self._path, self._newest)
        self._writer = threading.Thread(target=_write, args=arguments, daemon=True)
        self._writer.start()

    def close(self) -> None:
        """Keeps the newest."""
        if self._writer is not None:
            self._writer.join()
        if self._newest is not None:
            _write(self._path, self._newest)

    @property
    def _path(self) -> Path:
        return self._folder / f"{self._pack}.jpg"


def _write(path: Path, pixels: np.ndarray) -> None:
    height, width = pixels.shape[:2]
    scale = min(1.0, LONGEST_PX / max(height, width))
    size = (max(1, round(scale * width)), max(1, round(scale * height)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    quality = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    is_made, jpeg = cv2.imencode(".jpg", np.ascontiguousarray(small[..., ::-1]), quality)
    if is_made:
        with contextlib.suppress(OSError):  # the state folder itself is watched by the parent
            files.write_whole(path, jpeg.tobytes(), mode=0o600)
