"""The artist's panel of the studio: sliders, places, and every fault as it is. Drawn beside the picture, asked by the mouse."""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.display.canvas import Box, Paragraph, Setting, blank, dot, fill, write
from installation.display.latent_sliders import REACH, Hold
from installation.display.panes import Kit
from installation.display.sentences import in_language
from installation.messages import Status

WIDTH = 0.25  # of the screen
LETTERS = 52  # lines of text from top to foot of the screen
DRAWN_HZ = 12
TRUNCATION, SPEED = "truncation", "speed"
RANGES = {TRUNCATION: (0.0, 2.0), SPEED: (0.0, 4.0)}
MOST_PLACES = 14
FAULT = (255, 120, 110)
VISITOR = 0.16, 0.6, 0.5  # width, height and closeness of the mouse as a visitor
FOLLOW = 0.3  # of the newest speed of the mouse
FIRST_ID = 1 << 20  # of visitors that are the mouse: no other counts so far


@dataclass(frozen=True)
class Pointer:
    """The mouse, in pixels of the screen."""

    x: int
    y: int
    down: bool


@dataclass(frozen=True)
class Slider:
    """How one stands."""

    name: int | str  # of a direction or a range
    label: str
    value: str
    share: float  # of its rail, 0..1
    from_middle: bool = False


class Panel:
    """Its rows are laid out once; what they show changes."""

    def __init__(self, kit: Kit, height: int, width: int):
        self._kit, self._screen = kit, (height, width)
        self._px = height / LETTERS
        self.box = Box(0, 0, round(WIDTH * width), height)
        self._view = Box(self.box.width, 0, width - self.box.width, height).holding(height, width)
        self.sheet = blank(height, self.box.width, kit.colours.plate)
        self._rows: dict[object, Box] = {}  # slider, place or button -> where it is
        self._grasped: object = None
        self._was_down = False
        self._due, self._mouse, self._visitors = 1.0, None, 0
        self.is_open = True

    def turn(self, pointer: Pointer, hold: Hold, dt: float) -> str:
        """What the mouse does: moves a slider or presses a button, whose name is returned."""
        pressed, self._was_down = pointer.down and not self._was_down, pointer.down
        if not pointer.down:
            self._grasped = None
        elif pressed and self.is_open and pointer.x < self.box.width:
            self._grasped = next(
                (name for name, row in self._rows.items() if _holds(row, pointer)), None
            )
        self._walk(pointer, pressed, dt)
        if isinstance(self._grasped, int) or self._grasped in RANGES:
            self._slide(self._grasped, pointer.x, hold)
        elif pressed and isinstance(self._grasped, tuple):
            hold.go(self._kit.pack.places[self._grasped[1]].astype(float))
        elif pressed and self._grasped is not None:
            return self._grasped
        return ""

    def visitors(self) -> np.ndarray:
        """(n, 8): the mouse as a visitor while its button is held on the picture."""
        if self._mouse is None:
            return np.zeros((0, 8), np.float32)
        width, height, close = VISITOR
        x, y, vx, vy = self._mouse
        return np.array(
            [[FIRST_ID + self._visitors, x, y, width, height, vx, vy, close]], np.float32
        )

    def draw(
        self, pixels: np.ndarray, hold: Hold, status: Status | None, saved: str, dt: float
    ) -> None:
        """Onto the screen (h, w, 4); `saved` is said below the buttons."""
        self._due += dt * DRAWN_HZ
        if self._due >= 1:
            self._due = 0.0
            self._write_all(hold, status, saved)
        small = cv2.resize(
            pixels, (self._view.width, self._view.height), interpolation=cv2.INTER_AREA
        )
        pixels[:, self.box.width :] = self.sheet[0, 0]
        pixels[self._view.rows, self._view.columns] = small
        pixels[:, : self.box.width] = self.sheet

    def _walk(self, pointer: Pointer, pressed: bool, dt: float) -> None:
        view = self._view if self.is_open else Box(0, 0, self._screen[1], self._screen[0])
        x, y = (pointer.x - view.left) / view.width, (pointer.y - view.top) / view.height
        on_picture = 0 <= x <= 1 and 0 <= y <= 1
        if (
            not pointer.down
            or self._grasped is not None
            or (self._mouse is None and not (pressed and on_picture))
        ):
            self._mouse = None
            return
        x, y = min(1.0, max(0.0, x)), min(1.0, max(0.0, y))
        if self._mouse is None:
            self._visitors += 1
            self._mouse = x, y, 0.0, 0.0
            return
        before_x, before_y, vx, vy = self._mouse
        step = max(dt, 1e-3)
        vx += FOLLOW * ((x - before_x) / step - vx)
        vy += FOLLOW * ((y - before_y) / step - vy)
        self._mouse = x, y, vx, vy

    def _slide(self, name, x: int, hold: Hold) -> None:
        row = self._rows[name]
        share = min(1.0, max(0.0, (x - row.left) / max(1, row.width)))
        if isinstance(name, int):
            hold.pull(name, (2 * share - 1) * REACH)
        else:
            low, high = RANGES[name]
            setattr(hold, name, low + share * (high - low))

    def _write_all(self, hold: Hold, status: Status | None, saved: str) -> None:
        kit, px, colours = self._kit, self._px, self._kit.colours
        self.sheet[..., :3] = colours.plate[::-1]
        margin = round(1.2 * px)
        inner = Box(margin, margin, self.box.width - 2 * margin, self.box.height - 2 * margin)
        y = self._line(inner, inner.top, f"Studio: {kit.pack.about.name}", colours.ink, 1.25, True)
        words = "held by the sliders" if hold.held else "free: the visit leads"
        y = self._line(inner, y, words, colours.you if hold.held else colours.quiet) + round(
            0.6 * px
        )
        self._rows = {}
        for number, value in enumerate(hold.values):
            share = (value / REACH + 1) / 2
            y = self._slider(
                inner, y, Slider(number, f"direction {number + 1}", f"{value:+.2f}", share, True)
            )
        for name, (low, high) in RANGES.items():
            value = getattr(hold, name)
            y = self._slider(
                inner, y, Slider(name, name, f"{value:.2f}", (value - low) / (high - low))
            )
        y = self._buttons(
            inner, y + round(0.4 * px), {"free": "let go  (R)", "save-place": "save place  (S)"}
        )
        if saved:
            y = self._text(inner, y, saved, colours.second, inner.top + inner.height)
        y = self._places(inner, y + round(0.4 * px))
        self._foot(inner, y, status)

    def _foot(self, inner: Box, y: int, status: Status | None) -> None:
        """What to do where all is well, else what is not, word for word."""
        bottom, colours = inner.top + inner.height, self._kit.colours
        troubles = (
            [
                f"{name} {room['state']}: {room['words']}"
                for name, room in status.rooms.items()
                if room["words"]
            ]
            if status
            else []
        )
        y += round(0.8 * self._px)
        for words in troubles:
            y = self._text(
                inner, y, words, FAULT if sum(colours.plate) < 384 else (160, 20, 20), bottom
            )
        if not troubles:
            hint = "Hold the mouse on the picture: a visitor. Tab hides this. P shows the next pack, space looks inside."
            self._text(inner, y, hint, colours.quiet, bottom)

    def _line(
        self, inner: Box, y: int, text: str, ink: tuple, size: float = 1.0, bold: bool = False
    ) -> int:
        covered = self._kit.lettering.covered(text, size * self._px, bold)
        write(self.sheet, inner.left, y, covered[:, : inner.width], ink)
        return y + round(1.3 * size * self._px)

    def _text(self, inner: Box, y: int, text: str, ink: tuple, bottom: int) -> int:
        """As many lines as there is room for; the end of a long one is what matters."""
        px = 0.85 * self._px
        lines = [
            part
            for line in text.splitlines()
            for part in self._kit.lettering.broken(line, inner.width, px)
        ]
        room = max(0, int((bottom - y) / (1.3 * px)))
        setting = Setting(
            self._kit.lettering,
            [Paragraph(line, px, ink) for line in lines[-room:] if room],
            9 * inner.width,
            9 * self.box.height,
        )
        setting.draw(self.sheet, inner.left, y)
        return y + setting.height

    def _slider(self, inner: Box, y: int, slider: Slider) -> int:
        px, colours = self._px, self._kit.colours
        said = self._kit.lettering.covered(slider.value, 0.9 * px)
        write(self.sheet, inner.left + inner.width - said.shape[1], y, said, colours.quiet)
        self._line(inner, y, slider.label, colours.ink, 0.9)
        rail = Box(inner.left, y + round(1.45 * px), inner.width, max(2, round(0.16 * px)))
        fill(self.sheet, rail, colours.raised)
        x = rail.left + slider.share * rail.width
        start = rail.left + rail.width / 2 if slider.from_middle else rail.left
        left = round(min(start, x))
        fill(
            self.sheet,
            Box(left, rail.top, max(1, round(max(start, x)) - left), rail.height),
            colours.you,
        )
        dot(self.sheet, x, rail.top + rail.height / 2, 0.38 * px, colours.you)
        self._rows[slider.name] = Box(rail.left, y + round(0.9 * px), rail.width, round(1.3 * px))
        return y + round(2.35 * px)

    def _buttons(self, inner: Box, y: int, names: dict[str, str]) -> int:
        height, colours = round(1.8 * self._px), self._kit.colours
        for (name, label), box in zip(
            names.items(),
            Box(inner.left, y, inner.width, height).across(len(names), round(0.5 * self._px)),
        ):
            fill(self.sheet, box, colours.raised)
            covered = self._kit.lettering.covered(label, 0.9 * self._px)
            write(
                self.sheet,
                box.left + (box.width - covered.shape[1]) // 2,
                y + (height - covered.shape[0]) // 2,
                covered,
                colours.ink,
            )
            self._rows[name] = box
        return y + height + round(0.4 * self._px)

    def _fitting(self, text: str, width: float) -> np.ndarray:
        """One line, smaller where it is too long, cut where even that does not help."""
        px, lettering = 0.85 * self._px, self._kit.lettering
        px = max(0.7 * px, min(px, px * width / max(1.0, lettering.width(text, px))))
        while len(text) > 4 and lettering.width(text, px) > width:
            text = text[:-2].rstrip(" .") + "\N{HORIZONTAL ELLIPSIS}"
        return lettering.covered(text, px)

    def _places(self, inner: Box, y: int) -> int:
        """Two columns of names to be pressed: the newest, where there are more than there is room for."""
        titles, language = self._kit.pack.titles, self._kit.texts.languages[0]
        height, gap = round(1.55 * self._px), round(0.3 * self._px)
        first = max(0, len(titles) - MOST_PLACES)
        for number, title in list(enumerate(titles))[first:]:
            row, column = divmod(number - first, 2)
            box = Box(inner.left, y + row * (height + gap), inner.width, height).across(2, gap)[
                column
            ]
            fill(self.sheet, box, self._kit.colours.raised)
            covered = self._fitting(in_language(title, language), box.width - self._px)
            write(
                self.sheet,
                box.left + round(0.5 * self._px),
                box.top + (height - covered.shape[0]) // 2,
                covered,
                self._kit.colours.quiet,
            )
            self._rows["place", number] = box
        return y + (len(titles) - first + 1) // 2 * (height + gap)


def _holds(row: Box, pointer: Pointer) -> bool:
    return (
        row.left - 6 <= pointer.x <= row.left + row.width + 6
        and row.top <= pointer.y < row.top + row.height
    )
