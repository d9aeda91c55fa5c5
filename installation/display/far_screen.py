"""`kiosk screen HOST`: shows what a house on another machine shows, on this machine's screen.

What it gets has passed the house's flash limiter. Frames that were lost on the way could still make it flash, so the
last stage before this screen is a limiter, too. As a service that is killed it begins with what it showed.
"""

import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from installation.common import clock, i18n, systemd
from installation.common.systemd import Notifier
from installation.config.schema import ScreenConfig
from installation.display.asset_shelf import AssetShelf
from installation.display.blend import safe_picture
from installation.display.box import Box
from installation.display.canvas import place_picture
from installation.display.draw_pace import Interval
from installation.display.flash_limiter import FlashLimiter
from installation.display.input import Key
from installation.display.layout_rules import CAPTION
from installation.display.outputs.far_screens import FAREWELL, frame_in
from installation.display.plate import Plate
from installation.display.screen_keeper import ScreenKeeper
from installation.display.shown_memory import ShownMemory
from installation.display.text import Typeface, text_px
from installation.display.text_block import Paragraph, TextBlock
from installation.display.theme import Theme
from installation.ipc.far_wire import FarReader

AWAY_S = 5.0  # without a frame: the house is away
_MEMORY = "screen"  # what systemd calls it
_TELL_S = 1.0  # systemd, that the screen turns
_MARGIN = 0.5  # of running text, around the words
_WORDS = {
    "en": "No connection to the installation: this is its last picture.",
    "de": "Keine Verbindung zur Installation: Dies ist ihr letztes Bild.",
}


Log = Callable[[str], None]  # tells a person


def show(
    reader: FarReader,
    screen: ScreenConfig,
    assets: Path,
    state: Path,
    for_s: float | None,
    log: Log,
) -> None:
    """Until somebody closes the window, or for so many seconds. Raises `UnknownMonitor`."""
    far = FarScreen(reader, screen, assets, state, ShownMemory(_lasting_memory()))
    notifier = Notifier()
    tell_due = Interval(_TELL_S)
    until_ns = clock.now_ns() + int(for_s * clock.SECOND_NS) if for_s else None
    said = ""
    try:
        while far.turn() and (until_ns is None or clock.now_ns() < until_ns):
            words = "; ".join(filter(None, (far.watch.message, far.message)))
            if words != said:
                said = words
                log(words)
            notifier.ready(words)
            if tell_due.is_due(far.dt):
                notifier.alive(words)
        notifier.stopping()
        systemd.release_file(_MEMORY)
    finally:
        far.close()
        reader.close()


class HouseWatch:
    """Whether the house is there."""

    def __init__(self) -> None:
        self.is_away = False
        self._silent_s = 0.0
        self._has_come = False
        self._has_left = False  # by itself: at night, or to come back at once

    @property
    def message(self) -> str:
        """For the technician."""
        if self.is_away and self._has_come:
            return "the house is away: its last picture stays, and it is looked for"
        if self.is_away:
            return 'the house does not answer: is its address right, its [screen] also = ["screens"], the key?'
        if self._has_left:
            return "the house has ended its show: its last picture stays"
        return "the house is there" if self._has_come else "the house is looked for"

    def tick(self, message: bytes | None, dt: float) -> bool:
        """`dt` seconds later, with what came, if anything did; True when it has just gone or come back."""
        was_away = self.is_away
        self._silent_s += dt
        if message is not None:
            self._silent_s = 0.0
            self._has_come = True
            self._has_left = message == FAREWELL
        self.is_away = self._silent_s > AWAY_S and not self._has_left
        return self.is_away != was_away


class FarScreen:
    """One loop: the newest frame, and what is to be said of the house, onto the screen."""

    def __init__(
        self,
        reader: FarReader,
        screen: ScreenConfig,
        assets: Path,
        state: Path,
        memory: ShownMemory | None = None,
    ):
        """`memory`: of what an earlier life showed. Raises `UnknownMonitor`."""
        self.watch = HouseWatch()
        self.dt = 0.0  # of the newest turn, in seconds
        self._reader = reader
        self._screen = screen
        self._typeface = Typeface(AssetShelf(assets, state))
        self._frame: np.ndarray | None = None  # the newest, (h, w, 3) uint8 BGR
        self._plate: Plate | None = None  # what is said of the house
        self._keeper = ScreenKeeper(screen)
        self._memory = memory or ShownMemory()
        self._before = self._memory.earlier(*self._keeper.output.size)  # until the first frame
        shown_ns = self._memory.shown_ns
        since_s = clock.seconds(clock.now_ns() - shown_ns) if shown_ns else 0.0
        self._limiter = FlashLimiter(self._memory, since_s)
        self._pacer = clock.Pacer(min(screen.rate_hz, 2 * screen.screens_rate_hz))
        self._begin()
        self._turned_ns = clock.now_ns()

    @property
    def message(self) -> str:
        """For the technician: what is not as it should be of the screen."""
        return self._keeper.message

    def turn(self) -> bool:
        """Shows what there is now; False when somebody has closed the window."""
        self._pacer.wait()
        now_ns = clock.now_ns()
        dt = clock.seconds(now_ns - self._turned_ns)
        self._turned_ns = now_ns
        self.dt = dt
        message = self._reader.take()
        if self.watch.tick(message, dt):
            self._draw_plate()
        frame = frame_in(message) if message else None
        if frame is not None:
            self._frame = frame
        self._show(dt)
        self._keeper.tick(dt)
        if self._keeper.reason_to_end(dt):
            self._keeper.output.close()
            self._keeper = ScreenKeeper(self._screen)
            self._limiter = FlashLimiter(self._memory)
            self._begin()
        return Key.END not in self._keeper.output.pressed_keys()

    def close(self) -> None:
        """Lets go of the screen."""
        self._keeper.output.close()

    def _begin(self) -> None:
        """On a screen that has just been opened."""
        self._draw_plate()
        self._show(0.0)
        self._keeper.watch_monitors()

    def _show(self, dt: float) -> None:
        output = self._keeper.output
        pixels = output.pixels()
        height, width = pixels.shape[:2]
        if self._frame is not None:
            _lay(self._frame, pixels)
        elif self._before is not None and self._before.shape == pixels.shape:
            pixels[...] = self._before
        else:
            place_picture(pixels, safe_picture(height, width))
        if self._plate is not None:
            self._plate.draw(pixels, self._plate.place("upper middle", Box(0, 0, width, height)))
        self._limiter.apply(pixels, dt)
        del pixels  # it locks the window
        output.flip()
        self._memory.mark(clock.now_ns())

    def _draw_plate(self) -> None:
        """What is said of the house, once."""
        self._plate = None
        if not self.watch.is_away:
            return
        height, width = self._keeper.output.size
        px = text_px(height, width, self._screen.viewing_distance_m, self._screen.diagonal_m)
        colours = Theme().colours
        languages = [each for each in self._screen.languages if each in _WORDS] or [i18n.USUAL]
        paragraphs = [Paragraph(_WORDS[each], CAPTION * px, colours.ink) for each in languages]
        block = TextBlock(self._typeface, paragraphs, round(0.9 * width), height // 3)
        if block.fits:
            self._plate = Plate(block, round(_MARGIN * px), colours.plate)


def _lasting_memory() -> int | None:
    """Of what is shown, should this process be killed; None where nobody keeps it."""
    kept = systemd.kept_file(_MEMORY)
    if kept is not None or not systemd.is_listening():
        return kept
    try:
        memory = os.memfd_create(_MEMORY)
    except (AttributeError, OSError):  # not on this system
        return None
    systemd.keep_file(_MEMORY, memory)
    return memory


def _lay(frame: np.ndarray, pixels: np.ndarray) -> None:
    """A frame (h, w, 3) BGR into the middle of the screen's memory (h, w, 4), as large as fits."""
    height, width = pixels.shape[:2]
    place = Box(0, 0, width, height).holding(*frame.shape[:2])
    if (place.height, place.width) != (height, width):
        pixels[...] = 0
    if frame.shape[:2] != (place.height, place.width):
        method = cv2.INTER_AREA if frame.shape[0] > place.height else cv2.INTER_LINEAR
        frame = cv2.resize(frame, (place.width, place.height), interpolation=method)
    shown = pixels[place.rows, place.columns]
    cv2.cvtColor(frame, cv2.COLOR_BGR2BGRA, dst=shown)
