"""The screen that is wanted where it can be had, and the stand-in where it cannot."""

from installation.display.window import PROCESSOR, Window, Windowless
from installation.faults import NoScreen

_LIVES, _SOON_S = (
    3,
    60.0,
)  # so many lives in a row that ended so soon with the card at work: it is left alone
_NO_CARD = (
    "the processor brings the picture to the screen: with the graphics card it ended too often"
)


def opened(settings, lives_with_card: int = 0) -> tuple[Window | Windowless, str]:
    """A window as `[screen]` wants it; else none. With it words for the technician where that is not as wanted."""
    if settings.mode == "windowless":
        return Windowless(settings.width_px, settings.height_px), ""
    is_trusted = lives_with_card < _LIVES
    try:
        window = Window(
            settings.mode != "windowed", settings.width_px, settings.height_px,
            settings.monitor, settings.rotate, settings.mirror, settings.graphics if is_trusted else PROCESSOR,
        )  # fmt: skip
    except NoScreen as fault:
        words = (
            f"no screen ({fault}): without a window, live on the page; a screen that comes is used"
        )
        return Windowless(settings.width_px, settings.height_px), words
    return window, window.words if is_trusted else _NO_CARD


def lives_with_card(before: int, screen: Windowless, age_s: float) -> int:
    """In a row, that ended soon, should this one end now; `before` it there were so many."""
    if not screen.graphics_card:
        return before
    return before + 1 if age_s < _SOON_S else 0


def has_come() -> bool:
    """True when a window could be opened now."""
    try:
        Window(False, 1, 1).close()
    except NoScreen:
        return False
    return True
