"""How sure a second network is of each class: a bar for each way of looking, for the likeliest. A part of the pane `beliefs`."""

import numpy as np

from installation.common import i18n
from installation.display.box import Box
from installation.display.canvas import Ink, draw_coverage, fill_box
from installation.display.layout_rules import GUTTER, LEADING, NAME
from installation.display.panes.kit import Kit
from installation.vocabulary import PaneName

SOFTNESS = 0.3  # of the new scores, at each drawing
MOST = 3  # classes, the likeliest
CLEARLY = 0.05  # surer, 0..1
BAR = 0.32  # thickness of a bar, of its title's size
BAR_SPACE = 0.42  # what a bar takes with the gap below it


class ClassBars:
    """Follows the network's scores softly, and draws them."""

    def __init__(self, kit: Kit, inks: tuple[Ink, ...]):
        """`inks`: of the bars, one for each way of looking that is shown."""
        self._kit = kit
        self._inks = inks
        self._scores: np.ndarray = np.zeros((0, 0))  # (ways, classes)
        self._order: list[int] = []  # of the classes that are shown

    def follow(self, scores: np.ndarray) -> None:
        """The network's newest, (ways, classes) float32."""
        if self._scores.shape != scores.shape:
            self._scores = np.zeros_like(scores)
            self._order = []
        self._scores = self._scores + SOFTNESS * (scores - self._scores)

    def draw(
        self,
        canvas: np.ndarray,
        box: Box,
        languages: tuple[str, ...],
    ) -> None:
        """The likeliest classes by their titles, the bars of each below."""
        kit = self._kit
        ways = len(self._scores)
        px = NAME * kit.px
        height = round(px * (LEADING + ways * BAR_SPACE))
        gap = round(GUTTER * kit.px)
        count = max(1, (box.height + gap) // (height + gap))
        for place, number in enumerate(self._likeliest(min(count, MOST))):
            row = Box(box.left, box.top + place * (height + gap), box.width, height)
            is_best = place == 0
            ink = kit.colours.ink if is_best else kit.colours.quiet
            title = self._title(number, languages, row.width, px)
            coverage = kit.typeface.coverage(title, px, is_best)
            draw_coverage(canvas, row.left, row.top, coverage, ink)
            self._draw_bars(canvas, row, number, px)

    def height(self, count: int) -> int:
        """Of so many rows, in pixels."""
        row = round(NAME * self._kit.px * (LEADING + len(self._scores) * BAR_SPACE))
        return count * row + (count - 1) * round(GUTTER * self._kit.px)

    def _likeliest(self, count: int) -> list[int]:
        """Classes of which the network is surest. Two change places only when it is clearly surer: rows do not flicker."""
        scores = self._scores.mean(0)
        order = np.argsort(-scores, kind="stable")[:count].tolist()
        kept = [number for number in self._order if scores[number] >= scores[order[-1]] - CLEARLY]
        new = [number for number in order if number not in kept]
        self._order = [*kept, *new][:count]
        for place in range(len(self._order) - 1):
            upper, lower = self._order[place : place + 2]
            if scores[lower] > scores[upper] + CLEARLY:
                self._order[place : place + 2] = [lower, upper]
        return self._order

    def _title(
        self,
        number: int,
        languages: tuple[str, ...],
        width: int,
        px: float,
    ) -> str:
        """Of a class."""

        def say(language: str) -> str:
            classes = self._kit.pack.classes
            title = i18n.pick(classes[number], language) if number < len(classes) else ""
            return title or f"{self._kit.say(language, f'{PaneName.BELIEFS}.class')} {number + 1}"

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
