"""How sure a second network is of each class: a bar for each way of looking. A part of the pane `beliefs`."""

import numpy as np

from installation.common import i18n
from installation.display.box import Box
from installation.display.canvas import Ink, draw_coverage, fill_box
from installation.display.panes.kit import Kit
from installation.display.text import CAPTION, LEADING
from installation.vocabulary import PaneName

SOFTNESS = 0.3  # of the new scores, at each drawing
BAR = 0.24  # thickness of a bar, of its caption's size
LEAST_ROWS = 6  # of a column, also where they are small
BAR_SPACE = 0.32  # what a bar takes with the gap below it


class ClassBars:
    """Follows the network's scores softly, and draws them."""

    def __init__(self, kit: Kit, inks: tuple[Ink, ...]):
        """`inks`: of the bars, one for each way of looking that is shown."""
        self._kit = kit
        self._inks = inks
        self._scores: np.ndarray = np.zeros((0, 0))  # (ways, classes)

    def follow(self, scores: np.ndarray) -> None:
        """The network's newest, (ways, classes) float32."""
        if self._scores.shape != scores.shape:
            self._scores = np.zeros_like(scores)
        self._scores = self._scores + SOFTNESS * (scores - self._scores)

    def draw(
        self,
        canvas: np.ndarray,
        box: Box,
        languages: tuple[str, ...],
    ) -> None:
        """Each class by its title, and its bars below; many classes in columns."""
        kit = self._kit
        ways, classes = self._scores.shape
        best = int(self._scores.mean(0).argmax())
        rows = self._rows(box, classes, ways)
        lowest = min(row.height for row in rows)
        px = min(CAPTION * kit.px, lowest / (LEADING + BAR_SPACE * ways))
        for number, row in enumerate(rows):
            is_best = number == best
            ink = kit.colours.ink if is_best else kit.colours.quiet
            title = self._title(number, languages, row.width, px)
            coverage = kit.typeface.coverage(title, px, is_best)
            draw_coverage(canvas, row.left, row.top, coverage, ink)
            self._draw_bars(canvas, row, number, px)

    def _rows(self, box: Box, classes: int, ways: int) -> list[Box]:
        """As many columns as it takes for titles of a readable size."""
        px = self._kit.px
        gap = round(0.35 * px)
        wanted = CAPTION * px * (LEADING + BAR_SPACE * ways) + gap
        in_column = max(LEAST_ROWS, int(box.height / wanted))
        columns = -(-classes // in_column)
        in_column = -(-classes // columns)
        rows = []
        for column in box.across(columns, round(px)):
            rows += column.down(in_column, gap)
        return rows[:classes]

    def _title(
        self,
        number: int,
        languages: tuple[str, ...],
        width: int,
        px: float,
    ) -> str:
        """Of a class."""

        def say(language: str) -> str:
            if number < len(self._kit.pack.classes):
                return i18n.pick(self._kit.pack.classes[number], language)
            return f"{self._kit.say(language, f'{PaneName.BELIEFS}.class')} {number + 1}"

        return self._kit.caption(languages, say, width, px)

    def _draw_bars(
        self,
        canvas: np.ndarray,
        row: Box,
        number: int,
        px: float,
    ) -> None:
        """How sure each way of looking is of a class, below its title."""
        thickness = max(2, round(BAR * px))
        gap = max(1, thickness // 3)
        top = row.top + round(LEADING * px)
        scores = self._scores[:, number].tolist()
        for score, ink in zip(scores, self._inks, strict=False):  # there may be more ways
            rail = Box(row.left, top, row.width, thickness)
            fill_box(canvas, rail, self._kit.colours.raised)
            filled = round(row.width * score)
            if filled:
                fill_box(canvas, Box(row.left, top, filled, thickness), ink)
            top += thickness + gap
