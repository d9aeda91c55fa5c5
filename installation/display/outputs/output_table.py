"""The tables of outputs: a new one is a file beside this one and a row here."""

from collections.abc import Callable
from functools import partial

from installation.config.schema import ScreenConfig
from installation.config.settings import Settings
from installation.display import MainOutput, Output
from installation.display.outputs.far_screens import FarScreens
from installation.display.outputs.frame_pipe import FramePipe
from installation.display.outputs.ndi import NdiOutput
from installation.display.outputs.window import Window
from installation.display.outputs.windowless import Windowless
from installation.ipc.far_keys import KeyRing
from installation.vocabulary import OutputName, ScreenKind


def _windowless(screen: ScreenConfig) -> Windowless:
    return Windowless(screen.width_px, screen.height_px)


def _pipe(settings: Settings) -> FramePipe:
    screen = settings.screen
    return FramePipe(settings.state / screen.pipe, screen.height_px, screen.width_px)


def _screens(settings: Settings) -> FarScreens:
    screen = settings.screen
    return FarScreens(
        screen.screens_address,
        screen.screens_port,
        KeyRing(settings.state),
        screen.screens_rate_hz,
        screen.screens_mbit_s * 1e6,
    )


def _ndi(settings: Settings) -> NdiOutput:
    return NdiOutput(settings.screen.ndi_name, settings.screen.rate_hz)


def further(settings: Settings) -> dict[str, Callable[[], Output]]:
    """What `[screen] also` names -> what opens it."""
    return {name: partial(OUTPUTS[name], settings) for name in settings.screen.also}


# What may be the main output. A row opens it, and raises `NoScreen` where it cannot be had.
MAIN_OUTPUTS: dict[str, Callable[[ScreenConfig], MainOutput]] = {
    ScreenKind.FULLSCREEN: partial(Window, ScreenKind.FULLSCREEN),
    ScreenKind.WINDOWED: partial(Window, ScreenKind.WINDOWED),
    ScreenKind.WINDOWLESS: _windowless,
}
# What may stand beside it: `[screen] also` names them. A row raises OSError where the output cannot be had.
OUTPUTS: dict[str, Callable[[Settings], Output]] = {
    OutputName.PIPE: _pipe,
    OutputName.SCREENS: _screens,
    OutputName.NDI: _ndi,
}
