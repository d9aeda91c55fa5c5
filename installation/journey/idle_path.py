"""The way the point takes while nobody is there: from named place to named place, never the same twice.

Where it leads follows from the seed alone: a room that is born again goes on where it was, and a day in
the museum is a moment in a test.
"""

from functools import lru_cache

import numpy as np

from installation.latent.geometry import slerp

STRAY = 0.45  # how far from a named place the stations lie, in parts of a sample; a pack may say it


class Wandering:
    """A path through the places (n, d); with fewer than two it goes from sample to sample."""

    def __init__(
        self,
        places: np.ndarray,
        dimensions: int,
        truncation: float,
        seed: int,
        stray: float = STRAY,
    ):
        self._places, self._dimensions = places, dimensions
        self._truncation, self._seed, self._stray = truncation, seed, stray
        self.station = lru_cache(8)(self._station)

    def at(self, legs: float) -> np.ndarray:
        """The point (d,) after so many legs, each from one station to the next."""
        leg, share = divmod(legs, 1.0)
        return slerp(self.station(int(leg)), self.station(int(leg) + 1), share)

    def _station(self, leg: int) -> np.ndarray:
        """(d,) near a named place, all of them in turn, each round in an order of its own."""
        random = np.random.default_rng([self._seed, leg])
        sample = random.normal(size=self._dimensions) * self._truncation
        if len(self._places) < 2:
            return sample
        round_, step = divmod(leg, len(self._places))
        place = self._places[self._order(round_)[step]]
        return np.sqrt(1 - self._stray**2) * place + self._stray * sample

    def _order(self, round_: int) -> np.ndarray:
        """No place follows itself, also from one round to the next."""
        if len(self._places) == 2:
            return np.arange(2)
        order, before = (self._shuffled(r) for r in (round_, max(0, round_ - 1)))
        if order[0] == before[-1]:
            order[:2] = order[1::-1]
        return order

    def _shuffled(self, round_: int) -> np.ndarray:
        return np.random.default_rng([self._seed, 0xABBA, round_]).permutation(len(self._places))
