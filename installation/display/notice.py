"""The words on the picture: that an AI makes it, that visitors steer it, that no image of them is kept; and a small mark."""

import cv2
import numpy as np

from installation.display.canvas import Box, Paragraph, Setting, blank
from installation.display.panes import Kit
from installation.display.text import CAPTION, SENTENCE

FADE_S = 0.7
MARGIN = 1.2  # of running text, from the picture's edge and from the plate's
WIDEST = 0.62  # of the picture's width; all of it on an upright screen


class Notice:
    """A label on the picture that comes with a visitor and goes softly, and the mark that always stays."""

    def __init__(self, kit: Kit, height: int, width: int):
        """For a screen of this size."""
        self._margin, self._theme = round(MARGIN * kit.px), kit.theme.notice
        languages, ink, quiet = kit.texts.languages, kit.colours.ink, kit.colours.quiet
        lines = [
            Paragraph(
                kit.say(language, "notice"),
                SENTENCE * kit.px,
                ink if k == 0 else quiet,
                gap=0.35 if k else 0,
            )
            for k, language in enumerate(languages)
        ]
        widest = round((WIDEST if width > height else 1.0) * width) - 4 * self._margin
        plate = kit.colours.plate
        self._label = _plate(
            Setting(kit.lettering, lines, widest, height // 3), round(0.9 * kit.px), plate
        )
        said = "  ·  ".join(dict.fromkeys(kit.say(language, "mark") for language in languages))
        setting = Setting(
            kit.lettering, [Paragraph(said, CAPTION * kit.px, ink)], width // 2, height // 8
        )
        self._mark = _plate(setting, round(0.4 * kit.px), plate)
        self._share, self._here_s = 0.0, 0.0

    def follow(self, before: "Notice") -> None:
        """Takes up where another one is that gives way to it."""
        self._share, self._here_s = before._share, before._here_s

    def draw(self, pixels: np.ndarray, view: Box, people: int, dt: float) -> None:
        """Onto the screen (h, w, 4); `view` is where the picture is, `people` how many visitors there are."""
        self._here_s = self._here_s + dt if people else 0.0
        wanted = 1.0 if 0 < self._here_s < self._theme.stays_s else 0.0
        step = dt / FADE_S
        self._share += min(step, max(-step, wanted - self._share))
        inner = view.within(self._margin)
        mark = _spot(self._mark, self._theme.mark, inner)
        _cover(pixels, self._mark, mark, self._theme.cover)
        if self._share > 0:
            _cover(pixels, self._label, self._beside(mark, inner), self._theme.cover * self._share)

    def _beside(self, mark: Box, inner: Box) -> Box:
        """The label's place, further in where the mark is in its way."""
        spot = _spot(self._label, self._theme.place, inner)
        apart = (
            spot.left + spot.width + self._margin <= mark.left
            or mark.left + mark.width + self._margin <= spot.left
        )
        same_row = self._theme.place.split()[0] == self._theme.mark.split()[0]
        if apart or not same_row:
            return spot
        away = mark.height + self._margin
        return spot.moved(0, -away if self._theme.place.startswith("lower") else away)


def _plate(setting: Setting, margin: int, ink: tuple) -> np.ndarray:
    """A plate just as large as its words need."""
    plate = blank(setting.height + 2 * margin, setting.width + 2 * margin, ink)
    setting.draw(plate, margin, margin)
    return plate


def _spot(plate: np.ndarray, place: str, inner: Box) -> Box:
    """Where a plate lies, e.g. "lower left" of a box."""
    height, width = plate.shape[:2]
    row, column = place.split()
    left = {"left": 0, "middle": (inner.width - width) // 2, "right": inner.width - width}[column]
    return Box(
        inner.left + left,
        inner.top + (0 if row == "upper" else inner.height - height),
        width,
        height,
    )


def _cover(pixels: np.ndarray, plate: np.ndarray, spot: Box, share: float) -> None:
    """Lays a plate over the screen so that it hides `share` of what is there; what juts out is cut."""
    left, top = max(0, spot.left), max(0, spot.top)
    part = pixels[top : top + plate.shape[0], left : left + plate.shape[1]]
    plate = plate[: part.shape[0], : part.shape[1]]
    if part.size:
        part[:] = cv2.addWeighted(part, 1 - share, plate, share, 0)
