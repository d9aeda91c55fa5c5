"""Quantiles of measurements in fixed memory, for runs of months."""

import math


class Histogram:
    """Counts values of either sign in bins 1 % wide: quantiles are true to about half a percent.

    The idea is that of an HDR histogram (the relative error is bounded, not the absolute one).
    """

    _BIN_WIDTH = math.log(1.01)
    _SMALLEST = 1e-6

    def __init__(self) -> None:
        self.count = 0
        self.max = -math.inf
        self._bins: dict[int, int] = {}

    def record(self, value: float) -> None:
        """Counts one value; what is nearer to zero than a millionth counts as a millionth."""
        size = max(abs(value), self._SMALLEST)
        distance = 1 + round(math.log(size / self._SMALLEST) / self._BIN_WIDTH)
        place = distance if value >= 0 else -distance
        self._bins[place] = self._bins.get(place, 0) + 1
        self.count += 1
        self.max = max(self.max, value)

    def quantile(self, share: float) -> float | None:
        """The value below which `share` (0..1) of the values lie, None when there are none."""
        rank = share * self.count
        passed = 0
        for place in sorted(self._bins):
            passed += self._bins[place]
            if passed >= rank:
                size = self._SMALLEST * math.exp((abs(place) - 1) * self._BIN_WIDTH)
                return min(self.max, math.copysign(size, place))
        return None
