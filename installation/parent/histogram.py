"""Quantiles of measurements in fixed memory, for runs of months."""

import math


class Histogram:
    """Counts values of either sign in bins 1 % wide: quantiles are true to about half a percent.

    The idea is that of an HDR histogram (relative error is bounded, not absolute).
    """

    _WIDTH, _SMALLEST = math.log(1.01), 1e-6

    def __init__(self):
        self.count = 0
        self.max = -math.inf
        self._bins: dict[int, int] = {}

    def add(self, value: float) -> None:
        """Counts one value; what is nearer to zero than a millionth counts as a millionth."""
        place = 1 + round(math.log(max(abs(value), self._SMALLEST) / self._SMALLEST) / self._WIDTH)
        place = place if value >= 0 else -place
        self._bins[place] = self._bins.get(place, 0) + 1
        self.count += 1
        self.max = max(self.max, value)

    def quantile(self, share: float) -> float | None:
        """The value below which `share` (0..1) of the values lie, None when there are none."""
        rank, seen = share * self.count, 0
        for place in sorted(self._bins):
            seen += self._bins[place]
            if seen >= rank:
                size = self._SMALLEST * math.exp((abs(place) - 1) * self._WIDTH)
                return min(self.max, math.copysign(size, place))
        return None
