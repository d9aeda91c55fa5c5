"""Pictures as files, with words in them: where JPEG and PNG take an XMP packet (XMP Specification, part 3)."""

import struct
import zlib

import cv2
import numpy as np

JPEG = "image/jpeg"
PNG = "image/png"
_ENDINGS = {JPEG: ".jpg", PNG: ".png"}
_JPEG_START = b"\xff\xd8"
_JPEG_APP0 = 0xE0  # JFIF's segment, which has to be the first
_JPEG_XMP = b"\xff\xe1"
_XMP_NAME = b"http://ns.adobe.com/xap/1.0/\0"
_PNG_HEAD = 33  # bytes of the signature and of the first chunk
_PNG_KEYWORD = b"XML:com.adobe.xmp"


def encoded(picture: np.ndarray, media_type: str, packet: bytes, quality: int) -> bytes:
    """A picture (h, w, 3) uint8 BGR as a file with an XMP packet of at most 65,000 bytes.

    `quality` is that of a JPEG, in percent as OpenCV counts it.
    """
    parameters = [cv2.IMWRITE_JPEG_QUALITY, quality] if media_type == JPEG else []
    _, data = cv2.imencode(_ENDINGS[media_type], picture, parameters)
    content = data.tobytes()
    if media_type == JPEG:
        return _in_jpeg(content, packet)
    return _in_png(content, packet)


def _in_jpeg(content: bytes, packet: bytes) -> bytes:
    """In a segment of its own, after JFIF's."""
    at = len(_JPEG_START)
    if content[at + 1] == _JPEG_APP0:
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    body = _XMP_NAME + packet
    segment = _JPEG_XMP + struct.pack(">H", len(body) + 2) + body
    return content[:at] + segment + content[at:]


def _in_png(content: bytes, packet: bytes) -> bytes:
    """In an iTXt chunk, not compressed, before the pixels."""
    body = b"iTXt" + _PNG_KEYWORD + b"\0\0\0\0\0" + packet
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return content[:_PNG_HEAD] + chunk + content[_PNG_HEAD:]
