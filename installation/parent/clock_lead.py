"""How far the clock on the wall may be ahead of the true time.

A clock that ran on while the house was off may have leapt unseen: by so much as it says that the house was off. Time in
which the house runs, and the clock goes on as clocks do, is a proof: somebody would have set it right.
"""

import math
from datetime import timedelta

PROVEN_S = 30 * 86_400.0
_NUMBERS = 3


class ClockLead:
    """What was seen in the 30 days of running before the present ones holds as well: a proof takes 30 to 60 days."""

    def __init__(self, words: str = ""):
        """`words` as of an earlier life; without them nothing is known."""
        self._newer_s, self._older_s, self._left_s = _read(words)

    def __str__(self) -> str:
        return f"{self._newer_s:.0f} {self._older_s:.0f} {self._left_s:.0f}"

    @property
    def longest(self) -> timedelta | None:
        """None where it may be any time."""
        longest_s = max(self._newer_s, self._older_s)
        return timedelta(seconds=longest_s) if math.isfinite(longest_s) else None

    def prove(self) -> None:
        """The network has set the clock."""
        self._newer_s = self._older_s = 0.0

    def pass_(self, seconds: float) -> None:
        """So long the clock went on as expected."""
        self._left_s -= seconds
        if self._left_s <= 0.0:
            self._newer_s, self._older_s, self._left_s = 0.0, self._newer_s, PROVEN_S

    def was_off(self, seconds: float) -> None:
        """So long, if the clock is right."""
        self._newer_s = max(self._newer_s, seconds)

    def leap(self, seconds: float) -> None:
        """Seen as it happened, or backwards; a leap back may mend one forward."""
        self._newer_s = max(0.0, max(self._newer_s, self._older_s) + seconds)
        self._older_s = 0.0
        self._left_s = PROVEN_S


def _read(words: str) -> tuple[float, float, float]:
    try:
        numbers = [float(word) for word in words.split()]
    except ValueError:
        numbers = []
    if len(numbers) == 1 and numbers[0] == 0.0:  # of a version that knew only whether it is proven
        return 0.0, 0.0, PROVEN_S
    is_sound = len(numbers) == _NUMBERS and all(number >= 0.0 for number in numbers)
    newer_s, older_s, left_s = numbers if is_sound else (math.inf, 0.0, PROVEN_S)
    return newer_s, older_s, min(left_s, PROVEN_S)
