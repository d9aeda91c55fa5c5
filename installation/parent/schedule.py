"""Whether the house is open, closing or asleep: by its hours, or by hand until they next change."""

from datetime import UTC, datetime

from installation.config.schema import HoursConfig, opening_hours_of
from installation.vocabulary import HouseState

EARLIEST = datetime(2026, 11, 1, tzinfo=UTC)  # a clock that shows less is wrong
LONGEST_CLOSING_S = 60.0  # for a screen that has to come back first, to fade


class Schedule:
    """`tick` says what the house is now."""

    def __init__(self, hours: HoursConfig):
        self.state = HouseState.OPEN
        self.next_change: datetime | None = None
        self._reckoned: datetime | None = None  # the minute in which that was found out
        self._opening_hours = opening_hours_of(hours)
        self._fade_s = hours.fade_s
        self._by_hand: bool | None = None  # open or not; None while the hours decide
        self._by_hand_since: datetime | None = None
        self._by_hand_until: datetime | None = None
        self._closing_s = 0.0
        self._faded_s = 0.0

    def follow(self, hours: HoursConfig) -> None:
        """Takes over other hours; what was chosen by hand is over."""
        self._opening_hours = opening_hours_of(hours)
        self._fade_s = hours.fade_s
        self._reckoned = None
        self._by_hand = None

    def choose(self, is_open: bool, moment: datetime) -> None:
        """By hand: open or asleep, until the hours change next."""
        self._by_hand = is_open
        self._by_hand_since = moment
        self._by_hand_until = self._opening_hours.next_change(moment)

    def tick(self, moment: datetime, dt: float, has_screen: bool = True) -> HouseState:
        """`moment` is the wall clock's, with its zone; `dt` are the seconds since the last tick.

        Without `has_screen` nothing fades: of a display that died its last picture stays, bright, all night.
        """
        self._end_by_hand(moment)
        self._reckon(moment)
        if self._is_open(moment):
            self.state = HouseState.OPEN
        elif self.state == HouseState.OPEN:
            self.state = HouseState.CLOSING
            self._closing_s = 0.0
            self._faded_s = 0.0
        elif self.state == HouseState.CLOSING:
            self._closing_s += dt
            self._faded_s = self._faded_s + dt if has_screen else 0.0
            is_late = self._closing_s >= self._fade_s + LONGEST_CLOSING_S
            if self._faded_s >= self._fade_s or is_late:
                self.state = HouseState.ASLEEP
        return self.state

    def _reckon(self, moment: datetime) -> None:
        """When the hours change next: once a minute, for it means going through the days."""
        minute = moment.replace(second=0, microsecond=0)
        if minute != self._reckoned:
            self._reckoned = minute
            self.next_change = self._opening_hours.next_change(moment)

    def message(self, moment: datetime) -> str:
        """One sentence for the technician."""
        if moment < EARLIEST:
            return "the clock of this machine is wrong: the piece stays open until it is right"
        by_hand = " by hand" if self._by_hand is not None else ""
        until = f" until {self.next_change:%a %Y-%m-%d %H:%M}" if self.next_change else ""
        return f"{self.state}{by_hand}{until}"

    def _end_by_hand(self, moment: datetime) -> None:
        """What was chosen while the clock was far ahead does not hold until that day comes."""
        if self._by_hand is not None and self._by_hand_since and moment < self._by_hand_since:
            self.choose(self._by_hand, moment)
        if self._by_hand_until is not None and moment >= self._by_hand_until:
            self._by_hand = None
            self._by_hand_until = None

    def _is_open(self, moment: datetime) -> bool:
        if moment < EARLIEST:
            return True
        if self._by_hand is not None:
            return self._by_hand
        return self._opening_hours.is_open(moment)
