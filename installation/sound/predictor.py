"""The path of the latent point, and where on it the sound should be: at the point whose picture is seen when it is heard.

A sound takes longer to arrive than a picture, by what the device holds, or, with a slow model, less long. So it is
made for a point further on, straight ahead as the last steps went, or for one that has already passed.
"""

import math
from collections import deque

import numpy as np

from installation.common import clock
from installation.messages import LatentPoint

_PICTURE_NS = clock.SECOND_NS // 25  # from a point to its picture, until the display has said
_LONGEST_PICTURE_NS = clock.SECOND_NS
_PERIOD_NS = clock.SECOND_NS // 60  # from point to point, until that is known
_SHORTEST_PERIOD_NS = clock.SECOND_NS // 1000
_GAP_NS = clock.SECOND_NS // 4  # without a point: a new path begins
_REMEMBERED = 64  # points: more than a second
_PICTURES = 25  # whose delay is known: some seconds
_STRAIGHT = 3  # points before the newest, which give the direction: with one a block, five periods
_FURTHEST = (
    60  # periods ahead: a device may hold most of a second, and straight on beats staying here
)
_ALPHA = 0.1  # of an alpha-beta filter: points arrive up to a period late
# Benedict and Bordner, IRE Transactions on Automatic Control 7(4), 1962
_BETA = _ALPHA**2 / (2 - _ALPHA)

NumberedPoint = tuple[int, np.ndarray]  # and (d,)


class PointPredictor:
    """The newest points, when each was made, and how long their pictures take."""

    def __init__(self) -> None:
        self._points: deque[NumberedPoint] = deque(maxlen=_REMEMBERED)
        self._generation = 0  # of the pack in whose space they lie
        self._recorded_ns = 0  # when the newest arrived
        self._made_ns = 0.0  # when it was made, as estimated
        self._period_ns = float(_PERIOD_NS)  # between two, as estimated
        self._delays_ns: deque[float] = deque(maxlen=_PICTURES)
        self._delay_ns = float(_PICTURE_NS)  # from a point to its picture, as estimated
        self._last_picture = 0  # the number of the last one that was said

    def record(self, point: LatentPoint, now_ns: int) -> None:
        """The journey's newest point. After a pause, and in another space, a new path begins."""
        if self._continues(point, now_ns):
            newest, _ = self._points[-1]
            self._track(point.seq - newest, now_ns)
        else:
            self._points.clear()
            self._generation = point.generation
            self._made_ns = now_ns
            self._period_ns = float(_PERIOD_NS)
        self._recorded_ns = now_ns
        self._points.append((point.seq, point.point))

    def record_seen(self, number: int, at_ns: int) -> None:
        """The picture of the point of this number was on the screen from `at_ns` on. Repeats are ignored."""
        if number == self._last_picture or not self._knows(number):
            return
        self._last_picture = number
        newest, _ = self._points[-1]
        later_ns = (number - newest) * self._period_ns  # than the newest, so below 0
        delay_ns = at_ns - self._made_ns - later_ns
        if (
            0 <= delay_ns < _LONGEST_PICTURE_NS
        ):  # else a point of an earlier journey had this number
            self._delays_ns.append(delay_ns)
            self._delay_ns = _middle_of_quartiles(self._delays_ns)

    def predict(self, heard_ns: int) -> NumberedPoint | None:
        """(number, (d,)) of the point whose picture will be seen at `heard_ns`; the number is of the last one before it.

        None before the first point.
        """
        if not self._points:
            return None
        newest, point = self._points[-1]
        since_made_ns = heard_ns - self._delay_ns - self._made_ns
        ahead = min(since_made_ns / self._period_ns, _FURTHEST)
        if ahead <= 0:
            return self._interpolated(newest + ahead)
        if len(self._points) <= _STRAIGHT:
            return newest, point
        before, past = self._points[-1 - _STRAIGHT]
        steps = np.float32(ahead / (newest - before))
        ahead_of_all = point + steps * (point - past)
        return math.floor(newest + ahead), ahead_of_all

    def _continues(self, point: LatentPoint, now_ns: int) -> bool:
        """False where a new path begins."""
        if not self._points:
            return False
        newest, _ = self._points[-1]
        if point.seq <= newest:
            return False
        if now_ns - self._recorded_ns > _GAP_NS:
            return False
        return point.generation == self._generation

    def _track(self, steps: int, now_ns: int) -> None:
        """The alpha-beta filter: a point so many numbers later has arrived."""
        expected_ns = self._made_ns + steps * self._period_ns
        error_ns = now_ns - expected_ns
        self._made_ns = expected_ns + _ALPHA * error_ns
        period_ns = self._period_ns + _BETA * error_ns / steps
        self._period_ns = max(_SHORTEST_PERIOD_NS, period_ns)

    def _knows(self, number: int) -> bool:
        if not self._points:
            return False
        oldest, _ = self._points[0]
        newest, _ = self._points[-1]
        return oldest <= number <= newest

    def _interpolated(self, number: float) -> NumberedPoint:
        """Between the two points around `number`; the oldest where it lies before all."""
        after = self._points[-1]
        for before in reversed(self._points):
            first, start = before
            last, end = after
            if first <= number:
                distance = max(1, last - first)
                share = np.float32((number - first) / distance)
                return math.floor(number), start + share * (end - start)
            after = before
        return after


def _middle_of_quartiles(delays_ns: deque[float]) -> float:
    """Robust where more are far too late than far too early."""
    known = sorted(delays_ns)
    lower = known[len(known) // 4]
    upper = known[3 * len(known) // 4]
    return (lower + upper) / 2
