"""When a server that is away is asked again: soon at first, then with longer pauses.

Pure: it is given the time, in monotonic nanoseconds.
"""

from installation.common import clock

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
PROVED_S = 60.0  # of good work, and the pauses begin anew


class AskAgain:
    """The pauses between two attempts."""

    def __init__(self) -> None:
        self._due_ns = 0
        self._pause_s = FIRST_PAUSE_S

    def is_due(self, now_ns: int) -> bool:
        """The pause is over."""
        return now_ns >= self._due_ns

    def record_failure(self, now_ns: int) -> None:
        """The next pause begins, twice as long as the last one."""
        self._due_ns = now_ns + round(self._pause_s * clock.SECOND_NS)
        self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s)

    def record_work(self, worked_s: float) -> None:
        """It has been of use for so long without a failure."""
        if worked_s > PROVED_S:
            self._pause_s = FIRST_PAUSE_S

    def forget_pause(self) -> None:
        """It may be asked at once."""
        self._due_ns = 0
