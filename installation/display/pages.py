"""A page of the board behind the picture: one pane or all, each with its words. Static words are set once."""

from dataclasses import dataclass

import numpy as np

from installation.display import Pane
from installation.display.box import Box
from installation.display.canvas import blank, fill_box, mixed
from installation.display.panes.kit import Kit, Seen
from installation.display.text import DEEPER, SENTENCE, TITLE
from installation.display.text_block import Paragraph, TextBlock

MARGIN = 1.5  # of running text
MARGIN_SHARED = 0.7  # of that margin, for panes side by side
WIDE = 1.9  # a box wider than so many heights has its words beside the drawing, not below
SMALL = 0.9  # of its size: a text set smaller is reported
GAP = 1.1  # between words and drawing, of running text
WORDS_BELOW = 0.62  # of the box, at most: below the drawing of a pane alone
WORDS_SHARED = 0.42  # ... of one among others
WORDS_BESIDE = 0.5
TITLE_GAP = 0.45  # this and the next: above a paragraph, of its own size
SENTENCE_GAP = 0.12
DEEPER_FIRST_GAP = 0.35
DEEPER_GAP = 0.1
SHARED_SIZE = 0.85  # of title and sentence, for panes side by side


@dataclass(frozen=True)
class PaneBox:
    """How a pane's box is divided."""

    inner: Box  # holds words and drawing together
    words: Box  # the most that the words may take

    @property
    def is_beside(self) -> bool:
        """True where the words are beside the drawing, not below."""
        return self.words.height == self.inner.height


class Page:
    """A canvas as large as its box of the screen, and where on it each pane draws."""

    def __init__(
        self,
        kit: Kit,
        panes: list[Pane],
        boxes: list[Box],
        size: tuple[int, int],
        languages: tuple[str, ...],
    ):
        """`boxes` are the panes' on the canvas of `size` (height, width)."""
        self.panes = panes
        self.canvas = blank(*size, kit.colours.plate)
        # texts that had to be set smaller than is easy to read, or did not fit at all
        self.shrunk: list[str] = []
        self._kit = kit
        self._languages = languages
        self._next = 0
        divided = [self._divide(box) for box in boxes]
        blocks = self._text_blocks(divided)
        tallest = max(block.height for block in blocks)
        self._places = []  # of the drawings
        for pane, block, box in zip(panes, blocks, divided, strict=True):
            self._note_shrunk(pane, block)
            self._places.append(self._write(block, box, tallest))

    @property
    def names(self) -> list[str]:
        """Of its panes."""
        return [pane.name for pane in self.panes]

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
        self.canvas[place.rows, place.columns] = self.canvas[0, 0]
        self.panes[number].draw(self.canvas, place, seen, self._languages)

    @property
    def _is_shared(self) -> bool:
        return len(self.panes) > 1

    def _divide(self, box: Box) -> PaneBox:
        margin = MARGIN * self._kit.px * (MARGIN_SHARED if self._is_shared else 1)
        inner = box.within(round(margin))
        if inner.width > WIDE * inner.height:
            width = round(WORDS_BESIDE * inner.width)
            words = Box(inner.right - width, inner.top, width, inner.height)
            return PaneBox(inner, words)
        share = WORDS_SHARED if self._is_shared else WORDS_BELOW
        height = round(share * inner.height)
        words = Box(inner.left, inner.bottom - height, inner.width, height)
        return PaneBox(inner, words)

    def _text_blocks(self, boxes: list[PaneBox]) -> list[TextBlock]:
        """The words of each pane; set side by side, all are as small as the one with the most to say."""
        pairs = list(zip(self.panes, boxes, strict=True))
        scale = min(self._text_block(pane, box.words, 1.0).scale for pane, box in pairs)
        return [self._text_block(pane, box.words, scale) for pane, box in pairs]

    def _text_block(self, pane: Pane, words: Box, scale: float) -> TextBlock:
        paragraphs = self._paragraphs(pane)
        return TextBlock(
            self._kit.typeface,
            paragraphs,
            words.width,
            words.height,
            scale,
        )

    def _paragraphs(self, pane: Pane) -> list[Paragraph]:
        """Title and sentence in each language, and the deeper ones where there is room for them."""
        kit = self._kit
        paragraphs = []
        ink = kit.colours.ink
        gap = 0.0
        size = SHARED_SIZE if self._is_shared else 1.0
        title_px = size * TITLE * kit.px
        sentence_px = size * SENTENCE * kit.px
        for language in self._languages:
            title = kit.say(language, f"{pane.name}.title")
            sentence = kit.say(language, f"{pane.name}.sentence")
            paragraphs.append(Paragraph(title, title_px, ink, bold=True, gap=gap))
            paragraphs.append(Paragraph(sentence, sentence_px, ink, gap=SENTENCE_GAP))
            if not self._is_shared:
                paragraphs.extend(self._deeper(pane, language))
            ink = kit.colours.quiet
            gap = TITLE_GAP
        return paragraphs

    def _deeper(self, pane: Pane, language: str) -> list[Paragraph]:
        paragraphs = []
        px = DEEPER * self._kit.px
        ink = self._kit.colours.quiet
        gap = DEEPER_FIRST_GAP
        for text in pane.deeper(language):
            paragraphs.append(Paragraph(text, px, ink, gap=gap))
            gap = DEEPER_GAP
        return paragraphs

    def _note_shrunk(self, pane: Pane, block: TextBlock) -> None:
        if block.fits and block.scale >= SMALL:
            return
        how = f"set at {block.scale:.0%} of its size" if block.fits else "cut: it does not fit"
        self.shrunk.append(f"{pane.name} in {', '.join(self._languages)}: {how}")

    def _write(self, block: TextBlock, box: PaneBox, tallest: int) -> Box:
        """Writes a pane's words and returns the place left for its drawing."""
        gap = round(GAP * self._kit.px)
        inner = box.inner
        if box.is_beside:
            block.draw(self.canvas, box.words.left, box.words.top)
            width = inner.width - box.words.width - gap
            return Box(inner.left, inner.top, width, inner.height)
        height = min(tallest, box.words.height)  # titles below drawings stand on one line
        block.draw(self.canvas, box.words.left, inner.bottom - height)
        return Box(inner.left, inner.top, inner.width, inner.height - height - gap)


def draw_page_marks(
    canvas: np.ndarray,
    kit: Kit,
    count: int,
    current: int,
    right: int,
    top: int,
) -> None:
    """Which of several pages this is: a row of small strokes that ends at `right`."""
    width = round(0.9 * kit.px)
    thickness = max(2, round(kit.px / 10))
    step = width + round(0.3 * kit.px)
    left = right - (count - 1) * step - width
    faint = mixed(kit.colours.plate, kit.colours.quiet, 0.4)
    for number in range(count):
        stroke = Box(left + number * step, top, width, thickness)
        fill_box(canvas, stroke, kit.colours.ink if number == current else faint)
