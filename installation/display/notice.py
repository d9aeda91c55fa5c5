"""The words on the picture: that an AI makes it, that visitors steer it, that no image of them is kept."""

import numpy as np

from installation.display.ai_mark import AiMark
from installation.display.box import Box
from installation.display.panes.kit import Kit
from installation.display.plate import Plate
from installation.display.text import SENTENCE
from installation.display.text_block import Paragraph, TextBlock

FADE_S = 0.7
MARGIN = 1.2  # of running text, from the picture's edge
PLATE_MARGIN = 0.9  # from its words to the plate's edge
WIDEST = 0.62  # of the picture's width; all of it on an upright screen
LANGUAGE_GAP = 0.35  # between two languages, of their size


class Notice:
    """A label on the picture that comes with a visitor and goes softly, and the mark that always stays."""

    def __init__(self, kit: Kit, height: int, width: int):
        """For a screen of this size, in pixels."""
        self._style = kit.theme.notice
        self._margin = round(MARGIN * kit.px)
        self._mark = AiMark(kit, height, width)
        widest = round((WIDEST if width > height else 1.0) * width) - 4 * self._margin
        block = TextBlock(kit.typeface, _paragraphs(kit), widest, height // 3)
        self._label = Plate(block, round(PLATE_MARGIN * kit.px), kit.colours.plate)
        self._share = 0.0  # of the label, 0 unseen .. 1
        self._here_s = 0.0  # since somebody came

    def follow(self, before: "Notice") -> None:
        """Takes up where another one is that gives way to it."""
        self._share = before._share
        self._here_s = before._here_s

    def draw(
        self,
        frame: np.ndarray,
        view: Box,
        people: int,
        dt: float,
    ) -> None:
        """Onto a frame (h, w, 4); `view` is where the picture is, `people` how many visitors there are."""
        self._fade(people, dt)
        inner = view.within(self._margin)
        mark = self._mark.spot(inner)
        self._mark.draw(frame, mark)
        if self._share > 0:
            self._label.draw(frame, self._spot(mark, inner), self._style.cover * self._share)

    def boxes(self, view: Box) -> list[Box]:
        """What of the picture at `view` it takes: the mark always, the label while it is shown."""
        inner = view.within(self._margin)
        mark = self._mark.spot(inner)
        if self._share > 0:
            return [mark, self._spot(mark, inner)]
        return [mark]

    def _fade(self, people: int, dt: float) -> None:
        self._here_s = self._here_s + dt if people else 0.0
        is_wanted = 0 < self._here_s < self._style.stays_s
        step = dt / FADE_S
        way = (1.0 if is_wanted else 0.0) - self._share
        self._share += min(step, max(-step, way))

    def _spot(self, mark: Box, inner: Box) -> Box:
        """The label's place, further in where the mark is in its way."""
        spot = self._label.place(self._style.place, inner)
        is_clear = spot.right + self._margin <= mark.left or mark.right + self._margin <= spot.left
        row = self._style.place.split()[0]
        if is_clear or not self._style.mark.startswith(row):
            return spot
        away = mark.height + self._margin
        return spot.moved(0, -away if row == "lower" else away)


def _paragraphs(kit: Kit) -> list[Paragraph]:
    paragraphs = []
    ink = kit.colours.ink
    gap = 0.0
    for language in kit.texts.languages:
        text = kit.say(language, "notice")
        paragraphs.append(Paragraph(text, SENTENCE * kit.px, ink, gap=gap))
        ink = kit.colours.quiet
        gap = LANGUAGE_GAP
    return paragraphs
