"""The mark that an AI makes this picture: a small plate in a corner of it that never goes away."""

import numpy as np

from installation.display.box import Box
from installation.display.layout_rules import CAPTION, EDGE
from installation.display.panes.kit import Kit
from installation.display.plate import Plate
from installation.display.text_block import Paragraph, TextBlock

MARGIN = 0.4  # from its words to the plate's edge, of running text
BETWEEN = "  ·  "  # two languages
LONGEST = 50  # signs: a mark is read in passing
TOO_LONG = "the mark of the AI is too long: say it in fewer words"
NO_ROOM = "the mark that an AI makes the picture: say it beside the screen"
PLACES = ((0.5, 0.125), (1.0, 0.25), (1.0, 1.0))  # width and height of the screen it may take


class AiMark:
    """In all languages on one line; on a screen that is too small for it, in the first."""

    def __init__(self, kit: Kit, height: int, width: int):
        """For a screen of this size, in pixels. It is never cut: what is too long takes more room."""
        margin = round(MARGIN * kit.px)
        said = [kit.say(language, "mark") for language in kit.texts.languages]
        wide = width - 2 * round(EDGE * kit.px) - 2 * margin
        high = height - 2 * margin
        places = [(round(w * wide), round(h * high)) for w, h in PLACES]
        block = _set(kit, BETWEEN.join(dict.fromkeys(said)), places)
        if not block.fits:
            block = _set(kit, said[0], places)
        self.fits = block.fits  # else it is not drawn
        is_long = max(map(len, said)) > LONGEST
        self.complaint = TOO_LONG if is_long else ""
        self._plate = Plate(block, margin, kit.colours.plate)
        self._style = kit.theme.notice

    def spot(self, inner: Box) -> Box:
        """Where it lies in the picture's inner part."""
        return self._plate.place(self._style.mark, inner)

    def draw(self, frame: np.ndarray, spot: Box) -> None:
        """Onto a frame (h, w, 4)."""
        self._plate.draw(frame, spot, self._style.cover)


def _set(kit: Kit, words: str, places: list[tuple[int, int]]) -> TextBlock:
    """In the first of the places, width and height, in which it fits; else as well as the last one allows."""
    paragraph = Paragraph(words, CAPTION * kit.px, kit.theme.notice_ink)
    for width, height in places:
        block = TextBlock(kit.typeface, [paragraph], max(1, width), max(1, height))
        if block.fits:
            break
    return block
