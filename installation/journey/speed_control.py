"""Even speed for the eye: how fast the point may go so that the picture changes at the rate that is wanted.

A latent space is not even. In `facades` a step of the same length changes the picture a hundred times as
much between two drawings as near one of them. So the change is measured on the pictures the generator has
made, and a few measurements tell where it is heading: between plateau and slope the change per length of
way grows exponentially, and its logarithm is continued as a straight line (least squares).
"""

from collections import deque
from math import exp, log
from typing import NamedTuple

MEASUREMENTS = 6  # that count
FADE = 0.7  # weight of a measurement, in parts of the next newer one's
NEWEST = 3  # these tell first where it gets steep; all of them are less easily misled
FLOOR = 0.005  # percent: smaller changes are rounding; they only tell that it is not steep
# percent per length of a typical sample, before anything is measured: a slow beginning
FIRST = 200.0
FASTEST = 0.75  # lengths of a typical sample a second
# lengths of a typical sample from picture to picture: a slow model must not step over a cliff
STRIDE = 0.035
HASTEN_S = 0.25  # in which the speed may grow e-fold; slowing down is done at once
SLOWEST_START = 0.01  # of the fastest speed: growth begins here
# e-folds per length of a typical sample: growth that is always reckoned with, beyond what is seen
WARY = 2.0
BEYOND = 4.0  # e-folds expected at most between what was seen and what is ahead
AHEAD_S = 0.04  # what the next picture will show beyond the present point
TRAIL = 400  # points whose place along the way is remembered: about ten seconds
FIRST_PERIOD_S = 1 / 30
LONGEST_PERIOD_S = 1.0
PERIOD_FOLLOW = 0.1  # how fast the measured period follows, at each picture


class Measurement(NamedTuple):
    """What the change of one picture told."""

    way: float  # its middle, along the way travelled, latent units
    gain: float  # log of the percent of change per latent unit


class SpeedControl:
    """Change of the picture per way of the point: measured, expected, and turned into a speed."""

    def __init__(self, typical_length: float):
        """`typical_length` is the length of a typical sample, in latent units."""
        self._fastest = FASTEST * typical_length
        self._stride = STRIDE * typical_length
        self._first_gain = log(FIRST / typical_length)
        self._wary = WARY / typical_length
        self._since_s = 0.0  # the last picture was reported
        self._period_s = FIRST_PERIOD_S  # from picture to picture
        self._speed = 0.0
        self._way = 0.0  # travelled so far, latent units
        self._trail: dict[int, float] = {}  # number of a point -> way until there
        self._measured: deque[Measurement] = deque(maxlen=MEASUREMENTS)

    def tick(self, rate: float, dt: float) -> float:
        """Latent units a second for `rate` percent of change a second, `dt` seconds after the last answer."""
        ahead = self._speed * AHEAD_S
        expected = self._expected(self._way + ahead)
        self._since_s += dt
        for_eye = rate * exp(-expected)
        for_model = self._stride / self._period_s
        wanted = min(self._fastest, for_model, for_eye)
        start = max(SLOWEST_START * self._fastest, self._speed)
        hastened = start * exp(dt / HASTEN_S)
        self._speed = min(wanted, hastened)
        return self._speed

    def record_step(self, number: int, distance: float) -> None:
        """The point of this number lies `distance` beyond the one before."""
        self._way += distance
        self._trail[number] = self._way
        self._trail.pop(number - TRAIL, None)

    def record_change(self, since: int, number: int, change: float) -> None:
        """Between the pictures of these two points the picture changed by so many percent."""
        period_s = min(LONGEST_PERIOD_S, self._since_s)
        self._period_s += PERIOD_FOLLOW * (period_s - self._period_s)
        self._since_s = 0.0
        if since not in self._trail or number not in self._trail:
            return  # of a room that was started again since, or long ago
        start = self._trail[since]
        distance = self._trail[number] - start
        if distance <= 1e-9:
            return
        gain = log(max(change, FLOOR) / distance)
        if change < FLOOR and self._measured:
            gain = min(gain, self._measured[-1].gain)
        middle = start + distance / 2
        self._measured.append(Measurement(middle, gain))

    def _expected(self, way: float) -> float:
        """Log of the percent per latent unit at a place further along the way."""
        if not self._measured:
            return self._first_gain
        measured = list(self._measured)
        from_all = self._continued(way, measured)
        from_newest = self._continued(way, measured[-NEWEST:])
        return max(from_all, from_newest)

    def _continued(self, way: float, measured: list[Measurement]) -> float:
        """The weighted straight line through the measurements, at a place further along."""
        oldest = len(measured) - 1
        weights = [FADE ** (oldest - place) for place in range(len(measured))]
        total = sum(weights)
        mean_way = 0.0
        mean_gain = 0.0
        for weight, one in zip(weights, measured, strict=True):
            mean_way += weight * one.way
            mean_gain += weight * one.gain
        mean_way /= total
        mean_gain /= total
        spread = 0.0
        covariance = 0.0
        for weight, one in zip(weights, measured, strict=True):
            off = one.way - mean_way
            spread += weight * off**2
            covariance += weight * off * (one.gain - mean_gain)
        slope = covariance / (spread + 1e-18)
        growth = max(slope, self._wary) * (way - mean_way)
        return mean_gain + min(BEYOND, growth)
