"""The single door to a typeface's file: proved before a letter of it is shown, asked which letters it has, and drawn with."""

from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pygame

from installation.display.writing import Run
from installation.faults import BadConfig

MEASURED_PX = 64  # the size at which widths are measured
_SMALLEST_PX = 6
_PROOF_PX = (_SMALLEST_PX, MEASURED_PX, 300)
_PROOF = "Aaxgß.0"  # what any of our sentences may need
_OPEN_FONTS = 64
_HALF_COVERED = 128
_X_HEIGHTS = (0.2, 0.9)  # that a typeface for reading has
_NOWHERE = "\U0010fffd"  # no typeface has it: it looks as every missing sign does
# SystemError: the library fell into a hole in the tables while it was reading our bytes
_BROKEN = (pygame.error, RuntimeError, ValueError, OSError, OverflowError, SystemError)
_MADE_FOR_PAGES = (b"woff", b"wof2")
_PAGES = (b"<!doctype", b"<html", b"<?xml")


class Face:
    """What is in one file. Whatever is wrong with a letter of it, drawing goes on."""

    def __init__(self, content: bytes | None):
        """A content that was proved; None is pygame's own typeface."""
        # of a function that does not know us: a circle would keep open fonts long after nobody needs them
        self._font = lru_cache(_OPEN_FONTS)(partial(_opened, content))
        self._has: dict[str, bool] = {}

    def has(self, sign: str) -> bool:
        """False where a box would stand instead."""
        if sign not in self._has:
            self._has[sign] = self._is_drawn(sign)
        return self._has[sign]

    def width(self, run: Run) -> int:
        """Pixels at the size `MEASURED_PX`."""
        font = self._font(MEASURED_PX, run.code, run.is_leftwards)
        try:
            return font.size(run.text)[0]
        except _BROKEN:
            return 0

    def ascent(self, px: int) -> int:
        """Pixels from the top of a line to the foot of its letters."""
        return self._font(px, "", False).get_ascent()

    def coverage(self, run: Run, px: int) -> np.ndarray:
        """(h, w) uint8: 255 where a pixel is wholly covered."""
        font = self._font(px, run.code, run.is_leftwards)
        try:
            return _covered(font, run.text)
        except _BROKEN:  # a letter that lies in a hole of the tables
            return np.zeros((max(1, font.get_height()), 1), np.uint8)

    def _is_drawn(self, sign: str) -> bool:
        font = self._font(MEASURED_PX, "", False)
        try:
            drawn = _covered(font, sign)
        except _BROKEN:
            return False
        return not np.array_equal(drawn, self.coverage(Run(_NOWHERE), MEASURED_PX))


def proved(path: Path, content: bytes) -> bytes:
    """The file's content, when words can be set in it. Raises `BadConfig`."""
    share = _proved_with(_PROOF, path, content)
    low, high = _X_HEIGHTS
    if not low <= share <= high:
        raise BadConfig(f"the typeface {path} cannot be used: it has no letters that can be read")
    return content


def proved_further(path: Path, content: bytes) -> bytes:
    """The same of one that is asked for foreign letters only. Raises `BadConfig`."""
    _proved_with(_NOWHERE, path, content)
    return content


def x_height(face: Face) -> float:
    """Of a small letter, of the typeface's size."""
    return _letter_share(face.coverage(Run("x"), MEASURED_PX))


def _proved_with(signs: str, path: Path, content: bytes) -> float:
    """The height of a small letter, of the typeface's size. Raises `BadConfig`."""
    try:
        for px in _PROOF_PX:
            _covered(_opened(content, px), signs)
        return _letter_share(_covered(_opened(content, MEASURED_PX), "x"))
    except _BROKEN as error:
        raise BadConfig(f"the typeface {path} cannot be used: {_reason(content)}") from error


def _letter_share(coverage: np.ndarray) -> float:
    rows = (coverage > _HALF_COVERED).any(axis=1)
    return float(rows.sum()) / MEASURED_PX


def _opened(
    content: bytes | None, px: int, code: str = "", is_leftwards: bool = False
) -> pygame.Font:
    pygame.font.init()
    file = None if content is None else BytesIO(content)
    font = pygame.Font(file, max(_SMALLEST_PX, px))
    if code or is_leftwards:
        font.set_direction(pygame.DIRECTION_RTL if is_leftwards else pygame.DIRECTION_LTR)
    if code:
        font.set_script(code)
    return font


def _covered(font: pygame.Font, text: str) -> np.ndarray:
    surface = font.render(text or " ", True, (255, 255, 255))
    height = surface.get_height()
    width = surface.get_width()
    memory: Any = surface.get_buffer()
    rows = np.frombuffer(memory, np.uint8).reshape(height, surface.get_pitch())
    pixels = rows[:, : 4 * width].reshape(height, width, 4)
    return pixels[..., 3].copy()


def _reason(content: bytes) -> str:
    """What is there instead, where it can be told."""
    start = content[:64].lstrip().lower()
    if not content:
        return "it is empty"
    if start.startswith(_PAGES):
        return "it is a web page"
    if start.startswith(_MADE_FOR_PAGES):
        return "it is made for web pages; take the same typeface as .ttf or .otf"
    return "it is damaged, or no typeface"
