"""A page of the board beside the picture: one pane or all, each with its words."""

from dataclasses import dataclass

import numpy as np

from installation.display import Pane
from installation.display.box import Box
from installation.display.canvas import blank, fill_box, mixed
from installation.display.layout_rules import (
    GAP,
    INSET,
    INSET_SHARED,
    WIDE,
    WORDS_BELOW,
    WORDS_BESIDE,
)
from installation.display.pane_words import PaneWords, Portion
from installation.display.panes.kit import Kit, Seen

MARK_WIDTH = 0.9  # this and the next: of a page mark, of running text
MARK_GAP = 0.3
MARK_HEIGHT = 0.12
MARK_FAINT = 0.4  # from the plate to its quiet ink


@dataclass(frozen=True)
class PaneBox:
    """How a pane's box is divided."""

    inner: Box  # holds words and drawing together
    words: Box  # the most that the words may take

    @property
    def is_beside(self) -> bool:
        """True where the words are beside the drawing, not below."""
        return self.words.height == self.inner.height

    def said(self, words_height: int) -> Box:
        """What the words take, where the tallest of them take `words_height`."""
        if self.is_beside:
            return self.words
        return Box(
            self.words.left, self.words.bottom - words_height, self.words.width, words_height
        )

    def drawing(self, words_height: int, gap: int) -> Box:
        """What the words leave free, where the tallest of them take `words_height`."""
        inner = self.inner
        if self.is_beside:
            width = inner.width - self.words.width - gap
            return Box(inner.left, inner.top, width, inner.height)
        return Box(inner.left, inner.top, inner.width, inner.height - words_height - gap)


class Page:
    """A canvas as large as its box of the screen, and where on it each pane is drawn and says something."""

    def __init__(
        self,
        kit: Kit,
        panes: list[Pane],
        boxes: list[Box],
        size: tuple[int, int],
        all_names: bool = False,
    ):
        """`boxes` are the panes' on the canvas of `size` (height, width).

        `all_names`: names in the drawings stand in all languages, not only in that of the words.
        """
        self.panes = panes
        self.canvas = blank(*size, kit.colours.plate)
        self._kit = kit
        self._all_names = all_names
        self._boxes = [self._divide(box) for box in boxes]
        self._words = self._pane_words()
        # titles without room at a size that can be read are left out, of all panes of the page
        self._has_words = not (self._is_shared and any(words.cut for words in self._words))
        self._places = self._drawings()
        self._next = 0  # pane to be drawn
        self._turn = -1  # how often it has come
        self._portion = 0  # of this time
        self._languages: tuple[str, ...] = ()
        self._say()

    @property
    def names(self) -> list[str]:
        """Of its panes."""
        return [pane.name for pane in self.panes]

    @property
    def shrunk(self) -> list[str]:
        """Texts that do not fit their place."""
        return [text for words in self._words for text in words.cut if self._has_words]

    @property
    def word_places(self) -> list[Box]:
        """Where on the canvas it says something."""
        if not self._has_words:
            return []
        tallest = max(words.height for words in self._words)
        return [box.said(tallest) for box in self._boxes]

    @property
    def read_s(self) -> float:
        """How long it takes to read what it says now."""
        return max(self._said(words).read_s for words in self._words)

    def begin(self) -> None:
        """It comes anew: says the first of what there is to say."""
        self._turn += 1
        self._portion = 0
        self._say()

    @property
    def has_more(self) -> bool:
        """It has more to say this time."""
        return self._portion + 1 < max(len(words.turn(self._turn)) for words in self._words)

    def go_on(self) -> None:
        """Says the next."""
        self._portion += 1
        self._say()

    def draw_next(self, seen: Seen) -> None:
        """Draws one pane anew, each in its turn."""
        self._next = (self._next + 1) % len(self.panes)
        self._draw(self._next, seen)

    def draw_all(self, seen: Seen) -> None:
        """Draws all panes anew."""
        for number in range(len(self.panes)):
            self._draw(number, seen)

    def _draw(self, number: int, seen: Seen) -> None:
        place = self._places[number]
        fill_box(self.canvas, place, self._kit.colours.plate)
        self.panes[number].draw(self.canvas, place, seen, self._languages)

    @property
    def _is_shared(self) -> bool:
        return len(self.panes) > 1

    def _divide(self, box: Box) -> PaneBox:
        inset = INSET_SHARED if self._is_shared else INSET
        inner = box.within(round(inset * self._kit.px))
        if inner.width > WIDE * inner.height:
            width = round(WORDS_BESIDE * inner.width)
            words = Box(inner.right - width, inner.top, width, inner.height)
            return PaneBox(inner, words)
        height = round(WORDS_BELOW * inner.height)
        words = Box(inner.left, inner.bottom - height, inner.width, height)
        return PaneBox(inner, words)

    def _drawings(self) -> list[Box]:
        """The places of the drawings."""
        if not self._has_words:
            return [box.inner for box in self._boxes]
        tallest = max(words.height for words in self._words)
        gap = round(GAP * self._kit.px)
        return [box.drawing(tallest, gap) for box in self._boxes]

    def _pane_words(self) -> list[PaneWords]:
        """Of each pane; all are as large as the one with the least room for what it says."""
        words = self._words_at(1.0)
        scale = min(each.scale for each in words)
        return words if scale == 1 else self._words_at(scale)

    def _words_at(self, scale: float) -> list[PaneWords]:
        words = []
        for pane, box in zip(self.panes, self._boxes, strict=True):
            place = (box.words.width, box.words.height)
            words.append(PaneWords(self._kit, pane, place, self._is_shared, scale))
        return words

    def _named_in(self, language: str) -> tuple[str, ...]:
        """The languages of the names in the drawings while something is said in one."""
        if not self._all_names:
            return (language,)
        return (language, *(each for each in self._kit.texts.languages if each != language))

    def _said(self, words: PaneWords) -> Portion:
        """What a pane says now; one with less to say than others begins again."""
        portions = words.turn(self._turn)
        return portions[self._portion % len(portions)]

    def _say(self) -> None:
        """Sets the words; those of panes side by side begin on one line."""
        tallest = max(words.height for words in self._words)
        for words, box in zip(self._words, self._boxes, strict=True):
            portion = self._said(words)
            self._languages = self._named_in(portion.language)
            if not self._has_words:
                continue
            place = box.words
            fill_box(self.canvas, place, self._kit.colours.plate)
            top = place.top if box.is_beside else place.bottom - tallest
            portion.block.draw(self.canvas, place.left, top)


def draw_page_marks(
    canvas: np.ndarray,
    kit: Kit,
    count: int,
    current: int,
    right: int,
    top: int,
) -> None:
    """Which of several pages this is: a row of small strokes that ends at `right`."""
    width = round(MARK_WIDTH * kit.px)
    thickness = max(2, round(MARK_HEIGHT * kit.px))
    step = width + round(MARK_GAP * kit.px)
    left = right - (count - 1) * step - width
    faint = mixed(kit.colours.plate, kit.colours.quiet, MARK_FAINT)
    for number in range(count):
        stroke = Box(left + number * step, top, width, thickness)
        fill_box(canvas, stroke, kit.colours.ink if number == current else faint)
