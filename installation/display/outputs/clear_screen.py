"""Takes away the windows that outlived their processes: a program of its own, for when the house ends without a display.

X11 alone keeps windows, see `sdl.RetainedWindow`.
"""

import ctypes
import os
import sys

_ALL_TEMPORARY = 0  # of X.h: XKillClient


def main() -> int:
    """Exit code 0 also where there is nothing to do."""
    if not os.environ.get("DISPLAY"):
        return 0
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return 0
    x11.XOpenDisplay.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(x11.XOpenDisplay(None))
    if not connection:
        return 0
    x11.XKillClient(connection, ctypes.c_ulong(_ALL_TEMPORARY))
    x11.XCloseDisplay(connection)
    return 0


if __name__ == "__main__":
    sys.exit(main())
