"""The mark of the studio: nobody takes for the work what is shown while it is made."""

import numpy as np

from installation.display.canvas import Paragraph, Setting, blank
from installation.display.text import CAPTION, Lettering

WORD = "STUDIO"
INK, GROUND = (255, 255, 255), (150, 20, 30)


class Mark:
    """A word at the upper edge of the screen, where nothing else is, that does not go away."""

    def __init__(self, lettering: Lettering, px: float):
        """`px` is the size of running text."""
        margin = round(0.35 * px)
        setting = Setting(
            lettering, [Paragraph(WORD, CAPTION * px, INK, True)], round(40 * px), round(4 * px)
        )
        self._plate = blank(setting.height + 2 * margin, setting.width + 4 * margin, GROUND)
        setting.draw(self._plate, 2 * margin, margin)

    def draw(self, pixels: np.ndarray) -> None:
        """Over all else on the screen (h, w, 4)."""
        height, width = self._plate.shape[:2]
        left = (pixels.shape[1] - width) // 2
        part = pixels[:height, left : left + width]
        part[:] = self._plate[: part.shape[0], : part.shape[1]]
