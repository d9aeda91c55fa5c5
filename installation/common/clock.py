"""The only place that reads a clock. It is monotonic: a corrected wall clock moves nothing but what is named after it
(opening hours, lines of the log, the hours of the statistics).

Pure parts are handed ``dt``; rooms hold a `Pacer` or ask `now_ns`.
"""

import time
from datetime import UTC, datetime

SECOND_NS = 1_000_000_000


def now_ns() -> int:
    """Monotonic time in nanoseconds, the same for all processes of one machine."""
    return time.monotonic_ns()


def wall_now() -> datetime:
    """What the clock on the wall shows, with its zone. Never for durations."""
    return datetime.now(UTC)


def hour_of_day() -> float:
    """0..24 by the clock on the wall, where the machine stands."""
    now = wall_now().astimezone()
    return now.hour + now.minute / 60 + now.second / 3600


def worked_ns() -> int:
    """Processor time of this process in nanoseconds, all threads together: what a busy machine does not stretch."""
    return time.process_time_ns()


def thread_worked_ns() -> int:
    """Processor time that this thread has spent."""
    return time.thread_time_ns()


def seconds(ns: int) -> float:
    """Nanoseconds as seconds."""
    return ns / SECOND_NS


class Pacer:
    """Keeps a loop at `rate_hz`, on a fixed grid, so that lateness does not add up."""

    def __init__(self, rate_hz: float):
        self._step = int(SECOND_NS / rate_hz)
        self._due = now_ns() + self._step

    def change_rate(self, rate_hz: float) -> None:
        """From the next turn on."""
        self._step = int(SECOND_NS / rate_hz)

    def remaining_s(self) -> float:
        """Seconds until the next turn is due, never negative."""
        return max(0.0, seconds(self._due - now_ns()))

    def wait_nearly(self, ahead_s: float) -> None:
        """Sleeps until `ahead_s` before the turn is due."""
        time.sleep(max(0.0, self.remaining_s() - ahead_s))

    def wait(self) -> None:
        """Sleeps until the turn is due; a turn missed by more than one step starts a new grid."""
        time.sleep(self.remaining_s())
        self.advance()

    def advance(self) -> None:
        """Names the following turn without waiting for the present one."""
        self._due += self._step
        if self._due < now_ns():
            self._due = now_ns() + self._step


def rest(seconds_: float) -> None:
    """Sleeps; for a loop that has no wire to wait on."""
    time.sleep(max(0.0, seconds_))
