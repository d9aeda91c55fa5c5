"""How the artist's panel looks: what is on it, from top to foot."""

from dataclasses import dataclass

import numpy as np

from installation.common import i18n
from installation.display.box import Box
from installation.display.canvas import Ink, bgr, blank, draw_coverage, draw_dot, fill_box
from installation.display.input import Key
from installation.display.latent_sliders import RANGES, REACH, LatentSliders
from installation.display.missing_signs import legible
from installation.display.panes.kit import Kit
from installation.display.text_block import Paragraph, TextBlock
from installation.messages import Status

LINES = 52  # of text from top to foot of the screen
LEADING = 1.3  # from line to line, of the text's size
SMALL = 0.85  # of the text's size: long texts, names of places
MOST_PLACES = 14
COLUMNS = 2  # of places
FAULT = (255, 120, 110)
FAULT_ON_BRIGHT = (160, 20, 20)
MIDDLE_GREY = 384  # red, green and blue together
BUTTONS = {Key.LET_GO: "let go  (R)", Key.SAVE_PLACE: "save place  (S)"}
HINT = "Hold the mouse on the picture: a visitor. Tab hides this. P shows the next pack, space looks inside."


@dataclass(frozen=True)
class PlaceButton:
    """The button of a place of the pack, by its number from 0."""

    number: int


RowName = int | str | Key | PlaceButton  # slider of a direction, slider of a factor, button


@dataclass(frozen=True)
class Slider:
    """How one stands."""

    name: int | str  # of a direction or a factor
    label: str
    value: str
    share: float  # of its rail, 0..1
    is_from_middle: bool = False


class PanelDrawing:
    """Draws the panel, and says where on it everything is."""

    def __init__(self, kit: Kit, height: int, width: int):
        """For a panel of this size, in pixels."""
        self.canvas = blank(height, width, kit.colours.plate)  # (h, w, 4) uint8
        self.rows: dict[RowName, Box] = {}
        self._kit = kit
        self._px = height / LINES
        margin = round(1.2 * self._px)
        self._inner = Box(margin, margin, width - 2 * margin, height - 2 * margin)

    def redraw(
        self,
        sliders: LatentSliders,
        status: Status | None,
        message: str,
    ) -> None:
        """Draws all of it; `message` is said below the buttons."""
        self.canvas[..., :3] = bgr(self._kit.colours.plate)
        self.rows = {}
        y = self._draw_title(sliders.is_held)
        for slider in _sliders(sliders):
            y = self._draw_slider(y, slider)
        y = self._draw_buttons(y + round(0.4 * self._px))
        if message:
            y = self._draw_text(y, message, self._kit.colours.second)
        y = self._draw_places(y + round(0.4 * self._px))
        self._draw_foot(y + round(0.8 * self._px), status)

    def _draw_title(self, is_held: bool) -> int:
        """Each of these draws at a height of the panel, and returns the height below."""
        colours = self._kit.colours
        title = f"Studio: {self._kit.pack.about.name}"
        y = self._draw_line(
            self._inner.top,
            title,
            colours.ink,
            size=1.25,
            bold=True,
        )
        if is_held:
            y = self._draw_line(y, "held by the sliders", colours.you)
        else:
            y = self._draw_line(y, "free: the visit leads", colours.quiet)
        return y + round(0.6 * self._px)

    def _draw_slider(self, y: int, slider: Slider) -> int:
        inner = self._inner
        px = self._px
        colours = self._kit.colours
        value = self._kit.typeface.coverage(slider.value, 0.9 * px)
        draw_coverage(
            self.canvas,
            inner.right - value.shape[1],
            y,
            value,
            colours.quiet,
        )
        self._draw_line(y, slider.label, colours.ink, size=0.9)
        rail = Box(
            inner.left,
            y + round(1.45 * px),
            inner.width,
            max(2, round(0.16 * px)),
        )
        fill_box(self.canvas, rail, colours.raised)
        x = rail.left + slider.share * rail.width
        start = rail.left + rail.width / 2 if slider.is_from_middle else rail.left
        left = round(min(start, x))
        width = max(1, round(max(start, x)) - left)
        fill_box(self.canvas, Box(left, rail.top, width, rail.height), colours.you)
        draw_dot(
            self.canvas,
            x,
            rail.top + rail.height / 2,
            0.38 * px,
            colours.you,
        )
        grasp = Box(rail.left, y + round(0.9 * px), rail.width, round(1.3 * px))
        self.rows[slider.name] = grasp
        return y + round(2.35 * px)

    def _draw_buttons(self, y: int) -> int:
        height = round(1.8 * self._px)
        whole = Box(self._inner.left, y, self._inner.width, height)
        boxes = whole.across(len(BUTTONS), round(0.5 * self._px))
        for (key, label), box in zip(BUTTONS.items(), boxes, strict=True):
            fill_box(self.canvas, box, self._kit.colours.raised)
            coverage = self._kit.typeface.coverage(label, 0.9 * self._px)
            left = box.left + (box.width - coverage.shape[1]) // 2
            top = y + (height - coverage.shape[0]) // 2
            draw_coverage(
                self.canvas,
                left,
                top,
                coverage,
                self._kit.colours.ink,
            )
            self.rows[key] = box
        return y + height + round(0.4 * self._px)

    def _draw_places(self, y: int) -> int:
        """Two columns of names to be pressed: the newest, where there are more than there is room for."""
        titles = self._kit.pack.titles
        height = round(1.55 * self._px)
        gap = round(0.3 * self._px)
        first = max(0, len(titles) - MOST_PLACES)
        for number in range(first, len(titles)):
            row, column = divmod(number - first, COLUMNS)
            line = Box(
                self._inner.left,
                y + row * (height + gap),
                self._inner.width,
                height,
            )
            box = line.across(COLUMNS, gap)[column]
            self._draw_place(box, number)
            self.rows[PlaceButton(number)] = box
        return y + (len(titles) - first + 1) // COLUMNS * (height + gap)

    def _draw_place(self, box: Box, number: int) -> None:
        language = self._kit.texts.languages[0]
        title = i18n.pick(self._kit.pack.titles[number], language)
        fill_box(self.canvas, box, self._kit.colours.raised)
        coverage = self._fitted(title, box.width - self._px)
        left = box.left + round(0.5 * self._px)
        top = box.top + (box.height - coverage.shape[0]) // 2
        draw_coverage(
            self.canvas,
            left,
            top,
            coverage,
            self._kit.colours.quiet,
        )

    def _draw_foot(self, y: int, status: Status | None) -> None:
        """What to do where all is well, else what is not, word for word."""
        colours = self._kit.colours
        troubles = _troubles(status)
        if not troubles:
            self._draw_text(y, HINT, colours.quiet)
            return
        is_dark = sum(colours.plate) < MIDDLE_GREY
        for trouble in troubles:
            y = self._draw_text(y, trouble, FAULT if is_dark else FAULT_ON_BRIGHT)

    def _draw_line(
        self,
        y: int,
        text: str,
        ink: Ink,
        size: float = 1.0,
        bold: bool = False,
    ) -> int:
        coverage = self._kit.typeface.coverage(text, size * self._px, bold)
        draw_coverage(
            self.canvas,
            self._inner.left,
            y,
            coverage[:, : self._inner.width],
            ink,
        )
        return y + round(LEADING * size * self._px)

    def _draw_text(self, y: int, text: str, ink: Ink) -> int:
        """As many lines as there is room for; the end of a long one is what matters."""
        typeface = self._kit.typeface
        px = SMALL * self._px
        lines = []
        # a fault may name the very signs that the typeface lacks
        for line in legible(typeface.lacks(text), text).splitlines():
            lines.extend(typeface.wrapped(line, self._inner.width, px))
        room = max(0, int((self._inner.bottom - y) / (LEADING * px)))
        shown = lines[-room:] if room else []
        # wider and higher than it can be: the lines are broken already
        block = TextBlock(
            typeface,
            [Paragraph(line, px, ink) for line in shown],
            width=9 * self._inner.width,
            height=9 * self.canvas.shape[0],
        )
        block.draw(self.canvas, self._inner.left, y)
        return y + block.height

    def _fitted(self, text: str, width: float) -> np.ndarray:
        """One line (h, w) uint8, smaller where it is too long, cut where even that does not help."""
        typeface = self._kit.typeface
        usual = SMALL * self._px
        wanted = usual * width / max(1.0, typeface.width(text, usual))
        px = max(0.7 * usual, min(usual, wanted))
        while len(text) > 4 and typeface.width(text, px) > width:
            text = text[:-2].rstrip(" .") + "\N{HORIZONTAL ELLIPSIS}"
        return typeface.coverage(text, px)


def _sliders(sliders: LatentSliders) -> list[Slider]:
    """Those of the directions, then those of the factors."""
    found = []
    for number, value in enumerate(sliders.values):
        share = (float(value) / REACH + 1) / 2
        found.append(Slider(number, f"direction {number + 1}", f"{value:+.2f}", share, True))
    for name, (low, high) in RANGES.items():
        factor = sliders.factors[name]
        share = (factor - low) / (high - low)
        found.append(Slider(name, name, f"{factor:.2f}", share))
    return found


def _troubles(status: Status | None) -> list[str]:
    """What the rooms say that is not as it should be."""
    if status is None:
        return []
    return [
        f"{name} {room['state']}: {room['message']}"
        for name, room in status.rooms.items()
        if room["message"]
    ]
