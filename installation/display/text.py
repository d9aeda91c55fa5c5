"""The single door to the typeface: words -> how much each pixel is covered by them.

Sizes follow the visitors' eyes. Small letters that subtend less than 0.2 degrees are read more slowly, the
smaller the slower (Legge and Bigelow 2011, "Does print size matter for reading?", Journal of Vision 11(5):8). That
holds for an acuity of 1; running text is as large as an acuity of 0.7 needs, which is what DIN 1450 reckons with.
"""

from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pygame

from installation.display.asset_shelf import TYPE_BYTES, AssetShelf
from installation.display.layout_rules import CAPTION, SMALLEST_X_PX
from installation.faults import BadConfig

FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")  # regular, bold
X_HEIGHT = 0.486  # of those: height of a small letter, of the typeface's size
FLUENT_ARC = np.radians(0.2)  # x-height, at an acuity of 1
ACUITY = 0.7  # of the visitors that running text is meant for
SOFT_HYPHEN = "\u00ad"  # where a word may be divided
_ROOM = 0.35  # of a line: a word is divided rather than leaving more than this free
_HALF_COVERED = 128
_LEAST_SIGNS = 2  # of a word without soft hyphens, on either line
_MEASURED_PX = 64  # the size at which widths are measured
_SMALLEST_PX = 6
_OPEN_FONTS = 64
_KNOWN_WIDTHS = 4096


def text_px(
    height: int,
    width: int,
    viewing_distance_m: float,
    diagonal_m: float,
    x_height: float = X_HEIGHT,
) -> float:
    """Size of the typeface for running text, in pixels, on a screen of so many pixels, so large, seen from so far.

    `x_height` is the typeface's: one of small letters has to be larger. However few pixels there are, a letter has
    the rows that it needs.
    """
    pixels_per_metre = np.hypot(height, width) / diagonal_m
    letter_m = viewing_distance_m * np.tan(FLUENT_ARC / ACUITY)
    x_px = max(letter_m * pixels_per_metre, SMALLEST_X_PX / CAPTION)
    return x_px / x_height


class Typeface:
    """A typeface in two weights."""

    def __init__(self, shelf: AssetShelf, files: tuple[str, str] = FILES):
        """`files` (regular, bold) lie in assets/type; where nothing else can stand in for one, pygame's own does.

        They are read once: one that is damaged while it is shown does no harm.
        """
        pygame.font.init()
        usual = dict(zip(files, FILES, strict=True))
        weights = [_weight(shelf, name, usual[name]) for name in files]
        # of functions that do not know us: a circle would keep open fonts long after nobody needs them
        self._font = lru_cache(_OPEN_FONTS)(partial(_open_font, weights))
        self._measure = lru_cache(_KNOWN_WIDTHS)(partial(_measure, self._font))

    @cached_property
    def x_height(self) -> float:
        """Of a small letter, of the typeface's size."""
        rows = (self.coverage("x", _MEASURED_PX) > _HALF_COVERED).any(axis=1)
        return float(rows.sum()) / _MEASURED_PX

    def width(self, text: str, px: float, bold: bool = False) -> float:
        """Pixels a line takes, or a little less: measured once at one size, as opening a font takes long."""
        return self._measure(text, bold) * px / _MEASURED_PX

    def coverage(
        self,
        text: str,
        px: float,
        bold: bool = False,
    ) -> np.ndarray:
        """One line of text, (h, w) uint8: 255 where a pixel is wholly covered."""
        surface = self._font(round(px), bold).render(text or " ", True, (255, 255, 255))
        height = surface.get_height()
        width = surface.get_width()
        memory: Any = surface.get_buffer()
        rows = np.frombuffer(memory, np.uint8).reshape(height, surface.get_pitch())
        pixels = rows[:, : 4 * width].reshape(height, width, 4)
        return pixels[..., 3].copy()

    def wrapped(
        self,
        text: str,
        width: int,
        px: float,
        bold: bool = False,
    ) -> list[str]:
        """The text in lines no wider than `width` pixels.

        A line ends between words, and within one at a soft hyphen where it would be short otherwise; a word that is
        wider than a line and has none is divided anywhere.
        """
        lines: list[str] = []
        line = ""
        for word in text.split(" "):  # and not at spaces that hold together
            rest = word
            while rest:
                start = f"{line} " if line else ""
                whole = start + _bare(rest)
                if self.width(whole, px, bold) <= width:
                    line = whole
                    break
                part = self._part(start, rest, width, px, bold)
                if part:
                    lines.append(start + _hyphenated(part))
                    rest = rest[len(part) :]
                elif line:
                    lines.append(line)
                else:
                    lines.append(_bare(rest))
                    rest = ""
                line = ""
        return [*lines, line] if line else lines

    def _part(
        self,
        start: str,
        word: str,
        width: int,
        px: float,
        bold: bool,
    ) -> str:
        """As much of a word as is set behind `start` on the same line, "" where nothing is."""
        is_too_wide = self.width(_bare(word), px, bold) > width
        left = width - self.width(start, px, bold)
        if start and not is_too_wide and left < _ROOM * width:
            return ""
        ends = [k + 1 for k, sign in enumerate(word) if sign == SOFT_HYPHEN]
        if not ends and is_too_wide and not start:
            ends = list(range(_LEAST_SIGNS, len(word) - _LEAST_SIGNS + 1))
        parts = [word[:end] for end in ends]
        fitting = [
            part for part in parts if self.width(start + _hyphenated(part), px, bold) <= width
        ]
        return max(fitting, key=len, default="")


def _bare(word: str) -> str:
    """Without the marks of where it may be divided."""
    return word.replace(SOFT_HYPHEN, "")


def _hyphenated(part: str) -> str:
    """The beginning of a word at the end of a line."""
    bare = _bare(part)
    return bare if bare.endswith("-") else f"{bare}-"


def _weight(shelf: AssetShelf, name: str, usual: str) -> bytes | None:
    """What is in the file of a weight; None where pygame's own typeface has to do."""
    try:
        return shelf.read(
            f"type/{name}", _proved, TYPE_BYTES, instead=f"type/{usual}", is_vital=False
        )
    except BadConfig as fault:
        shelf.troubles.append(f"{fault}; another typeface stands in until it is mended")
        return None


def _proved(path: Path, content: bytes) -> bytes:
    """The file's content, when letters can be drawn with it. Raises `BadConfig`."""
    try:
        _open_font([content], _MEASURED_PX, False).render("Aa", True, (255, 255, 255))
    except (pygame.error, RuntimeError, ValueError, OSError) as error:
        raise BadConfig(
            f"the typeface {path} cannot be used ({error}): it is damaged, or no typeface"
        ) from error
    return content


def _open_font(weights: list[bytes | None], px: int, bold: bool) -> pygame.Font:
    content = weights[bold]
    file = None if content is None else BytesIO(content)
    return pygame.Font(file, max(_SMALLEST_PX, px))


def _measure(font: Callable[[int, bool], pygame.Font], text: str, bold: bool) -> int:
    return font(_MEASURED_PX, bold).size(text)[0] + 1
