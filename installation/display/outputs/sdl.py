"""What pygame does not pass on of the SDL inside it."""

import ctypes
import glob
from pathlib import Path

import pygame

_RETAIN_TEMPORARY = 2  # this and the next from X.h: XSetCloseDownMode, XKillClient
_ALL_TEMPORARY = 0
_UNKNOWN = "monitor"


def monitor_names(count: int) -> list[str]:
    """As the monitors call themselves."""
    try:
        name_of = _library().SDL_GetDisplayName
    except OSError:
        return [_UNKNOWN] * count
    name_of.restype = ctypes.c_char_p
    name_of.argtypes = (ctypes.c_int,)
    names = [name_of(number) or _UNKNOWN.encode() for number in range(count)]
    return [name.decode(errors="replace") for name in names]


class RetainedWindow:
    """X11 keeps our window on the screen when this process is killed, until the next life shows its own."""

    def __init__(self, x11: ctypes.CDLL, connection: ctypes.c_void_p):
        self._x11 = x11
        self._connection = connection
        x11.XSetCloseDownMode(connection, _RETAIN_TEMPORARY)

    def release_earlier(self) -> None:
        """Takes away the windows of lives that were killed."""
        self._x11.XKillClient(self._connection, ctypes.c_ulong(_ALL_TEMPORARY))
        self._x11.XFlush(self._connection)


class _WindowInfo(ctypes.Structure):
    """SDL_SysWMinfo of SDL_syswm.h, as far as X11 fills it."""

    _fields_ = (
        ("version", ctypes.c_uint8 * 3),
        ("system", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("union", ctypes.c_uint8 * 56),
    )


def retain(window: int) -> RetainedWindow | None:
    """Lets the window that SDL knows by this number outlive us; None where the screen is not X11's."""
    if pygame.display.get_driver() != "x11":
        return None
    info = _WindowInfo((2, 0, 0))
    try:
        sdl = _library()
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    sdl.SDL_GetWindowFromID.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(sdl.SDL_GetWindowFromID(window))
    is_known = sdl.SDL_GetWindowWMInfo(handle, ctypes.byref(info))
    if not is_known:
        return None
    return RetainedWindow(x11, ctypes.c_void_p(info.display))


def _library() -> ctypes.CDLL:
    """The SDL that pygame uses. Raises OSError."""
    pattern = Path(pygame.__file__).parents[1] / "pygame_ce.libs" / "libSDL2-2*"
    bundled = glob.glob(str(pattern))
    return ctypes.CDLL(bundled[0] if bundled else "libSDL2-2.0.so.0")
