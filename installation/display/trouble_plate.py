"""Why there is no picture, on the screen: for whoever has to mend it, and stands before it."""

import numpy as np

from installation.display.box import Box
from installation.display.layout_rules import CAPTION
from installation.display.panes.kit import Kit
from installation.display.plate import Plate, in_corner
from installation.display.text_block import Paragraph, TextBlock

SHARE = 0.7  # of the screen's width that its words take at most
MARGIN = 1.2  # of running text, around the words


class TroublePlate:
    """One sentence in the middle."""

    def __init__(self, kit: Kit, words: str, height: int, width: int):
        """For a screen of this size, in pixels."""
        margin = round(MARGIN * kit.px)
        paragraph = Paragraph(words, CAPTION * kit.px, kit.colours.ink)
        block = TextBlock(kit.typeface, [paragraph], round(SHARE * width), height // 2)
        self._plate = Plate(block, margin, kit.colours.plate)
        spot = in_corner(self._plate.size, "upper middle", Box(0, 0, width, height))
        self._spot = spot.moved(0, (height - spot.height) // 2)

    def draw(self, frame: np.ndarray) -> None:
        """Onto a frame (h, w, 4)."""
        self._plate.draw(frame, self._spot)
