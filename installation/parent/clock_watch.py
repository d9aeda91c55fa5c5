"""The clock on the wall, watched by the one that only counts: a leap is told, and a great one is not believed.

Opening hours follow the clock as it is. What is older than the house may keep it is deleted by it: for that it has to
be right. The network says so, or the house has lived by it for long since it last leapt.
"""

import contextlib
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from installation.common import clock, files
from installation.parent.schedule import EARLIEST

SYNCHRONISED = Path("/run/systemd/timesync/synchronized")  # there when the network has set it
LEAP = timedelta(hours=1)  # less is what a clock that runs by itself is off
LONGEST_AWAY = timedelta(days=400)  # no house is off for longer: its clock has leapt
LONGEST_CLOSED = timedelta(days=7)  # after that a clock may have leapt while nobody saw it
PROVEN_S = 30 * 86_400.0  # that the house runs: a clock that was wrong was set right by then
TOLD_S = 3600.0
NOTE_EVERY_S = 600.0
_MOST_BYTES = 64
_WRONG = "the clock of this machine is wrong: the piece stays open until it is right"
_FOLLOWED = "opening hours and counts follow it, and for 30 days no count is deleted for its age"
_REMEDY = "sudo timedatectl set-ntp true lets the network set it"

log = logging.getLogger(__name__)


class ClockWatch:
    """`look` says what is to be told."""

    def __init__(self, state: Path):
        """Remembers in the state folder when the house was last seen, as the time of a file that no backup takes along.

        In it stands for how many seconds the clock still has to go on without a leap.
        """
        self.message = ""  # what is not as it should be; empty when all is well
        self._path = state / ".last-seen"
        self._known = self._read()  # the newest time that was believed, None before there is one
        self._known_ns: int | None = None  # monotonic, of the same moment; None in an earlier run
        self._unproven_s = self._read_unproven()
        self._noted_ns: int | None = None
        self._told_ns = 0
        self._is_doubted = False

    @property
    def is_believed(self) -> bool:
        """False where nothing may be deleted for its age."""
        return not self._is_doubted and not self._unproven_s

    def look(self) -> None:
        """To be called now and then."""
        now = clock.wall_now()
        shift = self._shift(now)
        if self._is_expected(now, shift):
            self._prove(shift)
            self._believe(now)
        elif now < EARLIEST or shift > LONGEST_AWAY:
            self._doubt(now, shift)
        else:
            self._tell(f"{_leap(now - shift, now)}; {_FOLLOWED}; {_REMEDY}")
            self._prove(shift)
            self._believe(now)
        is_old = clock.seconds(clock.now_ns() - self._told_ns) > TOLD_S
        if self.message and is_old and not self._is_doubted:
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
        return SYNCHRONISED.exists() or abs(shift) < LEAP or is_absence

    def _prove(self, shift: timedelta) -> None:
        """Takes the time that has passed for a proof, or a leap for the beginning of one."""
        longest = LEAP if self._known_ns is not None else LONGEST_CLOSED
        if SYNCHRONISED.exists():
            self._unproven_s = 0.0
        elif not -LEAP < shift < longest:
            self._unproven_s = PROVEN_S
            self._noted_ns = None  # a power cut that follows must not hide it
        else:
            self._unproven_s = max(0.0, self._unproven_s - self._passed_s())

    def _doubt(self, now: datetime, shift: timedelta) -> None:
        if self._is_doubted:
            return
        self._is_doubted = True
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
        with contextlib.suppress(OSError):  # a state folder that cannot be written is told of
            self._path.touch(mode=0o600)
            self._path.write_text(f"{self._unproven_s:.0f}\n", encoding="ascii")
            os.utime(self._path, (now.timestamp(), now.timestamp()))

    def _read(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except (OSError, ValueError, OverflowError):
            return None

    def _read_unproven(self) -> float:
        """All of it for a house that does not remember: of a new one there is nothing to delete."""
        try:
            left_s = float(files.read_bounded(self._path, _MOST_BYTES))
        except (OSError, ValueError):
            return PROVEN_S
        return left_s if 0.0 <= left_s <= PROVEN_S else PROVEN_S


def _leap(expected: datetime, now: datetime) -> str:
    if now > expected:
        return f"the clock leapt forward from {_shown(expected)} to {_shown(now)}"
    return f"the clock leapt back from {_shown(expected)} to {_shown(now)}"


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
