"""How often what is measured of a picture may change: the rules the flash limiter holds to. Values in, values out.

See `flash_limiter` for the reasons. A measure is relative luminance, red, or red where it is saturated, each 0..1.
"""

import numpy as np

TURNS = 2  # opposing changes that may begin; a slow one from before may end in the same second
STRIDES = 3  # changes in one go that may be made; four are a warning to analysers
WITHIN_S = 1.05  # in this time
LUMINANCE_STEP = 0.08  # of the greatest; the rule's 0.1 less a margin for what a tile's mean hides
HELD = 0.9  # of the step towards its next turn a spent tile may still go
RED_STEP = 18 / 320  # (R - G - B) of linear colour, times 320, may not change by more than 20
# after so long a change in one go counts as another one: analysers look back a second
ANEW_S = 0.95
COUNTED_AGAIN = 1.5  # of the step: so far an analyser may count a change later than we do
STEPS = np.array([LUMINANCE_STEP, RED_STEP, RED_STEP], np.float32)[:, None, None]


class Budget:
    """How far some measures (3, rows, columns) may go now: within the bounds of both rules."""

    def __init__(self, shown: np.ndarray, spent_s: float):
        """`spent_s`: when all was spent, -inf for never."""
        self._turns = Turns(shown, spent_s)
        self._strides = Strides(shown, spent_s)

    def bounds(self, now_s: float) -> tuple[np.ndarray, np.ndarray]:
        """The lowest and the highest measures that may be shown."""
        turn_low, turn_high = self._turns.bounds(now_s)
        stride_low, stride_high = self._strides.bounds(now_s)
        return np.maximum(turn_low, stride_low), np.minimum(turn_high, stride_high)

    def has_spent(self, now_s: float) -> bool:
        """Whether some measure may not turn now."""
        return self._turns.has_spent(now_s)

    def record(self, shown: np.ndarray, now_s: float) -> None:
        """Takes in what was shown."""
        self._turns.record(shown, now_s)
        self._strides.record(shown, now_s)


class Turns:
    """Opposing changes, however long they take: what is remembered is the farthest since the last turn."""

    def __init__(self, shown: np.ndarray, spent_s: float):
        """See `Budget`."""
        self._extreme = shown
        self._direction = np.zeros_like(shown)
        self._times_s = np.full((TURNS, *shown.shape), spent_s)  # oldest first
        self._open = (np.full_like(shown, -np.inf), np.full_like(shown, np.inf))

    def bounds(self, now_s: float) -> tuple[np.ndarray, np.ndarray]:
        """See `Budget`."""
        spent = self._spent(now_s)
        if not spent.any():
            return self._open
        # both ways open: half of it each way
        room = np.where(self._direction == 0, 0.5, 1.0) * HELD * STEPS
        low = np.where(spent & (self._direction >= 0), self._extreme - room, -np.inf)
        high = np.where(spent & (self._direction <= 0), self._extreme + room, np.inf)
        return low, high

    def has_spent(self, now_s: float) -> bool:
        """See `Budget`."""
        return bool(self._spent(now_s).any())

    def _spent(self, now_s: float) -> np.ndarray:
        return now_s - self._times_s[0] < WITHIN_S

    def record(self, shown: np.ndarray, now_s: float) -> None:
        """Follows each measure to its turning points."""
        change = shown - self._extreme
        against = np.where(self._direction == 0, np.abs(change), -change * self._direction)
        turns = against >= STEPS
        self._times_s = _later(self._times_s, turns, now_s)
        goes_on = change * self._direction > 0
        self._extreme = np.where(turns | goes_on, shown, self._extreme)
        self._direction = np.where(turns, np.sign(change), self._direction)


class Strides:
    """Changes in one go, without the least step back, whichever way."""

    def __init__(self, shown: np.ndarray, spent_s: float):
        """See `Budget`."""
        self._since = shown
        self._last = shown
        self._direction = np.zeros_like(shown)
        self._made = np.zeros(shown.shape, bool)  # the present one has been counted
        self._times_s = np.full((STRIDES, *shown.shape), spent_s)  # oldest first
        self._open = (np.full_like(shown, -np.inf), np.full_like(shown, np.inf))

    def bounds(self, now_s: float) -> tuple[np.ndarray, np.ndarray]:
        """See `Budget`: a stride that was counted may go on."""
        spent = now_s - self._times_s[0] < WITHIN_S
        if not spent.any():
            return self._open
        room = HELD * STEPS
        made = self._made & (now_s - self._times_s[-1] <= ANEW_S)
        since = np.where(self._made & ~made, self._last, self._since)
        falling = np.where(made, -np.inf, since - room)
        rising = np.where(made, np.inf, since + room)
        low = np.where(self._direction < 0, falling, self._last - room)
        high = np.where(self._direction > 0, rising, self._last + room)
        return np.where(spent, low, -np.inf), np.where(spent, high, np.inf)

    def record(self, shown: np.ndarray, now_s: float) -> None:
        """Follows each measure from step back to step back."""
        change = shown - self._last
        turns_back = change * self._direction < 0
        counts_anew = self._made & (now_s - self._times_s[-1] > ANEW_S)
        begins = turns_back | (self._direction == 0) | counts_anew
        self._since = np.where(begins, self._last, self._since)
        self._direction = np.where(begins, np.sign(change), self._direction)
        goes_on = self._made & ~begins
        far = np.abs(shown - self._since)
        made = goes_on | (far >= STEPS)
        self._times_s = _later(self._times_s, made & ~goes_on, now_s)
        # our step is less than the rule's: an analyser counts it when it has become as great as that
        counted_again = goes_on & (change != 0) & (far < COUNTED_AGAIN * STEPS)
        self._times_s[-1] = np.where(counted_again, now_s, self._times_s[-1])
        self._made = made
        self._last = shown


def _later(times_s: np.ndarray, which: np.ndarray, now_s: float) -> np.ndarray:
    """The last few times, oldest first, with now as the newest of some."""
    if not which.any():
        return times_s
    now = np.full_like(times_s[:1], now_s)
    return np.where(which, np.concatenate([times_s[1:], now]), times_s)
