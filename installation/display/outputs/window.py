"""The single door to pygame's display: a window, on the whole of a monitor or for work."""

import glob
import os
from typing import Final, Protocol

import numpy as np
import pygame

from installation.config.schema import ScreenConfig
from installation.display.input import Key, Pointer
from installation.display.outputs import present_gl, present_software, sdl
from installation.display.outputs.monitors import AUTO, Monitor, choose
from installation.faults import NoScreen, UnknownMonitor
from installation.vocabulary import ScreenKind

CARD: Final = "card"  # this and the next: who brings the frame to the screen; or `AUTO`
PROCESSOR: Final = "processor"
MOST_PIXELS = 1920 * 1080  # of the frame: composing more takes a processor longer than a turn
_TITLE = "Latenzraum"
_SIDEWAYS = (90, 270)  # degrees
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
    """A window on the screen, as a main output."""

    def __init__(self, kind: ScreenKind, screen: ScreenConfig):
        """Fullscreen: the whole of the monitor that is asked for. Windowed: as large as is asked for, for work.

        The frame is turned clockwise and then mirrored, for monitors on their side and for projection from behind;
        by the graphics card where `screen.graphics` says so and there is one.
        Raises `NoScreen` when no window can be opened, `UnknownMonitor`.
        """
        self.kind: str = kind
        self.message = ""  # for the technician: what is not as it was asked for
        self._rotate = screen.rotate
        self._mirror = screen.mirror
        self._window_size = (0, 0)  # width and height in pixels; this and the next: once it is open
        self._window_id = 0  # of SDL
        _reach_screen()
        try:
            on = choose(_plugged_in(), screen.monitor)
            size = self._wanted_size(on, screen)
            self._presenter = self._open(size, on.number - 1, screen.graphics)
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

    def _wanted_size(self, monitor: Monitor, screen: ScreenConfig) -> tuple[int, int]:
        """Width and height of the window, in pixels."""
        if self.kind == ScreenKind.FULLSCREEN:
            return monitor.width, monitor.height
        if self._rotate in _SIDEWAYS:
            return screen.height_px, screen.width_px
        return screen.width_px, screen.height_px

    def _open(
        self,
        size: tuple[int, int],
        display: int,
        graphics: str,
    ) -> Presenter:
        """A window of this width and height on the display of this number. Raises pygame.error."""
        if _asks_card(graphics):
            try:
                return self._open_with_card(size, display, graphics)
            except (pygame.error, NoScreen) as error:
                self.message = f"without a graphics card: {error}" if graphics == CARD else ""
                pygame.display.quit()  # and the window with it, where there is one already
                _reach_screen()
        return self._open_with_processor(size, display)

    def _open_with_processor(self, size: tuple[int, int], display: int) -> Presenter:
        is_fullscreen = self.kind == ScreenKind.FULLSCREEN
        window = present_software.open_window(_TITLE, size, is_fullscreen, display)
        self._window_size = window.size
        self._window_id = window.id
        width, height = self._frame_size()
        return present_software.SoftwarePresenter(
            window,
            width,
            height,
            self._rotate,
            self._mirror,
        )

    def _open_with_card(
        self,
        size: tuple[int, int],
        display: int,
        graphics: str,
    ) -> Presenter:
        """Raises pygame.error, `NoScreen`."""
        present_gl.probe()
        pygame.display.set_caption(_TITLE)
        flags = pygame.FULLSCREEN if self.kind == ScreenKind.FULLSCREEN else 0
        surface = present_gl.open_window(size, flags, display)
        self._window_size = surface.get_size()
        self._window_id = pygame.Window.from_display_module().id
        width, height = self._frame_size()
        even_processor = graphics == CARD
        return present_gl.GlPresenter(
            width,
            height,
            self._rotate,
            self._mirror,
            even_processor,
        )

    def _frame_size(self) -> tuple[int, int]:
        """Width and height of the frame, in pixels: a larger screen than `MOST_PIXELS` is stretched.

        Stretched after the flash limiter; a mean of neighbours flashes no more than they do.
        """
        width, height = self._window_size
        if self._rotate in _SIDEWAYS:
            width, height = height, width
        scale = (MOST_PIXELS / (width * height)) ** 0.5
        if scale >= 1:
            return width, height
        return round(width * scale), round(height * scale)


def monitors() -> list[Monitor]:
    """The monitors that are plugged in. Raises `NoScreen`."""
    _reach_screen()
    try:
        return _plugged_in()
    finally:
        pygame.display.quit()


def is_there(wish: str) -> bool:
    """True where the monitor that is wished for is plugged in, as a window that is open hears of it."""
    try:
        choose(_plugged_in(), wish)
    except (UnknownMonitor, pygame.error):
        return False
    return True


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
