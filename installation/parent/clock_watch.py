"""The clock on the wall, watched by the one that only counts: a leap is told, and a great one is not believed.

Opening hours follow the clock as it is. What is older than the house may keep it is deleted by a time that is surely
over: the clock's own where the network has set it, else earlier by as much as it may have leapt.
"""

import contextlib
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from installation.common import clock, files
from installation.common.network_time import NetworkTime
from installation.parent.clock_lead import ClockLead
from installation.parent.schedule import EARLIEST

LEAP = timedelta(hours=1)  # less is what a clock that runs by itself is off
LONGEST_AWAY = timedelta(days=400)  # no house is off for longer: its clock has leapt
TOLD_S = 3600.0
NOTE_EVERY_S = 600.0
_MOST_BYTES = 64
_WRONG = "the clock of this machine is wrong: the piece stays open until it is right"
_FOLLOWED = "opening hours and counts follow it, but no count is deleted earlier for it"
_REMEDY = "sudo timedatectl set-ntp true lets the network set it"

log = logging.getLogger(__name__)


class ClockWatch:
    """`look` says what is to be told."""

    def __init__(self, state: Path, network: NetworkTime):
        """Remembers in the state folder when the house was last seen, as the time of a file that no backup takes along.

        In it stands how far the clock may be ahead.
        """
        self.message = ""  # what is not as it should be; empty when all is well
        self.certain_time: datetime | None = None  # this is surely over; None where nothing is sure
        self._network = network
        self._path = state / ".last-seen"
        self._known = self._read()  # the newest time that was believed, None before there is one
        self._known_ns: int | None = None  # monotonic, of the same moment; None in an earlier run
        self._lead = ClockLead(self._read_lead())
        self._noted_ns: int | None = None
        self._told_ns = 0
        self._is_doubted = False
        self._is_asked = False  # whether the network has set a clock that is not as expected

    def look(self) -> None:
        """To be called now and then."""
        self._network.look()
        now = clock.wall_now()
        shift = self._shift(now)
        if self._is_to_be_asked(shift):
            return
        if self._is_expected(now, shift):
            self._follow(now, shift)
        elif now < EARLIEST or shift > LONGEST_AWAY:
            self._doubt(now, shift)
        else:
            self._tell(f"{_leap(now - shift, now)}; {_FOLLOWED}; {_REMEDY}")
            self._follow(now, shift)
        self._forget_message()

    def _is_to_be_asked(self, shift: timedelta) -> bool:
        """True until it is known whose doing a leap is: what comes from the network is no trouble."""
        if abs(shift) < LEAP:
            return False
        if not self._is_asked:
            self._is_asked = True
            self._network.ask_again()
        return not self._network.is_answered

    def _forget_message(self) -> None:
        """A leap is told for a while."""
        is_old = clock.seconds(clock.now_ns() - self._told_ns) > TOLD_S
        if not self._is_doubted and (is_old or self._network.has_set):
            self.message = ""

    def _shift(self, now: datetime) -> timedelta:
        """How far it is from what was to be expected."""
        if self._known is None:
            return timedelta()
        return now - self._known - timedelta(seconds=self._passed_s())

    def _passed_s(self) -> float:
        """In this run, since the clock was last believed."""
        return 0.0 if self._known_ns is None else clock.seconds(clock.now_ns() - self._known_ns)

    def _is_expected(self, now: datetime, shift: timedelta) -> bool:
        """The network says so, it went on as clocks do, or the house was off meanwhile."""
        if now < EARLIEST:
            return False
        is_absence = self._known_ns is None and timedelta() < shift < LONGEST_AWAY
        return self._network.has_set or abs(shift) < LEAP or is_absence

    def _follow(self, now: datetime, shift: timedelta) -> None:
        self._weigh(shift)
        self._believe(now)
        longest = self._lead.longest
        self.certain_time = None if longest is None else now - longest

    def _weigh(self, shift: timedelta) -> None:
        """How far it may be ahead from now on."""
        is_seen = self._known_ns is not None
        if self._network.has_set:
            self._lead.prove()
        elif shift <= -LEAP or (is_seen and shift >= LEAP):
            self._lead.leap(shift.total_seconds())
            self._noted_ns = None  # a power cut that follows must not hide it
        elif is_seen:
            self._lead.pass_(self._passed_s())
        else:
            self._lead.was_off(shift.total_seconds())

    def _doubt(self, now: datetime, shift: timedelta) -> None:
        if self._is_doubted:
            return
        self._is_doubted = True
        self.certain_time = None
        if now < EARLIEST:
            self._tell(f"{_WRONG}; it shows {_shown(now)}; {_REMEDY}")
        else:
            words = (
                f"the clock of this machine shows {_shown(now)}, and this house was last seen on"
                f" {_shown(now - shift)}: no count is deleted for its age"
            )
            self._tell(
                f"{words}; {_REMEDY}; if it is right, delete {self._path} and start the house again"
            )

    def _believe(self, now: datetime) -> None:
        if self._is_doubted:
            self._is_doubted = False
            self.message = ""
            log.info("the clock is right again: %s", _shown(now))
        self._is_asked = False
        self._known = now
        self._known_ns = clock.now_ns()
        noted_ns = self._noted_ns
        if noted_ns is None or clock.seconds(self._known_ns - noted_ns) > NOTE_EVERY_S:
            self._noted_ns = self._known_ns
            self._note(now)

    def _tell(self, words: str) -> None:
        log.warning("%s", words)
        self.message = words
        self._told_ns = clock.now_ns()

    def _note(self, now: datetime) -> None:
        seen_s = now.timestamp()
        with contextlib.suppress(OSError):  # a state folder that cannot be written is told of
            files.write_whole(
                self._path,
                f"{self._lead}\n",
                mode=0o600,
                check=lambda new: os.utime(new, (seen_s, seen_s)),
                follow_links=False,
            )

    def _read(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except (OSError, ValueError, OverflowError):
            return None

    def _read_lead(self) -> str:
        """Empty for a house that does not remember: of a new one there is nothing to delete."""
        try:
            return files.read_bounded(self._path, _MOST_BYTES).decode("ascii", "replace")
        except OSError:
            return ""


def _leap(expected: datetime, now: datetime) -> str:
    if now > expected:
        return f"the clock leapt forward from {_shown(expected)} to {_shown(now)}"
    return f"the clock leapt back from {_shown(expected)} to {_shown(now)}"


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
