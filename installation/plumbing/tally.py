"""Quantiles of measurements in fixed memory, for runs of months."""

import math


class Tally:
    """Counts positive values in bins 1 % wide: quantiles are true to about half a percent.

    The idea is that of an HDR histogram (relative error is bounded, not absolute).
    """

    _WIDTH = math.log(1.01)

    def __init__(self):
        self.count = 0
        self.max = 0.0
        self._bins: dict[int, int] = {}

    def add(self, value: float) -> None:
        """Counts one value; zero and less count as the smallest bin."""
        place = round(math.log(max(value, 1e-6)) / self._WIDTH)
        self._bins[place] = self._bins.get(place, 0) + 1
        self.count += 1
        self.max = max(self.max, value)

    def quantile(self, share: float) -> float | None:
        """The value below which `share` (0..1) of the values lie, None when there are none."""
        rank, seen = share * self.count, 0
        for place in sorted(self._bins):
            seen += self._bins[place]
            if seen >= rank:
                return min(self.max, math.exp(place * self._WIDTH))
        return None
