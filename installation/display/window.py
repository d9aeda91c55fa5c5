"""The single door to pygame's display: a real window, or a surface where there is none."""

import ctypes
import glob
import io
import os

import numpy as np
import pygame

from installation.faults import NoScreen

_TITLE = "Latenzraum"
_RETAIN_TEMPORARY, _ALL_TEMPORARY = 2, 0  # X.h: CloseDownMode, KillClient
_LEAVE_KEYS = (pygame.K_ESCAPE, pygame.K_q)


class Windowless:
    """A screen nobody has plugged in: everything is drawn, the console shows it."""

    kind = "windowless"

    def __init__(self, width: int, height: int):
        self.surface = pygame.Surface((width, height), depth=32)

    def show(self, frame: np.ndarray) -> pygame.Surface:
        """Lays the frame (h, w, 3) uint8 RGB on the surface, for others to draw upon."""
        self.surface.blit(_as_surface(frame), (0, 0))
        return self.surface

    def pixels(self) -> np.ndarray:
        """The surface's own memory: (h, w, 4) uint8, blue, green, red and one byte unused."""
        height, width = self.surface.get_height(), self.surface.get_width()
        rows = np.frombuffer(self.surface.get_buffer(), np.uint8).reshape(height, self.surface.get_pitch())
        return rows[:, : 4 * width].reshape(height, width, 4)

    def flip(self) -> None:
        """Nothing to bring to light."""

    def leaving(self) -> bool:
        """Nobody can close what is not there."""
        return False

    def close(self) -> None:
        """Nothing to let go of."""


class Window(Windowless):
    """A window on the screen: the whole of it, or `width` x `height` of it for work."""

    def __init__(self, fullscreen: bool, width: int, height: int):
        """Raises `NoScreen` when no window can be opened."""
        self.kind = "fullscreen" if fullscreen else "windowed"
        self._may_leave = not fullscreen
        os.environ["SDL_VIDEODRIVER"] = _driver()
        os.environ["SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS"] = "0"
        try:
            pygame.display.init()
            pygame.display.set_caption(_TITLE)
            size = (0, 0) if fullscreen else (width, height)
            self.surface = pygame.display.set_mode(size, pygame.FULLSCREEN if fullscreen else 0)
        except pygame.error as error:
            pygame.display.quit()
            raise NoScreen(f"{os.environ['SDL_VIDEODRIVER']} says: {error}") from error
        pygame.mouse.set_visible(not fullscreen)
        self._retained = _outlive_us() if fullscreen else None

    def flip(self) -> None:
        """Brings the surface to the screen."""
        pygame.display.flip()
        if self._retained:  # now that something is on the screen, the window of an earlier life may go
            self._retained.release()
            self._retained = None

    def leaving(self) -> bool:
        """True when somebody closed the window, or pressed Esc or Q where that is allowed."""
        events = pygame.event.get()
        closed = any(event.type == pygame.QUIT for event in events)
        keys = {event.key for event in events if event.type == pygame.KEYDOWN}
        return closed or (self._may_leave and not keys.isdisjoint(_LEAVE_KEYS))

    def close(self) -> None:
        """Closes the window."""
        pygame.display.quit()


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


class _Retained:
    """X11 keeps our window on the screen when this process is killed, until the next life shows its own."""

    def __init__(self, x11, connection):
        self._x11, self._connection = x11, connection
        x11.XSetCloseDownMode(connection, _RETAIN_TEMPORARY)

    def release(self) -> None:
        """Takes away the windows of lives that were killed."""
        self._x11.XKillClient(self._connection, ctypes.c_ulong(_ALL_TEMPORARY))
        self._x11.XFlush(self._connection)


def _outlive_us() -> _Retained | None:
    """None where the screen is not X11's."""
    capsule = pygame.display.get_wm_info().get("display")
    if pygame.display.get_driver() != "x11" or capsule is None:
        return None
    pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
    pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)
    x11 = ctypes.CDLL("libX11.so.6")
    return _Retained(x11, ctypes.c_void_p(pointer_of(capsule, b"display")))


def as_jpeg(surface: pygame.Surface, width: int) -> np.ndarray:
    """A small picture of the surface, `width` pixels wide, as the bytes (n,) uint8 of a JPEG."""
    height = round(surface.get_height() * width / surface.get_width())
    small = pygame.transform.smoothscale(surface, (width, height))
    file = io.BytesIO()
    pygame.image.save(small, file, "screen.jpg")
    return np.frombuffer(file.getvalue(), np.uint8)


def save_png(surface: pygame.Surface, path: str) -> None:
    """Writes the surface to a PNG file."""
    pygame.image.save(surface, path)


def _as_surface(frame: np.ndarray) -> pygame.Surface:
    return pygame.image.frombuffer(frame, frame.shape[1::-1], "RGB")
