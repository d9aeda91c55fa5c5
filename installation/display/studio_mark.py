"""The mark of the studio: nobody takes for the work what is shown while it is made."""

import numpy as np

from installation.display.box import Box
from installation.display.layout_rules import CAPTION
from installation.display.plate import Plate
from installation.display.text import Typeface
from installation.display.text_block import Paragraph, TextBlock

WORD = "STUDIO"
INK = (255, 255, 255)
GROUND = (150, 20, 30)
MARGIN = 0.35  # of running text; twice as much left and right


class StudioMark:
    """A word at the upper edge of the screen, where nothing else is, that does not go away."""

    def __init__(self, typeface: Typeface, px: float):
        """`px` is the size of running text."""
        margin = round(MARGIN * px)
        paragraph = Paragraph(WORD, CAPTION * px, INK, bold=True)
        block = TextBlock(typeface, [paragraph], round(40 * px), round(4 * px))
        self._plate = Plate(block, margin, GROUND, wide_margin=2 * margin)

    def draw(self, frame: np.ndarray) -> None:
        """Over all else on a frame (h, w, 4)."""
        height, width = frame.shape[:2]
        spot = self._plate.place("upper middle", Box(0, 0, width, height))
        self._plate.draw(frame, spot)
