"""What pygame does not hand through of the SDL inside it."""

import ctypes
import glob
from pathlib import Path

import pygame

_RETAIN_TEMPORARY, _ALL_TEMPORARY = 2, 0  # X.h: CloseDownMode, KillClient


def monitor_names(count: int) -> list[str]:
    """As the monitors call themselves."""
    try:
        name_of = _library().SDL_GetDisplayName
    except OSError:
        return ["monitor"] * count
    name_of.restype, name_of.argtypes = ctypes.c_char_p, (ctypes.c_int,)
    return [(name_of(number) or b"monitor").decode(errors="replace") for number in range(count)]


class Retained:
    """X11 keeps our window on the screen when this process is killed, until the next life shows its own."""

    def __init__(self, x11, connection):
        self._x11, self._connection = x11, connection
        x11.XSetCloseDownMode(connection, _RETAIN_TEMPORARY)

    def release(self) -> None:
        """Takes away the windows of lives that were killed."""
        self._x11.XKillClient(self._connection, ctypes.c_ulong(_ALL_TEMPORARY))
        self._x11.XFlush(self._connection)


class _Connection(ctypes.Structure):
    """SDL_SysWMinfo of SDL_syswm.h, as far as X11 fills it."""

    _fields_ = (
        ("version", ctypes.c_uint8 * 3), ("system", ctypes.c_int),
        ("display", ctypes.c_void_p), ("union", ctypes.c_uint8 * 56),
    )  # fmt: skip


def outlive_us(window: int) -> Retained | None:
    """Of the window that SDL knows by this number; None where the screen is not X11's."""
    if pygame.display.get_driver() != "x11":
        return None
    connection = _Connection((2, 0, 0))
    try:
        sdl, x11 = _library(), ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    sdl.SDL_GetWindowFromID.restype = ctypes.c_void_p
    is_told = sdl.SDL_GetWindowWMInfo(
        ctypes.c_void_p(sdl.SDL_GetWindowFromID(window)), ctypes.byref(connection)
    )
    return Retained(x11, ctypes.c_void_p(connection.display)) if is_told else None


def _library() -> ctypes.CDLL:
    """The SDL that pygame uses. Raises OSError."""
    inside = glob.glob(str(Path(pygame.__file__).parents[1] / "pygame_ce.libs" / "libSDL2-2*"))
    return ctypes.CDLL(inside[0] if inside else "libSDL2-2.0.so.0")
