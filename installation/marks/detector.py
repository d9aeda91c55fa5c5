"""`kiosk detect`: which marks a file carries, whoever made it. Nothing of the file is executed, nothing is asked of a network."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from installation.common.files import read_bounded
from installation.faults import Refused
from installation.marks import content_credentials, watermark_search, xmp
from installation.marks.content_credentials import Credentials
from installation.marks.watermark_search import SURE, WatermarkFound
from installation.marks.xmp import TRAINED, PictureWords

MOST_BYTES = 1 << 30
FRAMES = 8  # of a film that are looked at, spread over all of it
# How a file begins, and at which byte, by its kind
_BEGINNINGS = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (8, b"AVI ", "video/avi"),
)
_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class Detection:
    """What was found in one file."""

    path: Path
    credentials: Credentials | None
    words: PictureWords | None
    watermark: WatermarkFound | None  # None where there is no picture to look at
    can_read_credentials: bool  # c2pa-python is there

    @property
    def is_marked(self) -> bool:
        """True where at least one mark says that an AI made it."""
        says_so = (
            self.credentials is not None and self.credentials.is_made_by_ai,
            self.words is not None and self.words.source_type == TRAINED,
            self.watermark is not None and self.watermark.is_sure,
        )
        return any(says_so)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        found = dataclasses.asdict(self) | {"path": str(self.path), "is_marked": self.is_marked}
        if self.credentials is not None:
            found["credentials"]["is_self_made"] = self.credentials.is_self_made
        if self.watermark is not None:
            found["watermark"] |= {"is_sure": self.watermark.is_sure, "sure_from": SURE}
        return found


def detect(path: Path, anchors: str = "") -> Detection:
    """Looks into a picture or a film, and into NAME.xmp and NAME.c2pa beside it.

    `anchors` are certificates (PEM) of authorities whose signatures are trusted. Raises `OSError` where it cannot be
    read, `Refused` where it is neither, `BadConfig` for anchors that are none.
    """
    content = read_bounded(path, MOST_BYTES)
    media_type = _media_type(content)
    watermark = _watermark(path, content, media_type)
    if watermark is None and media_type == _UNKNOWN:
        raise Refused(f"{path} is no picture and no film that can be read")
    can_read = content_credentials.is_here()
    credentials = None
    if can_read:
        beside = _beside(path, ".c2pa")
        credentials = content_credentials.read(content, media_type, beside, anchors)
    words = xmp.read(content) or xmp.read(_beside(path, ".xmp") or b"")
    return Detection(path, credentials, words, watermark, can_read)


def _beside(path: Path, ending: str) -> bytes | None:
    """The file of the same name with another ending; None where there is none."""
    other = path.with_suffix(ending)
    return read_bounded(other, MOST_BYTES) if other.is_file() else None


def _media_type(content: bytes) -> str:
    for at, beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning, at):
            return media_type
    return _UNKNOWN


def _watermark(path: Path, content: bytes, media_type: str) -> WatermarkFound | None:
    """The surest one of all pictures of a file; None where it has none that can be read."""
    pictures = _frames(path) if media_type.startswith("video/") else _picture(content)
    best = None
    for picture in pictures:
        found = watermark_search.search(picture)
        if best is None or found.score > best.score:
            best = found
        if best.is_sure:
            break
    return best


def _picture(content: bytes) -> Iterator[np.ndarray]:
    """(h, w, 3) uint8 BGR; none where it cannot be read."""
    try:
        picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:  # empty, or larger than this program unpacks
        return
    if picture is not None:
        yield picture


def _frames(path: Path) -> Iterator[np.ndarray]:
    """(h, w, 3) uint8 BGR each."""
    film = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    count = int(film.get(cv2.CAP_PROP_FRAME_COUNT))
    try:
        for number in range(FRAMES):
            film.set(cv2.CAP_PROP_POS_FRAMES, max(0, count * number // FRAMES))
            is_there, frame = film.read()
            if is_there:
                yield frame
    finally:
        film.release()
