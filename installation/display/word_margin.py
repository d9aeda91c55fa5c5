"""The day's words in the picture's margin: a small plate that grows with each, the newest on top."""

from collections.abc import Sequence

import numpy as np

from installation.display.box import Box
from installation.display.layout_rules import CAPTION, EDGE, LEADING
from installation.display.panes.kit import Kit
from installation.display.plate import Plate, in_corner
from installation.display.text_block import Paragraph, TextBlock

FADE_S = 1.5

PLATE_MARGIN = 0.6  # from its words to the plate's edge
GAP = 0.25  # between two words, of their size
TALLEST = 0.5  # of the picture's height
WIDTH = 3.6  # of a long word, of its typeface's size


class WordMargin:
    """Only with a pack of several points; what is in its way makes it shorter."""

    def __init__(self, kit: Kit, height: int, width: int):
        """For a screen of this size, in pixels."""
        self._kit = kit
        self._size = (height, width)
        self._can_spell = kit.pack.generator.most > 1
        self._corner = kit.theme.words.place
        self._margin = round(EDGE * kit.px)
        self._line_px = (LEADING + GAP) * CAPTION * kit.px
        self._words: Sequence[str] = ()  # on the plate
        self._plate: Plate | None = None
        self._plate_before: Plate | None = None
        self._share = 1.0  # of the plate, the other one goes

    def follow(self, before: "WordMargin") -> None:
        """Takes up where another one is that gives way to it."""
        if self._can_spell and before._words:
            self._words = before._words
            self._plate = self._set(self._words)

    def draw(
        self,
        frame: np.ndarray,
        view: Box,
        words: Sequence[str],
        taken: Sequence[Box],
        dt: float,
    ) -> None:
        """Onto a frame (h, w, 4): `words`, the newest first, where `view` is the picture and nothing is `taken`."""
        if not self._can_spell:
            return
        inner = view.within(self._margin)
        self._share = min(1.0, self._share + dt / FADE_S)
        if self._share == 1.0:
            self._change(words[: self._room(inner, taken)])
        full = self._kit.theme.notice.cover
        for plate, share in ((self._plate_before, 1 - self._share), (self._plate, self._share)):
            if plate is not None and full * share > 0:
                spot = plate.place(self._corner, inner)
                plate.draw(frame, spot, full * share)

    def _change(self, words: Sequence[str]) -> None:
        """Begins to show other words, where they are others."""
        if list(words) == list(self._words):
            return
        self._words = words
        self._plate_before = self._plate
        self._plate = self._set(words) if words else None
        self._share = 0.0

    def _room(self, inner: Box, taken: Sequence[Box]) -> int:
        """How many words have their place in the picture's inner part."""
        around = 2 * PLATE_MARGIN * self._kit.px
        width = round(WIDTH * CAPTION * self._kit.px + around)
        count = int((TALLEST * inner.height - around) / self._line_px)
        while count > 0:
            height = round(count * self._line_px + around)
            spot = in_corner((height, width), self._corner, inner)
            if not any(spot.touches(box) for box in taken):
                return count
            count -= 1
        return 0

    def _set(self, words: Sequence[str]) -> Plate:
        colours = self._kit.colours
        px = CAPTION * self._kit.px
        newest, *older = words
        paragraphs = [Paragraph(newest, px, colours.ink)]
        for word in older:
            paragraphs.append(Paragraph(word, px, colours.quiet, gap=GAP))
        height, width = self._size
        block = TextBlock(self._kit.typeface, paragraphs, width, height)
        return Plate(block, round(PLATE_MARGIN * self._kit.px), colours.plate)
