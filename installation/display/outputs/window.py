"""The single door to pygame's display: windows, each on the whole of a monitor, or one for work."""

import glob
import os
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
import pygame

from installation.config.schema import ScreenConfig
from installation.display.input import Key, Pointer
from installation.display.outputs import present_gl, present_software, sdl
from installation.display.outputs.monitors import AUTO, Monitor, choose_all
from installation.display.outputs.wall import SIDEWAYS, Wall, plan
from installation.faults import NoScreen, UnknownMonitor
from installation.vocabulary import ScreenKind

CARD: Final = "card"  # this and the next: who brings the frame to the screen; or `AUTO`
PROCESSOR: Final = "processor"
MOST_PIXELS = 1920 * 1080  # of the frame: composing more takes a processor longer than a turn
_TITLE = "Latenzraum"
_LEAVE_KEYS = {pygame.K_ESCAPE, pygame.K_q}
_KEYS = {
    pygame.K_p: Key.NEXT_PACK,
    pygame.K_SPACE: Key.LOOK,
    pygame.K_l: Key.LOOK,
    pygame.K_n: Key.NEXT,
    pygame.K_a: Key.ALL,
    pygame.K_TAB: Key.PANEL,
    pygame.K_s: Key.SAVE_PLACE,
    pygame.K_r: Key.LET_GO,
    pygame.K_1: Key.PANE_1,
    pygame.K_2: Key.PANE_2,
    pygame.K_3: Key.PANE_3,
    pygame.K_4: Key.PANE_4,
    pygame.K_5: Key.PANE_5,
    pygame.K_6: Key.PANE_6,
    pygame.K_7: Key.PANE_7,
    pygame.K_8: Key.PANE_8,
    pygame.K_9: Key.PANE_9,
}


class Presenter(Protocol):
    """Brings the frame to the screen."""

    name: str  # of the graphics card, "" where it is none

    def pixels(self) -> np.ndarray:
        """The frame to compose in, (h, w, 4) uint8 BGRX."""

    def show(self) -> None:
        """Brings it to the screen."""

    def close(self) -> None:
        """Lets go of what it opened."""


class Window:
    """A window on the screen, or on each of several, as a main output."""

    def __init__(self, kind: ScreenKind, screen: ScreenConfig):
        """Fullscreen: the whole of the monitors that are asked for. Windowed: as large as is asked for, for work.

        The frame is turned clockwise and then mirrored, for monitors on their side and for projection from behind;
        by the graphics card where `screen.graphics` says so and there is one.
        Raises `NoScreen` when no window can be opened, `UnknownMonitor`.
        """
        self.kind: str = kind
        self.message = ""  # for the technician: what is not as it was asked for
        self._rotate = screen.rotate
        self._mirror = screen.mirror
        self._window_size = (0, 0)  # width and height in pixels; this and the next: once it is open
        self._window_id = 0  # of SDL, of the first
        _reach_screen()
        try:
            wall = self._plan(screen)
            self._window_size = (wall.views[0].monitor.width, wall.views[0].monitor.height)
            self._presenter = self._open(wall, screen.graphics)
            pygame.display.set_allow_screensaver(False)
        except pygame.error as error:
            pygame.display.quit()
            raise NoScreen(f"{os.environ['SDL_VIDEODRIVER']} says: {error}") from error
        is_fullscreen = kind == ScreenKind.FULLSCREEN
        pygame.mouse.set_visible(not is_fullscreen)
        self._retained = sdl.retain(self._window_id) if is_fullscreen else None

    @property
    def graphics_card(self) -> str:
        """See `display.MainOutput`."""
        return self._presenter.name

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the frame, in pixels."""
        height, width = self.pixels().shape[:2]
        return height, width

    def pixels(self) -> np.ndarray:
        """See `display.MainOutput`."""
        return self._presenter.pixels()

    def flip(self) -> None:
        """See `display.MainOutput`."""
        self._presenter.show()
        # now that something is on the screen, the window of an earlier life may go
        if self._retained:
            self._retained.release_earlier()
            self._retained = None

    def pressed_keys(self) -> list[Key]:
        """See `display.MainOutput`: `END` where the window was closed, or Esc or Q pressed where that is allowed."""
        events = pygame.event.get()
        pressed = [event.key for event in events if event.type == pygame.KEYDOWN]
        is_closed = any(event.type == pygame.QUIT for event in events)
        may_leave = self.kind == ScreenKind.WINDOWED
        if is_closed or (may_leave and not _LEAVE_KEYS.isdisjoint(pressed)):
            return [Key.END]
        return [_KEYS[key] for key in pressed if key in _KEYS]

    def pointer(self) -> Pointer:
        """See `display.MainOutput`, where nothing is turned: the studio's window stands upright."""
        x, y = pygame.mouse.get_pos()
        _, frame_width = self.size
        window_width, _ = self._window_size
        scale = frame_width / window_width
        is_down = pygame.mouse.get_pressed()[0] and pygame.mouse.get_focused()
        return Pointer(round(x * scale), round(y * scale), is_down)

    def close(self) -> None:
        """Closes the window."""
        self._presenter.close()
        pygame.display.quit()

    def _plan(self, screen: ScreenConfig) -> Wall:
        """What is to be shown where. A larger frame than `MOST_PIXELS` is stretched."""
        plugged_in = _plugged_in()
        if self.kind == ScreenKind.FULLSCREEN:
            chosen, away = choose_all(plugged_in, screen.monitor)
            wall = plan(chosen, screen, MOST_PIXELS)
            self.message = "; ".join(filter(None, (away, wall.message)))
            return wall
        chosen, _ = choose_all(plugged_in, screen.monitor)
        on = next(each for each in chosen if each)
        width = screen.width_px
        height = screen.height_px
        if self._rotate in SIDEWAYS:
            width, height = height, width
        window = Monitor(on.number, on.name, width, height, on.rate_hz)
        return plan([window], screen.model_copy(update={"part_px": []}), MOST_PIXELS)

    def _open(self, wall: Wall, graphics: str) -> Presenter:
        """Raises pygame.error."""
        if _asks_card(graphics) and len(wall.views) == 1:
            try:
                return self._open_with_card(wall, graphics)
            except (pygame.error, NoScreen) as error:
                words = f"without a graphics card: {error}" if graphics == CARD else ""
                self.message = "; ".join(filter(None, (self.message, words)))
                pygame.display.quit()  # and the window with it, where there is one already
                _reach_screen()
        return self._open_with_processor(wall)

    def _open_with_processor(self, wall: Wall) -> Presenter:
        is_fullscreen = self.kind == ScreenKind.FULLSCREEN
        windows: list[pygame.Window] = []
        for view in wall.views:
            size = (view.monitor.width, view.monitor.height)
            display = view.monitor.number - 1
            windows.append(present_software.open_window(_TITLE, size, is_fullscreen, display))
        self._window_id = windows[0].id
        return present_software.SoftwarePresenter(windows, wall, self._rotate, self._mirror)

    def _open_with_card(self, wall: Wall, graphics: str) -> Presenter:
        """Raises pygame.error, `NoScreen`."""
        present_gl.probe()
        pygame.display.set_caption(_TITLE)
        flags = pygame.FULLSCREEN if self.kind == ScreenKind.FULLSCREEN else 0
        monitor = wall.views[0].monitor
        present_gl.open_window((monitor.width, monitor.height), flags, monitor.number - 1)
        self._window_id = pygame.Window.from_display_module().id
        even_processor = graphics == CARD
        return present_gl.GlPresenter(wall, self._rotate, self._mirror, even_processor)


def monitors() -> list[Monitor]:
    """The monitors that are plugged in. Raises `NoScreen`."""
    _reach_screen()
    try:
        return _plugged_in()
    finally:
        pygame.display.quit()


def is_there(wish: str | Sequence[str]) -> bool:
    """True where all monitors that are wished for are plugged in, as a window that is open hears of it."""
    try:
        chosen, _ = choose_all(_plugged_in(), wish)
    except (UnknownMonitor, pygame.error):
        return False
    return None not in chosen


def _reach_screen() -> None:
    """Raises `NoScreen`."""
    driver = _driver()
    os.environ["SDL_VIDEODRIVER"] = driver
    os.environ["SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS"] = "0"
    try:
        pygame.display.init()
    except pygame.error as error:
        pygame.display.quit()
        raise NoScreen(f"{driver} says: {error}") from error


def _plugged_in() -> list[Monitor]:
    sizes = pygame.display.get_desktop_sizes()
    rates = pygame.display.get_desktop_refresh_rates()
    names = sdl.monitor_names(len(sizes))
    found: list[Monitor] = []
    for name, (width, height), rate in zip(names, sizes, rates, strict=False):
        found.append(Monitor(len(found) + 1, name, width, height, rate))
    return found


def _asks_card(graphics: str) -> bool:
    return graphics == CARD or (graphics == AUTO and present_gl.is_there())


def _driver() -> str:
    """How to reach a screen. Named to SDL, because its own search complains aloud and ends in a stand-in.

    Raises `NoScreen`.
    """
    named = os.environ.get("SDL_VIDEODRIVER")
    if named:
        return named
    for driver, variable in (("x11", "DISPLAY"), ("wayland", "WAYLAND_DISPLAY")):
        if os.environ.get(variable):
            return driver
    if glob.glob("/dev/dri/card*"):
        return "kmsdrm"
    raise NoScreen("neither DISPLAY nor WAYLAND_DISPLAY is set, and there is no graphics card")
