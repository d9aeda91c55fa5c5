"""The single door to pygame's display: a real window, or a surface where there is none."""

import glob
import os

import cv2
import numpy as np
import pygame

from installation.display import present_gl, present_software, sdl
from installation.display.monitors import AUTO, Monitor, chosen
from installation.display.panel import Pointer
from installation.display.studio_panel import FREE, PANEL, SAVE
from installation.faults import NoScreen

_TITLE = "Latenzraum"
CARD, PROCESSOR = "card", "processor"  # who brings to the screen what was drawn; or `AUTO`
DRAWN = 1920 * 1080  # pixels at most
END, PACK, LOOK, NEXT, ALL = (
    "end",
    "next-pack",
    "look",
    "next",
    "all",
)  # what keys ask for; a pane by its number
_LEAVE_KEYS = (pygame.K_ESCAPE, pygame.K_q)
_KEYS = {
    pygame.K_p: PACK,
    pygame.K_SPACE: LOOK,
    pygame.K_l: LOOK,
    pygame.K_n: NEXT,
    pygame.K_a: ALL,
}
_KEYS |= {pygame.K_TAB: PANEL, pygame.K_s: SAVE, pygame.K_r: FREE}
_KEYS |= {getattr(pygame, f"K_{number}"): str(number) for number in range(1, 10)}


class Windowless:
    """A screen nobody has plugged in: everything is drawn, the console shows it."""

    kind = "windowless"
    graphics_card = ""  # what brings the picture to the screen, where that is a graphics card
    words = ""  # for the technician, of what is not as it was asked for

    def __init__(self, width: int, height: int):
        self._drawn = np.zeros((height, width, 4), np.uint8)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of what is drawn, in pixels."""
        height, width = self.pixels().shape[:2]
        return height, width

    def pixels(self) -> np.ndarray:
        """What is drawn upon: (h, w, 4) uint8, blue, green, red and one byte unused. Not to be held over a flip."""
        return self._drawn

    def flip(self) -> None:
        """Nothing to bring to light."""

    def asked(self) -> list[str]:
        """Nobody can press a key, nor close what is not there."""
        return []

    def pointer(self) -> Pointer:
        """Nobody holds a mouse to it."""
        return Pointer(0, 0, False)

    def close(self) -> None:
        """Nothing to let go of."""


class Window(Windowless):
    """A window on the screen: the whole of a monitor, or `width` x `height` for work."""

    def __init__(
        self, fullscreen: bool, width: int, height: int, monitor: str = AUTO, rotate: int = 0, mirror: bool = False,
        graphics: str = PROCESSOR,
    ):  # fmt: skip
        """What is drawn is turned clockwise by `rotate` degrees and then mirrored, for monitors on their side and
        for projection from behind; by the graphics card where `graphics` says so and there is one.
        Raises `NoScreen` when no window can be opened, `UnknownMonitor`."""
        self.kind = "fullscreen" if fullscreen else "windowed"
        self._may_leave = not fullscreen
        self._rotate, self._mirror = rotate, mirror
        _reach_screen()
        try:
            on = chosen(_plugged_in(), monitor)
            upright = (height, width) if rotate in (90, 270) else (width, height)
            size = (on.width, on.height) if fullscreen else upright
            self._way = (
                self._with_card(size, fullscreen, on.number - 1, graphics)
                if _asks_card(graphics)
                else None
            )
            self._way = self._way or self._with_processor(size, fullscreen, on.number - 1)
            pygame.display.set_allow_screensaver(False)
        except pygame.error as error:
            pygame.display.quit()
            raise NoScreen(f"{os.environ['SDL_VIDEODRIVER']} says: {error}") from error
        pygame.mouse.set_visible(not fullscreen)
        self._retained = sdl.outlive_us(self._number) if fullscreen else None

    @property
    def graphics_card(self) -> str:
        """See `Windowless.graphics_card`."""
        return self._way.name

    def _with_processor(
        self, size: tuple[int, int], fullscreen: bool, place: int
    ) -> present_software.Processor:
        window = present_software.opened(_TITLE, size, fullscreen, place)
        self._shown_size, self._number = window.size, window.id
        return present_software.Processor(window, *self._drawn_size(), self._rotate, self._mirror)

    def _with_card(
        self, size: tuple[int, int], fullscreen: bool, place: int, graphics: str
    ) -> present_gl.Card | None:
        """The card, its window opened; None, and why in `words`, where it is none."""
        try:
            present_gl.prove()
            pygame.display.set_caption(_TITLE)
            self._shown_size = present_gl.opened(
                size, pygame.FULLSCREEN if fullscreen else 0, place
            ).get_size()
            self._number = pygame.Window.from_display_module().id
            return present_gl.Card(
                *self._drawn_size(), self._rotate, self._mirror, even_processor=graphics == CARD
            )
        except (pygame.error, NoScreen) as error:
            self.words = f"without a graphics card: {error}" if graphics == CARD else ""
            pygame.display.quit()  # and the window with it, where there is one already
            _reach_screen()
            return None

    def _drawn_size(self) -> tuple[int, int]:
        """Width and height of what is drawn. A larger screen than `DRAWN` is stretched: drawing it whole takes a processor
        longer than a turn. Stretched after the flash limiter; a mean of neighbours flashes no more than they do."""
        width, height = self._shown_size[:: -1 if self._rotate in (90, 270) else 1]
        share = min(1.0, (DRAWN / (width * height)) ** 0.5)
        return (width, height) if share == 1 else (round(width * share), round(height * share))

    def pixels(self) -> np.ndarray:
        """See `Windowless.pixels`."""
        return self._way.pixels()

    def flip(self) -> None:
        """Brings what was drawn to the screen."""
        self._way.show()
        if (
            self._retained
        ):  # now that something is on the screen, the window of an earlier life may go
            self._retained.release()
            self._retained = None

    def asked(self) -> list[str]:
        """What keys asked for since the last time: `END` where somebody closed the window, or pressed Esc or Q where
        that is allowed."""
        events = pygame.event.get()
        keys = [event.key for event in events if event.type == pygame.KEYDOWN]
        closed = any(event.type == pygame.QUIT for event in events)
        if closed or (self._may_leave and not set(keys).isdisjoint(_LEAVE_KEYS)):
            return [END]
        return [_KEYS[key] for key in keys if key in _KEYS]

    def pointer(self) -> Pointer:
        """The mouse, in pixels of what is drawn, where nothing is turned: the studio's window stands upright."""
        (x, y), share = pygame.mouse.get_pos(), self.size[1] / self._shown_size[0]
        pressed = pygame.mouse.get_pressed()[0] and pygame.mouse.get_focused()
        return Pointer(round(x * share), round(y * share), pressed)

    def close(self) -> None:
        """Closes the window."""
        self._way.close()
        pygame.display.quit()


def monitors() -> list[Monitor]:
    """The monitors that are plugged in. Raises `NoScreen`."""
    _reach_screen()
    try:
        return _plugged_in()
    finally:
        pygame.display.quit()


def _reach_screen() -> None:
    os.environ["SDL_VIDEODRIVER"] = _driver()
    os.environ["SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS"] = "0"
    try:
        pygame.display.init()
    except pygame.error as error:
        pygame.display.quit()
        raise NoScreen(f"{os.environ['SDL_VIDEODRIVER']} says: {error}") from error


def _plugged_in() -> list[Monitor]:
    sizes, rates = pygame.display.get_desktop_sizes(), pygame.display.get_desktop_refresh_rates()
    names = sdl.monitor_names(len(sizes))
    return [
        Monitor(k, name, *size, rate)
        for k, (name, size, rate) in enumerate(zip(names, sizes, rates), 1)
    ]


def _asks_card(graphics: str) -> bool:
    return graphics == CARD or (graphics == AUTO and present_gl.is_there())


def _driver() -> str:
    """How to reach a screen. Named to SDL, because its own search complains aloud and ends in a stand-in.

    Raises `NoScreen`.
    """
    if chosen := os.environ.get("SDL_VIDEODRIVER"):
        return chosen
    for driver, variable in (("x11", "DISPLAY"), ("wayland", "WAYLAND_DISPLAY")):
        if os.environ.get(variable):
            return driver
    if glob.glob("/dev/dri/card*"):
        return "kmsdrm"
    raise NoScreen("neither DISPLAY nor WAYLAND_DISPLAY is set, and there is no graphics card")


def as_jpeg(pixels: np.ndarray, width: int) -> np.ndarray:
    """A small picture of what is drawn (h, w, 4), `width` pixels wide, as the bytes (n,) uint8 of a JPEG."""
    height = max(1, round(pixels.shape[0] * width / pixels.shape[1]))
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small[..., :3], [cv2.IMWRITE_JPEG_QUALITY, 80])[1].ravel()


def save_png(pixels: np.ndarray, path: str) -> None:
    """Writes what is drawn (h, w, 4) to a PNG file."""
    cv2.imencode(".png", pixels[..., :3])[1].tofile(path)
