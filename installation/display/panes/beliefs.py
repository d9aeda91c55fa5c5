"""What a second network believes: how sure it is of each class, what it looks for and where it finds it; in colour and as edges."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from installation.common import i18n
from installation.display.box import Box
from installation.display.canvas import Ink, draw_coverage, draw_picture, fill_box, mixed
from installation.display.panes.growth import tinted
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.display.text import CAPTION, LEADING
from installation.display.text_block import Paragraph, TextBlock
from installation.messages import Activations
from installation.vocabulary import Pane

WAYS = ("colour", "edges")  # of looking, each with its sentence and its colour
SOFTNESS = 0.3  # of the new scores, at each drawing
KERNELS = 16  # at most, in two rows
BARS = 0.42  # of the pane's width
BAR = 0.24  # thickness of a bar, of its caption's size
BAR_SPACE = 0.32  # what a bar takes with the gap below it


class Beliefs:
    """Draws the second network's part of activations."""

    name: ClassVar[str] = Pane.BELIEFS
    sentences: ClassVar[Known] = {"deeper": (), "colour": (), "edges": (), "class": ()}

    def __init__(self, kit: Kit):
        self._kit = kit
        self._scores: np.ndarray = np.zeros((0, 0))  # (ways, classes), follows the network's

    def deeper(self, language: str) -> list[str]:
        """See `display.Pane`."""
        return [self._kit.say(language, f"{self.name}.deeper")]

    def draw(self, canvas: np.ndarray, box: Box, seen: Seen, languages: tuple[str, ...]) -> None:
        """See `display.Pane`."""
        activations = seen.activations
        if activations is None or not activations.scores.size:
            fill_box(canvas, box, self._kit.colours.raised)
            return
        self._follow(activations.scores)
        gap = round(0.8 * self._kit.px)
        bars, looks = box.cut_left(round(BARS * box.width))
        bars = Box(bars.left, bars.top, bars.width - gap, bars.height)
        self._draw_classes(canvas, bars, languages)
        parts = looks.down(len(activations.scores), gap)
        for way, part in enumerate(parts[: len(WAYS)]):
            self._draw_look(canvas, part, activations, way, languages)

    def _follow(self, scores: np.ndarray) -> None:
        if self._scores.shape != scores.shape:
            self._scores = np.zeros_like(scores)
        self._scores = self._scores + SOFTNESS * (scores - self._scores)

    def _draw_classes(self, canvas: np.ndarray, box: Box, languages: tuple[str, ...]) -> None:
        """Each class with a bar for each way of looking."""
        kit = self._kit
        ways, classes = self._scores.shape
        best = int(self._scores.mean(0).argmax())
        rows = box.down(classes, round(0.35 * kit.px))
        lowest = min(row.height for row in rows)
        px = min(CAPTION * kit.px, lowest / (LEADING + BAR_SPACE * ways))
        for number, row in enumerate(rows):
            is_best = number == best
            title = self._title(number, languages, row.width, px)
            coverage = kit.typeface.coverage(title, px, is_best)
            ink = kit.colours.ink if is_best else kit.colours.quiet
            draw_coverage(canvas, row.left, row.top, coverage, ink)
            self._draw_bars(canvas, row, number, px)

    def _title(self, number: int, languages: tuple[str, ...], width: int, px: float) -> str:
        """Of a class."""

        def say(language: str) -> str:
            if number < len(self._kit.pack.classes):
                return i18n.pick(self._kit.pack.classes[number], language)
            return f"{self._kit.say(language, f'{self.name}.class')} {number + 1}"

        return self._kit.caption(languages, say, width, px)

    def _draw_bars(self, canvas: np.ndarray, row: Box, number: int, px: float) -> None:
        """How sure each way of looking is of a class, below its title."""
        thickness = max(2, round(BAR * px))
        top = row.top + round(LEADING * px)
        for way, score in enumerate(self._scores[: len(WAYS), number].tolist()):
            fill_box(canvas, Box(row.left, top, row.width, thickness), self._kit.colours.raised)
            filled = round(row.width * score)
            if filled:
                fill_box(canvas, Box(row.left, top, filled, thickness), self._colour(way))
            top += thickness + max(1, thickness // 3)

    def _draw_look(
        self,
        canvas: np.ndarray,
        box: Box,
        activations: Activations,
        way: int,
        languages: tuple[str, ...],
    ) -> None:
        """What it looks at, where it finds what it looks for, and what that is."""
        gap = max(2, round(self._kit.px / 6))
        caption = self._caption(box, way, languages)
        caption.draw(canvas, box.left, box.top)
        _, rest = box.cut_top(caption.height + gap)
        kernels: Sequence[np.ndarray] = []
        if len(activations.kernels) > way:
            kernels = list(activations.kernels[way][:KERNELS])
        features: Sequence[np.ndarray] = []
        if len(activations.features) > way:
            features = list(activations.features[way])
        in_row = max(1, len(kernels) // 2)
        small = min((rest.width + gap) // in_row - gap, rest.height // 5)
        if not kernels or small <= 0:
            self._draw_pictures(canvas, rest, activations.seen[way], features, gap)
            return
        height = rest.height - 2 * (small + gap)
        pictures = Box(rest.left, rest.top, rest.width, height)
        self._draw_pictures(canvas, pictures, activations.seen[way], features, gap)
        for number, kernel in enumerate(kernels):
            row, column = divmod(number, in_row)
            left = rest.left + column * (small + gap)
            top = pictures.bottom + gap + row * (small + gap)
            draw_picture(canvas, Box(left, top, small, small), kernel, smooth=False)

    def _caption(self, box: Box, way: int, languages: tuple[str, ...]) -> TextBlock:
        kit = self._kit
        px = CAPTION * kit.px

        def say(language: str) -> str:
            return kit.say(language, f"{self.name}.{WAYS[way]}")

        words = kit.caption(languages, say, box.width, px)
        ink = mixed(self._colour(way), kit.colours.ink, 0.25)
        return TextBlock(kit.typeface, [Paragraph(words, px, ink, True)], box.width, box.height)

    def _colour(self, way: int) -> Ink:
        colours = self._kit.colours
        return (colours.you, colours.second)[way]

    def _draw_pictures(
        self,
        canvas: np.ndarray,
        box: Box,
        looked_at: np.ndarray,
        features: Sequence[np.ndarray],
        gap: int,
    ) -> None:
        """What it looks at on the left, four of its maps beside it."""
        half, _ = box.cut_left((box.width - gap) // 2)
        rows, columns = looked_at.shape[:2]
        place = half.holding(rows, columns)
        place = Box(half.left, box.top, place.width, place.height)
        draw_picture(canvas, place, looked_at)
        beside = place.moved(place.width + gap, 0)
        spots = [spot for row in beside.down(2, gap) for spot in row.across(2, gap)]
        for spot, feature in zip(spots, features, strict=False):  # there may be more maps, or fewer
            draw_picture(canvas, spot, tinted(feature, self._kit.colours))
