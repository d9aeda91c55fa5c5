"""Whether the house is open, closing or asleep: by its hours, or by hand until they next change."""

from datetime import UTC, datetime

from installation.common.opening_hours import OpeningHours

OPEN, CLOSING, ASLEEP = "open", "closing", "asleep"
MADE = datetime(2026, 11, 1, tzinfo=UTC)  # a clock that shows less is wrong


class Day:
    """`turn` says what the house is now."""

    def __init__(self, settings: dict):
        """`settings` as the section [hours]."""
        self.state = OPEN
        self.next_change: datetime | None = None
        self._by_hand: bool | None = None
        self._holds_until: datetime | None = None
        self._closing_s = 0.0
        self.follow(settings)

    def follow(self, settings: dict) -> None:
        """Takes over other hours; what was chosen by hand is over."""
        self._hours, self._fade_s = OpeningHours(settings), settings["fade_s"]
        self._by_hand = None

    def choose(self, is_open: bool, moment: datetime) -> None:
        """By hand: open or asleep, until the hours change next."""
        self._by_hand, self._holds_until = is_open, self._hours.next_change(moment)

    def turn(self, moment: datetime, dt: float) -> str:
        """`moment` is the wall clock's, with its zone; `dt` are the seconds since the last turn."""
        if self._holds_until and moment >= self._holds_until:
            self._by_hand = self._holds_until = None
        self.next_change = self._hours.next_change(moment)
        if self._is_open(moment):
            self.state = OPEN
        elif self.state == OPEN:
            self.state, self._closing_s = CLOSING, 0.0
        elif self.state == CLOSING:
            self._closing_s += dt
            self.state = ASLEEP if self._closing_s >= self._fade_s else CLOSING
        return self.state

    def words(self, moment: datetime) -> str:
        """One sentence for the technician."""
        if moment < MADE:
            return "the clock of this machine is wrong: the piece stays open until it is right"
        by_hand = " by hand" if self._by_hand is not None else ""
        until = f" until {self.next_change:%a %Y-%m-%d %H:%M}" if self.next_change else ""
        return f"{self.state}{by_hand}{until}"

    def _is_open(self, moment: datetime) -> bool:
        if moment < MADE:
            return True
        return self._hours.is_open(moment) if self._by_hand is None else self._by_hand
