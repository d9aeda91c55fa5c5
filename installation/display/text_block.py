"""Setting text: paragraphs broken into lines that fit a box. Values only."""

from dataclasses import dataclass

import numpy as np

from installation.display.canvas import Ink, draw_coverage
from installation.display.layout_rules import LEADING, SMALLEST
from installation.display.text import Typeface

_STEP = 0.05  # by which its size, or its width, is reduced
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
        self.scale = scale
        self.lines = self._set(paragraphs, width)
        while not self._fits(width, height) and self.scale > SMALLEST:
            self.scale = max(SMALLEST, self.scale - _STEP)
            self.lines = self._set(paragraphs, width)
        self.fits = self._fits(width, height)
        self.height = self._full_height()
        # better unfinished than across another text
        while len(self.lines) > 1 and self.height > height:
            self.height -= round(self.lines.pop().height)

    @property
    def width(self) -> int:
        """Of the longest line, in pixels."""
        return int(np.ceil(self._longest()))

    def draw(self, canvas: np.ndarray, left: int, top: int) -> None:
        """Onto a canvas (h, w, 4)."""
        y = float(top)
        for line in self.lines:
            y += line.gap
            coverage = self._typeface.coverage(line.text, line.px, line.bold)
            draw_coverage(
                canvas,
                left,
                round(y),
                coverage,
                line.ink,
            )
            y += LEADING * line.px

    def _set(self, paragraphs: list[Paragraph], width: int) -> list[TextLine]:
        lines: list[TextLine] = []
        for paragraph in paragraphs:
            px = paragraph.px * self.scale
            gap = paragraph.gap * px
            for text in self._balanced(paragraph, width, px):
                lines.append(TextLine(text, px, paragraph.bold, paragraph.ink, gap))
                gap = 0.0
        return lines

    def _balanced(self, paragraph: Paragraph, width: int, px: float) -> list[str]:
        """Its lines, as few as there is room for, all of about the same length: no word stands alone on the last."""
        best = self._typeface.wrapped(paragraph.text, width, px, paragraph.bold)
        narrower = width
        while len(best) > 1 and narrower > _NARROWEST * width:
            narrower -= max(1, round(_STEP * width))
            lines = self._typeface.wrapped(paragraph.text, narrower, px, paragraph.bold)
            if len(lines) > len(best):
                break
            best = lines
        return best

    def _fits(self, width: int, height: int) -> bool:
        return self._full_height() <= height and self._longest() <= width

    def _full_height(self) -> int:
        return round(sum(line.height for line in self.lines))

    def _longest(self) -> float:
        widths = [self._typeface.width(line.text, line.px, line.bold) for line in self.lines]
        return max(widths, default=0.0)
