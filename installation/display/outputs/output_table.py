"""The table of outputs: a new one is a file beside this one and a row here."""

from collections.abc import Callable

from installation.config import schema
from installation.display import MainOutput, Output
from installation.display.outputs.live_picture import LivePicture
from installation.display.outputs.window import Window
from installation.display.outputs.windowless import Windowless
from installation.vocabulary import ScreenKind


def _fullscreen(screen: schema.ScreenConfig) -> Window:
    return _window(screen, is_fullscreen=True)


def _windowed(screen: schema.ScreenConfig) -> Window:
    return _window(screen, is_fullscreen=False)


def _window(screen: schema.ScreenConfig, is_fullscreen: bool) -> Window:
    return Window(
        is_fullscreen,
        screen.width_px,
        screen.height_px,
        screen.monitor,
        screen.rotate,
        screen.mirror,
        screen.graphics,
    )


def _windowless(screen: schema.ScreenConfig) -> Windowless:
    return Windowless(screen.width_px, screen.height_px)


def _live_picture(screen: schema.ScreenConfig) -> LivePicture:
    return LivePicture(screen.height_px, screen.width_px)


# What may be the main output. A row opens it, and raises `NoScreen` where it cannot be had.
MAIN_OUTPUTS: dict[str, Callable[[schema.ScreenConfig], MainOutput]] = {
    ScreenKind.FULLSCREEN: _fullscreen,
    ScreenKind.WINDOWED: _windowed,
    ScreenKind.WINDOWLESS: _windowless,
}
# All there are: each may stand beside the main one. `Room(context, outputs)` takes them; no key of kiosk.toml names
# further ones yet.
OUTPUTS: dict[str, Callable[[schema.ScreenConfig], Output]] = {
    **MAIN_OUTPUTS,
    LivePicture.kind: _live_picture,
}
