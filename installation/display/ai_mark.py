"""The mark that an AI makes this picture: a small plate in a corner of it that never goes away."""

import numpy as np

from installation.display.box import Box
from installation.display.layout_rules import CAPTION, EDGE
from installation.display.panes.kit import Kit
from installation.display.plate import Plate
from installation.display.text_block import Paragraph, TextBlock

MARGIN = 0.4  # from its words to the plate's edge, of running text
BETWEEN = "  ·  "  # two languages


class AiMark:
    """In all languages on one line; on a screen that is too small for it, in the first."""

    def __init__(self, kit: Kit, height: int, width: int):
        """For a screen of this size, in pixels."""
        said = [kit.say(language, "mark") for language in kit.texts.languages]
        words = dict.fromkeys(said)
        room = (width // 2, height // 8)
        block = _set(kit, BETWEEN.join(words), *room)
        if not block.fits or len(block.lines) > 1:
            block = _set(kit, said[0], round(width - 2 * EDGE * kit.px), height // 3)
        self.fits = block.fits  # else it is not drawn
        self._plate = Plate(block, round(MARGIN * kit.px), kit.colours.plate)
        self._style = kit.theme.notice

    def spot(self, inner: Box) -> Box:
        """Where it lies in the picture's inner part."""
        return self._plate.place(self._style.mark, inner)

    def draw(self, frame: np.ndarray, spot: Box) -> None:
        """Onto a frame (h, w, 4)."""
        self._plate.draw(frame, spot, self._style.cover)


def _set(kit: Kit, words: str, width: int, height: int) -> TextBlock:
    paragraph = Paragraph(words, CAPTION * kit.px, kit.colours.ink)
    return TextBlock(kit.typeface, [paragraph], width, height)
