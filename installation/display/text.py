"""The single door to the typeface: words -> how much each pixel is covered by them.

Sizes follow the visitors' eyes: capital letters of running text subtend 20 minutes of arc, as ISO 9241-303
prefers, the smallest 16, as it demands.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pygame

from installation.display.asset_shelf import TYPE_BYTES, AssetShelf
from installation.faults import BadConfig

FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")  # regular, bold
CAPITAL = 0.66  # height of a capital letter, of the typeface's size
MINUTE = np.pi / 180 / 60
TEXT_ARC = 20  # minutes of arc
TITLE = 1.4  # this and the next: sizes, of running text
SENTENCE = 1.05
DEEPER = 0.85
CAPTION = 0.8
LEADING = 1.24  # from line to line, of the typeface's size
_MEASURED_PX = 64  # the size at which widths are measured
_SMALLEST_PX = 6
_OPEN_FONTS = 64
_KNOWN_WIDTHS = 4096


def text_px(
    height: int,
    width: int,
    viewing_distance_m: float,
    diagonal_m: float,
) -> float:
    """Size of the typeface for running text, in pixels, on a screen of so many pixels, so large, seen from so far."""
    pixels_per_metre = np.hypot(height, width) / diagonal_m
    capital_m = viewing_distance_m * np.tan(TEXT_ARC * MINUTE)
    return capital_m * pixels_per_metre / CAPITAL


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
        """The text in lines no wider than `width` pixels, broken between words; a longer word stands alone."""
        space = self.width(" ", px, bold)
        lines: list[list[str]] = []
        taken = 0.0
        for word in text.split(" "):  # and not at spaces that hold together
            if not word:
                continue
            word_width = self.width(word, px, bold)
            if lines and taken + space + word_width <= width:
                lines[-1].append(word)
                taken += space + word_width
            else:
                lines.append([word])
                taken = word_width
        return [" ".join(words) for words in lines]


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
