"""The screen that is wanted where it can be had, and the stand-in where it cannot."""

from installation.display.window import Window, Windowless
from installation.faults import NoScreen


def opened(settings) -> tuple[Window | Windowless, str]:
    """A window as `[screen]` wants it; else none, and words for the technician unless it was asked for."""
    if settings.mode == "windowless":
        return Windowless(settings.width_px, settings.height_px), ""
    try:
        fullscreen, size = settings.mode != "windowed", (settings.width_px, settings.height_px)
        return Window(fullscreen, *size, settings.monitor, settings.rotate, settings.mirror), ""
    except NoScreen as fault:
        words = f"no screen ({fault}): without a window, live on the page; a screen that comes is used"
        return Windowless(settings.width_px, settings.height_px), words


def has_come() -> bool:
    """True when a window could be opened now."""
    try:
        Window(False, 1, 1).close()
    except NoScreen:
        return False
    return True
