"""The path the point takes while nobody is there: to named places not seen lately, never the same way twice.

Values in, values out: a day in the museum is a moment in a test.
"""

from typing import Any, Protocol

import numpy as np

from installation.latent.geometry import beside, slerp
from installation.packs.manifest import Pack

STRAY = 0.45  # how far from a named place the stations lie, in parts of a sample; a pack may set it


class NamedPlaces(Protocol):
    """What the house can show, and what of it was seen least lately."""

    loop: np.ndarray  # (n, d)

    def least_seen(self, besides: int, turn: int) -> int:
        """Number of a place, another one than `besides`; `turn` counts how often it was asked for."""


class IdlePath:
    """From station to station; each lies near a named place.

    Visitors lead the point away: then a new leg begins where they left it, so that it never goes back.
    """

    def __init__(
        self,
        pack: Pack,
        seed: int,
        places: NamedPlaces,
        checkpoint: dict[str, Any] | None = None,
    ):
        """`checkpoint` is what an earlier life left; where that was is told by `begin_at`.

        With fewer than two named places the stations are samples of the prior.
        """
        checkpoint = checkpoint or {}
        self._pack = pack
        self._seed = seed
        self._places = places
        self._leg = int(checkpoint.get("leg", 0))
        place = int(checkpoint.get("place", -1))
        is_known = 0 <= place < len(places.loop)
        self._place = place if is_known else places.least_seen(-1, self._leg)  # at the leg's end
        self._share = 0.0  # of the leg, behind
        self._start = self._station()
        self._end = self._start
        if not is_known:
            self._next_leg()

    @property
    def checkpoint(self) -> dict[str, Any]:
        """Where it leads."""
        return {"leg": self._leg, "place": self._place}

    @property
    def here(self) -> np.ndarray:
        """The point (d,) at which it is."""
        return slerp(self._start, self._end, self._share)

    def go_on(self, share: float) -> None:
        """By so much of a leg."""
        self._share += share
        if self._share >= 1:
            self._start = self._end
            self._next_leg()

    def begin_at(self, point: np.ndarray, is_led_away: bool = True) -> None:
        """A leg begins at this point (d,): to the same station, or where visitors led it away to another one."""
        self._start = point.copy()
        self._share = 0.0
        if is_led_away:
            self._next_leg()

    def _next_leg(self) -> None:
        """To where it was least lately."""
        self._share = 0.0
        self._leg += 1
        self._place = self._places.least_seen(self._place, self._leg)
        self._end = self._station()

    def _station(self) -> np.ndarray:
        """(d,); each leg has a sample of its own, so that the same place is never the same picture again."""
        generator = self._pack.generator
        random = np.random.default_rng([self._seed, self._leg])
        sample = random.normal(size=self._pack.dimensions) * generator.truncation
        if len(self._pack.places) < 2:
            return sample
        place = self._places.loop[self._place]
        return beside(place, sample, generator.bandwidth or STRAY, generator.steady)
