"""The single door to the typeface: words -> how much each pixel is covered by them.

Sizes follow the visitors' eyes: capital letters of running text subtend 20 minutes of arc, as ISO 9241-303 prefers,
the smallest 16, as it demands.
"""

from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import pygame

FACES = "SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf"
CAPITAL = 0.66  # height of a capital letter, of the typeface's size
MINUTE = np.pi / 180 / 60
TEXT_ARC = 20  # minutes of arc
TITLE, SENTENCE, DEEPER, CAPTION = 1.4, 1.05, 0.85, 0.8  # of running text
MEASURED = 64  # pixels: the size at which widths are measured
LEADING = 1.24  # from line to line, of the typeface's size


def text_px(height: int, width: int, viewing_distance_m: float, diagonal_m: float) -> float:
    """Size of the typeface for running text on a screen of so many pixels, so large, seen from so far."""
    pixels_a_metre = np.hypot(height, width) / diagonal_m
    return viewing_distance_m * np.tan(TEXT_ARC * MINUTE) * pixels_a_metre / CAPITAL


class Lettering:
    """A typeface in two weights."""

    def __init__(self, folder: Path, faces: tuple[str, str] = FACES):
        """`folder` holds the typeface, `faces` are its files, regular and bold; where a file of it is missing, pygame's own stands in and `words` says so."""
        pygame.font.init()
        missing = [name for name in faces if not (folder / name).is_file()]
        self.words = (
            f"the typeface {', '.join(missing)} is missing in {folder}: another one stands in"
            if missing
            else ""
        )
        files = [None if missing else str(folder / name) for name in faces]
        # of functions that do not know us: a circle would keep open fonts long after nobody needs them
        self._font = lru_cache(64)(partial(_opened, files))
        self._measured = lru_cache(4096)(partial(_measured, self._font))

    def width(self, text: str, px: float, bold: bool = False) -> float:
        """Pixels a line takes, or a little less: measured once at one size, as opening a typeface takes long."""
        return self._measured(text, bold) * px / MEASURED

    def covered(self, text: str, px: float, bold: bool = False) -> np.ndarray:
        """One line of text, (h, w) uint8: 255 where a pixel is wholly covered."""
        surface = self._font(round(px), bold).render(text or " ", True, (255, 255, 255))
        rows = np.frombuffer(surface.get_buffer(), np.uint8).reshape(
            surface.get_height(), surface.get_pitch()
        )
        return (
            rows[:, : 4 * surface.get_width()]
            .reshape(surface.get_height(), surface.get_width(), 4)[..., 3]
            .copy()
        )

    def broken(self, text: str, width: int, px: float, bold: bool = False) -> list[str]:
        """The text in lines no wider than `width` pixels, broken between words; a longer word stands alone."""
        space = self.width(" ", px, bold)
        lines: list[list[str]] = []
        taken = 0.0
        for word in filter(None, text.split(" ")):  # and not at spaces that hold together
            wide = self.width(word, px, bold)
            if lines and taken + space + wide <= width:
                lines[-1].append(word)
                taken += space + wide
            else:
                lines.append([word])
                taken = wide
        return [" ".join(words) for words in lines]


def _opened(files: list, px: int, bold: bool) -> pygame.Font:
    return pygame.font.Font(files[bold], max(6, px))


def _measured(font, text: str, bold: bool) -> int:
    return font(MEASURED, bold).size(text)[0] + 1
