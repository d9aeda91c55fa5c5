"""The words on the picture: that an AI makes it, that visitors steer it, that no image of them is kept; and a small mark."""

import cv2
import numpy as np

from installation.display.lettering import CAPTION, SENTENCE
from installation.display.panes import Kit
from installation.display.sheet import INK, QUIET, Box, Paragraph, Setting, blank

FADE_S = 0.7
STAYS_S = 12.0  # after somebody came; then the picture is theirs
COVER = 0.88  # of the picture a plate hides: light words on it are above 7:1 on any picture
MARGIN = 1.2  # of running text, from the picture's edge and from the plate's
WIDEST = 0.62  # of the picture's width; all of it on an upright screen


class Notice:
    """A label at the foot of the picture that comes with a visitor and goes softly, and the mark that always stays."""

    def __init__(self, kit: Kit, height: int, width: int):
        """For a screen of this size."""
        self._margin = round(MARGIN * kit.px)
        languages = kit.texts.languages
        lines = [
            Paragraph(kit.say(language, "notice"), SENTENCE * kit.px, INK if k == 0 else QUIET, gap=0.35 if k else 0)
            for k, language in enumerate(languages)
        ]
        widest = round((WIDEST if width > height else 1.0) * width) - 4 * self._margin
        self._label = _plate(Setting(kit.lettering, lines, widest, height // 3), round(0.9 * kit.px))
        said = "  ·  ".join(dict.fromkeys(kit.say(language, "mark") for language in languages))
        setting = Setting(kit.lettering, [Paragraph(said, CAPTION * kit.px, INK)], width // 2, height // 8)
        self._mark = _plate(setting, round(0.4 * kit.px))
        self._share, self._here_s = 0.0, 0.0

    def draw(self, pixels: np.ndarray, view: Box, people: int, dt: float) -> None:
        """Onto the screen (h, w, 4); `view` is where the picture is, `people` how many visitors there are."""
        self._here_s = self._here_s + dt if people else 0.0
        wanted = 1.0 if 0 < self._here_s < STAYS_S else 0.0
        step = dt / FADE_S
        self._share += min(step, max(-step, wanted - self._share))
        foot = view.height - self._margin
        _cover(pixels, self._mark, view.width - self._margin - self._mark.shape[1], foot - self._mark.shape[0], COVER)
        if self._share > 0:
            above = foot - (self._mark.shape[0] + self._margin if view.width < self._label.shape[1] + self._mark.shape[1] + 3 * self._margin else 0)
            _cover(pixels, self._label, self._margin, above - self._label.shape[0], COVER * self._share)


def _plate(setting: Setting, margin: int) -> np.ndarray:
    """A plate just as large as its words need."""
    plate = blank(setting.height + 2 * margin, setting.width + 2 * margin)
    setting.draw(plate, margin, margin)
    return plate


def _cover(pixels: np.ndarray, plate: np.ndarray, left: int, top: int, share: float) -> None:
    """Lays a plate over the screen so that it hides `share` of what is there; what juts out is cut."""
    left, top = max(0, left), max(0, top)
    part = pixels[top : top + plate.shape[0], left : left + plate.shape[1]]
    plate = plate[: part.shape[0], : part.shape[1]]
    if part.size:
        part[:] = cv2.addWeighted(part, 1 - share, plate, share, 0)
