"""Even speed for the eye: how fast the point may go so that the picture changes at the rate that is wanted.

A latent space is not even. In `facades` a step of the same length changes the picture a hundred times as
much between two drawings as near one of them. So the pace is measured, on the pictures the generator has
made, and a few measurements tell where it is heading: between plateau and slope the change per length of
way grows exponentially, and its logarithm is continued as a straight line (least squares).
"""

from collections import deque
from math import exp, log

SEEN, FADE = 6, 0.7  # measurements that count, and how much an older one does in parts of the next
NEWEST = 3  # of them tell first where it gets steep; all of them are less easily misled
FLOOR = 0.005  # percent: smaller changes are rounding; they only tell that it is not steep
FIRST = (
    200.0  # percent per length of a typical sample, before anything is measured: a slow beginning
)
FASTEST = 0.75  # lengths of a typical sample a second
STRIDE = 0.035  # lengths of a typical sample from picture to picture: a slow model must not step over a cliff
HASTEN_S = 0.25  # in which the speed may grow e-fold; slowing down is done at once
WARY = 2.0  # e-folds per length of a typical sample: growth that is always reckoned with, beyond what is seen
BEYOND = 4.0  # e-folds that are expected at most between what was seen and what is ahead
AHEAD_S = 0.04  # what the next picture will show beyond the present point
TRAIL = 400  # points of which it is known how far along the way they were: some ten seconds


class Even:
    """Change of the picture per way of the point: measured, expected, and turned into a speed."""

    def __init__(self, typical: float):
        """`typical` is the length of a typical sample, in latent units."""
        self._fastest, self._stride = FASTEST * typical, STRIDE * typical
        self._since_s, self._period_s = 0.0, 1 / 30  # from picture to picture
        self._first, self._wary = log(FIRST / typical), WARY / typical
        self._speed = 0.0
        self._way = 0.0  # travelled so far, latent units
        self._trail: dict[int, float] = {}  # number of a point -> way until there
        self._seen: deque[tuple[float, float]] = deque(
            maxlen=SEEN
        )  # way, log of percent per latent unit

    def speed(self, rate: float, dt: float) -> float:
        """Latent units a second for `rate` percent of change a second, `dt` seconds after the last answer."""
        expected = self._expected(self._way + self._speed * AHEAD_S)
        self._since_s += dt
        wanted = min(self._fastest, self._stride / self._period_s, rate * exp(-expected))
        slow = 0.01 * self._fastest
        self._speed = min(wanted, max(slow, self._speed) * exp(dt / HASTEN_S))
        return self._speed

    def went(self, number: int, distance: float) -> None:
        """The point of this number lies `distance` beyond the one before."""
        self._way += distance
        self._trail[number] = self._way
        self._trail.pop(number - TRAIL, None)

    def note(self, since: int, number: int, change: float) -> None:
        """Between the pictures of these points the picture changed by so many percent."""
        self._period_s += 0.1 * (min(1.0, self._since_s) - self._period_s)
        self._since_s = 0.0
        if since not in self._trail or number not in self._trail:
            return  # of an earlier life, or long ago
        distance = self._trail[number] - self._trail[since]
        if distance > 1e-9:
            middle = self._trail[since] + distance / 2
            gain = log(max(change, FLOOR) / distance)
            if change < FLOOR and self._seen:
                gain = min(gain, self._seen[-1][1])
            self._seen.append((middle, gain))

    def _expected(self, way: float) -> float:
        """Log of the percent per latent unit at a place further along the way."""
        if not self._seen:
            return self._first
        return max(
            self._continued(way, self._seen), self._continued(way, list(self._seen)[-NEWEST:])
        )

    def _continued(self, way: float, seen) -> float:
        """The straight line through what was seen, at a place further along."""
        weights = [FADE**age for age in range(len(seen) - 1, -1, -1)]
        total = sum(weights)
        mean_way = sum(w * s for w, (s, _) in zip(weights, seen)) / total
        mean = sum(w * g for w, (_, g) in zip(weights, seen)) / total
        spread = sum(w * (s - mean_way) ** 2 for w, (s, _) in zip(weights, seen))
        slope = sum(w * (s - mean_way) * (g - mean) for w, (s, g) in zip(weights, seen)) / (
            spread + 1e-18
        )
        return mean + min(BEYOND, max(slope, self._wary) * (way - mean_way))
