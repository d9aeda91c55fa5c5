"""Setting text: paragraphs broken into lines that fit a box. Values only."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from installation.display.canvas import Ink, draw_coverage
from installation.display.layout_rules import LEADING, SMALLEST
from installation.display.text import SOFT_HYPHEN, Typeface
from installation.display.writing import is_leftwards, pieces

_STEP = 0.05  # by which its size is reduced
_NARROWEST = 0.5  # of the width there is


@dataclass(frozen=True)
class Paragraph:
    """Words to be set."""

    text: str
    px: float
    ink: Ink
    bold: bool = False
    gap: float = 0.0  # above it, of its own size


@dataclass(frozen=True)
class TextLine:
    """A line of set text, still without its place."""

    text: str
    px: float
    bold: bool
    ink: Ink
    gap: float  # pixels above it

    @property
    def height(self) -> float:
        """Pixels from the line before to the next one."""
        return self.gap + LEADING * self.px


class TextBlock:
    """Paragraphs in lines that fit a width and a height; smaller where they must be."""

    def __init__(
        self,
        typeface: Typeface,
        paragraphs: list[Paragraph],
        width: int,
        height: int,
        scale: float = 1.0,
    ):
        """Begins at `scale` of the sizes wanted. What does not fit even at the smallest size is cut."""
        self._typeface = typeface
        self._paragraphs = paragraphs
        self._place_width = width
        self.scale = scale
        lines = self._set(self._wrapped)
        while not self._has_room(lines, height) and self.scale > SMALLEST:
            self.scale = max(SMALLEST, self.scale - _STEP)
            lines = self._set(self._wrapped)
        self.fits = self._has_room(lines, height)
        self.height = _height(lines)
        # better unfinished than across another text
        while len(lines) > 1 and self.height > height:
            self.height -= round(lines.pop().height)
        self._cut = lines

    @cached_property
    def lines(self) -> list[TextLine]:
        """As they are set. Only now are they made even: whether a text fits is asked more often than it is drawn."""
        return self._set(self._balanced) if self.fits else self._cut

    @property
    def width(self) -> int:
        """Of the longest line, in pixels."""
        return int(np.ceil(self._longest(self.lines)))

    def draw(self, canvas: np.ndarray, left: int, top: int) -> None:
        """Onto a canvas (h, w, 4)."""
        y = float(top)
        for line in self.lines:
            y += line.gap
            coverage = self._typeface.coverage(line.text, line.px, line.bold)
            draw_coverage(
                canvas,
                left + self._indent(line),
                round(y),
                coverage,
                line.ink,
            )
            y += LEADING * line.px

    def _indent(self, line: TextLine) -> int:
        """Lines that are read from right to left begin at the right."""
        if not is_leftwards(line.text):
            return 0
        return self.width - int(np.ceil(self._longest([line])))

    def _set(self, lines_of: Callable[[Paragraph, float], list[str]]) -> list[TextLine]:
        lines: list[TextLine] = []
        for paragraph in self._paragraphs:
            px = paragraph.px * self.scale
            gap = paragraph.gap * px
            for text in lines_of(paragraph, px):
                lines.append(TextLine(text, px, paragraph.bold, paragraph.ink, gap))
                gap = 0.0
        return lines

    def _wrapped(self, paragraph: Paragraph, px: float, width: int | None = None) -> list[str]:
        width = self._place_width if width is None else width
        return self._typeface.wrapped(paragraph.text, width, px, paragraph.bold)

    def _balanced(self, paragraph: Paragraph, px: float) -> list[str]:
        """As few lines as there is room for, all of about the same length: no word stands alone on the last."""
        best = self._wrapped(paragraph, px)
        least = max(_NARROWEST * self._place_width, self._widest_word(paragraph, px))
        while len(best) > 1:
            longest = max(self._typeface.width(line, px, paragraph.bold) for line in best)
            narrower = int(np.ceil(longest)) - 1  # the longest line has to give a word away
            lines = self._wrapped(paragraph, px, narrower)
            if narrower < least or len(lines) > len(best):
                break
            best = lines
        return best

    def _widest_word(self, paragraph: Paragraph, px: float) -> float:
        """None is divided only to make lines even."""
        words = [word.replace(SOFT_HYPHEN, "") for _, word in pieces(paragraph.text)]
        return max(self._typeface.width(word, px, paragraph.bold) for word in words)

    def _has_room(self, lines: list[TextLine], height: int) -> bool:
        return _height(lines) <= height and self._longest(lines) <= self._place_width

    def _longest(self, lines: list[TextLine]) -> float:
        widths = [self._typeface.width(line.text, line.px, line.bold) for line in lines]
        return max(widths, default=0.0)


def _height(lines: list[TextLine]) -> int:
    return round(sum(line.height for line in lines))
