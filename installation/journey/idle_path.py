"""The path the point takes while nobody is there: from named place to named place, never the same twice.

It follows from the seed alone: a room that is started again goes on where it was, and a day in the museum
is a moment in a test.
"""

from functools import lru_cache

import numpy as np

from installation.latent.geometry import beside, slerp

STRAY = 0.45  # how far from a named place the stations lie, in parts of a sample; a pack may set it
_SHUFFLE = 0xABBA  # keeps the order of the places independent of the samples beside them


class IdlePath:
    """A path from station to station; each lies near a named place, all places in turn."""

    def __init__(
        self,
        places: np.ndarray,
        dimensions: int,
        truncation: float,
        seed: int,
        stray: float = STRAY,
        steady: int = 0,
    ):
        """`places` (n, d); with fewer than two the stations are samples of the prior.

        The stations have the first `steady` values of their places.
        """
        self._places = places
        self._dimensions = dimensions
        self._truncation = truncation
        self._seed = seed
        self._stray = stray
        self._steady = steady
        self._cached_station = lru_cache(maxsize=8)(self._station)

    def at(self, legs: float) -> np.ndarray:
        """The point (d,) after so many legs; a leg leads from one station to the next."""
        leg, share = divmod(legs, 1.0)
        start = self._cached_station(int(leg))
        end = self._cached_station(int(leg) + 1)
        return slerp(start, end, share)

    def _station(self, leg: int) -> np.ndarray:
        """(d,); each round through the places has an order of its own."""
        random = np.random.default_rng([self._seed, leg])
        sample = random.normal(size=self._dimensions) * self._truncation
        if len(self._places) < 2:
            return sample
        round_, step = divmod(leg, len(self._places))
        order = self._order(round_)
        place = self._places[order[step]]
        return beside(place, sample, self._stray, self._steady)

    def _order(self, round_: int) -> np.ndarray:
        """Indices (n,) of the places; none follows itself, also from one round to the next."""
        if len(self._places) == 2:
            return np.arange(2)
        order = self._shuffled(round_)
        before = self._shuffled(max(0, round_ - 1))
        if order[0] == before[-1]:
            order[:2] = order[1::-1]
        return order

    def _shuffled(self, round_: int) -> np.ndarray:
        random = np.random.default_rng([self._seed, _SHUFFLE, round_])
        return random.permutation(len(self._places))
