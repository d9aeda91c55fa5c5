"""A page of the board beside the picture: one pane or all, each with its words."""

from dataclasses import dataclass

import numpy as np

from installation.display import Pane
from installation.display.box import Box
from installation.display.canvas import blank, fill_box, mixed
from installation.display.layout_rules import (
    GAP,
    INSET,
    INSET_FLAT,
    INSET_SHARED,
    WIDE,
    WORDS_BELOW,
    WORDS_BESIDE,
)
from installation.display.pane_words import PaneWords, Portion
from installation.display.panes.kit import Kit, Seen

DRAWING = (9, 16)  # its usual shape
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
        self._boxes = [self._divide(*each) for each in zip(panes, boxes, strict=True)]
        self._words = self._pane_words()
        # False where titles have no room at a size that can be read: several panes are not shown without
        self.has_words = not (self._is_shared and any(words.cut for words in self._words))
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
        return [text for words in self._words for text in words.cut if self.has_words]

    @property
    def word_places(self) -> list[Box]:
        """Where on the canvas it says something."""
        return [box.said(self._tallest) for box in self._boxes]

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

    def _divide(self, pane: Pane, box: Box) -> PaneBox:
        """A title alone stands where it leaves the drawing more; sentences are beside it in a wide pane."""
        inner = box.within(inset_px(self._kit, box, self._is_shared))
        width = round(WORDS_BESIDE * inner.width)
        beside = PaneBox(inner, Box(inner.right - width, inner.top, width, inner.height))
        height = round(WORDS_BELOW * inner.height)
        below = PaneBox(inner, Box(inner.left, inner.bottom - height, inner.width, height))
        if inner.width <= WIDE * inner.height:
            return below
        return (
            max((beside, below), key=lambda way: self._left_by(pane, way))
            if self._is_shared
            else beside
        )

    def _left_by(self, pane: Pane, way: PaneBox) -> int:
        """Pixels of a drawing of the screen's usual shape, 0 where the title has no room."""
        words = PaneWords(self._kit, pane, (way.words.width, way.words.height), True)
        place = way.drawing(words.height, round(GAP * self._kit.px))
        drawing = place.holding(*DRAWING)
        return 0 if words.cut or words.scale < 1 else drawing.width * drawing.height

    def _drawings(self) -> list[Box]:
        """The places of the drawings."""
        gap = round(GAP * self._kit.px)
        return [box.drawing(self._tallest, gap) for box in self._boxes]

    @property
    def _tallest(self) -> int:
        """Height of the tallest words that stand below a drawing."""
        pairs = zip(self._boxes, self._words, strict=True)
        return max((words.height for box, words in pairs if not box.is_beside), default=0)

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
        for words, box in zip(self._words, self._boxes, strict=True):
            portion = self._said(words)
            self._languages = self._named_in(portion.language)
            place = box.words
            fill_box(self.canvas, place, self._kit.colours.plate)
            top = place.top if box.is_beside else place.bottom - self._tallest
            portion.block.draw(self.canvas, place.left, top)


def inset_px(kit: Kit, box: Box, is_shared: bool) -> int:
    """From the edge of a pane's box to what is in it."""
    is_flat = box.width > WIDE * box.height
    alone = INSET_FLAT if is_flat else INSET
    return round((INSET_SHARED if is_shared else alone) * kit.px)


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
