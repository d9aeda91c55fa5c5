"""The screen that is wanted where it can be had, the stand-in where it cannot; and when to look again."""

from installation.config import schema
from installation.display import MainOutput
from installation.display.draw_pace import Interval
from installation.display.outputs.hotplug import Hotplug
from installation.display.outputs.monitors import ALL, AUTO, wishes
from installation.display.outputs.output_table import MAIN_OUTPUTS
from installation.display.outputs.window import PROCESSOR, Window, is_there
from installation.faults import NoScreen, UnknownMonitor
from installation.vocabulary import ScreenKind

LOOK_AGAIN_S = 5.0  # for a screen that is away
# so many lives in a row that ended so soon with the card at work: it is left alone
LIVES = 3
SOON_S = 60.0
SMALL = schema.ScreenConfig(width_px=64, height_px=64, graphics=PROCESSOR)
NO_CARD = (
    "the processor brings the picture to the screen: with the graphics card it ended too often"
)


class ScreenKeeper:
    """Opens the main output, and says when this life of the room should end for the sake of another screen."""

    def __init__(
        self,
        screen: schema.ScreenConfig,
        lives_with_card: int = 0,
        may_refuse: bool = False,
        modes: dict[str, str] | None = None,
    ):
        """`lives_with_card`: in a row, so many ended soon with the graphics card at work; `modes`: see `ModeMemory`.

        Raises `UnknownMonitor` where it may refuse; else another monitor stands in for one that is away.
        """
        self._message = ""
        self._screen = screen
        self._may_refuse = may_refuse
        self._modes = modes or {}
        self._is_away = False  # the monitor that is named
        self._lives_before = lives_with_card
        self._age_s = 0.0
        self._look_again = Interval(LOOK_AGAIN_S)
        self._hotplug: Hotplug | None = None
        self.output = self._open()

    @property
    def lives_with_card(self) -> int:
        """In a row, that ended soon, should this one end now."""
        if not self.output.graphics_card or self._have_monitors_changed:
            return self._lives_before  # that is not the card's fault
        return self._lives_before + 1 if self._age_s < SOON_S else 0

    @property
    def message(self) -> str:
        """For the technician: what is not as wanted."""
        hotplug = self._hotplug.message if self._hotplug is not None else ""
        return "; ".join(filter(None, (self._message, hotplug)))

    @property
    def modes(self) -> dict[str, str]:
        """What is known of monitors, for the next life."""
        return self._modes if self._hotplug is None else self._hotplug.known.values

    def watch_monitors(self) -> None:
        """From now on, where the whole of one is used."""
        if self.output.kind == ScreenKind.FULLSCREEN:
            wanted = wishes(self._screen.monitor)
            self._hotplug = Hotplug(wanted if self._is_away or ALL in wanted else [], self._modes)

    def tick(self, dt: float) -> None:
        """`dt` seconds later."""
        self._age_s += dt

    def reason_to_end(self, dt: float) -> str:
        """Why the next life should open its window: the screen that was wanted has come, or is another; else ""."""
        if self._have_monitors_changed:
            return "the monitors have changed"
        if not self._look_again.is_due(dt):
            return ""
        if self._is_stand_in and _can_open():
            return "a screen has come"
        if (
            self._is_away
            and self.output.kind != ScreenKind.WINDOWLESS
            and is_there(self._screen.monitor)
        ):
            return f"the monitor {', '.join(wishes(self._screen.monitor))} has come"
        return ""

    @property
    def _have_monitors_changed(self) -> bool:
        return self._hotplug is not None and self._hotplug.has_changed

    @property
    def _is_stand_in(self) -> bool:
        is_windowless = self.output.kind == ScreenKind.WINDOWLESS
        return is_windowless and self._screen.mode != ScreenKind.WINDOWLESS

    def _open(self) -> MainOutput:
        wanted = self._screen
        mode = ScreenKind.FULLSCREEN if wanted.mode == "auto" else wanted.mode
        is_trusted = self._lives_before < LIVES
        if not is_trusted:
            wanted = wanted.model_copy(update={"graphics": PROCESSOR})
        try:
            output = self._open_wanted(mode, wanted)
        except NoScreen as fault:
            self._message = (
                f"no screen ({fault}): without a window, live on the page; "
                "a screen that comes is used"
            )
            return MAIN_OUTPUTS[ScreenKind.WINDOWLESS](wanted)
        if mode != ScreenKind.WINDOWLESS:
            words = output.message if is_trusted else NO_CARD
            self._message = "; ".join(filter(None, (self._message, words)))
        return output

    def _open_wanted(self, mode: str, wanted: schema.ScreenConfig) -> MainOutput:
        """On the first monitor, where the one that is named is away. Raises `NoScreen`, `UnknownMonitor`."""
        try:
            output = MAIN_OUTPUTS[mode](wanted)
            self._is_away = mode == ScreenKind.FULLSCREEN and not is_there(wanted.monitor)
            return output
        except UnknownMonitor as fault:
            if self._may_refuse:
                raise
            self._is_away = True
            self._message = f"{fault}; the first one stands in until it comes"
            return MAIN_OUTPUTS[mode](wanted.model_copy(update={"monitor": AUTO}))


def _can_open() -> bool:
    """True when a window could be opened now."""
    try:
        Window(ScreenKind.WINDOWED, SMALL).close()
    except NoScreen:
        return False
    return True
