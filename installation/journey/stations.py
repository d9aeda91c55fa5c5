"""The places that visitors pass from left to right, begun for each visit where the house has not been lately."""

from typing import Any

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.activity import X
from installation.journey.company import Company
from installation.journey.idle_path import STRAY
from installation.journey.looks import Looks
from installation.journey.shown_lately import ShownLately
from installation.latent import geometry
from installation.messages import Presence
from installation.packs.manifest import Pack

ID = 0  # column of `Presence.places`
SAMPLES = 6  # stand in for the places of a pack that has fewer than two
ASIDE = 0.5  # of what the pack allows: so far beside their places the stations of a later visit lie
LOOK_S = 0.5  # from one look at what is shown to the next
EVERYWHERE_S = 5.0  # seconds that somebody is taken to have stood in each spot, to begin with
FEW = 0.25  # of the places: among those seen least lately, wandering chooses by chance
STOOD_S = 3600.0  # time constant with which the spots where visitors stand are forgotten


class Stations:
    """A loop of places, similar ones next to each other, and where in it the view begins.

    Where visitors stand is learned, so that the spots they like lead to what was seen least lately.
    While somebody is there, the line stays as it is: who comes back finds what was there.
    """

    def __init__(
        self, pack: Pack, settings: JourneyConfig, checkpoint: dict[str, Any] | None = None
    ):
        """`checkpoint` is what an earlier life left."""
        checkpoint = checkpoint or {}
        self._pack = pack
        self._seed = settings.seed
        self.loop = loop_of(pack, settings.seed)  # (n, d)
        self.line = self.loop  # (n, d) from left to right
        self._visits = int(checkpoint.get("visits", 0))  # for which a line has been laid
        looks = Looks(pack)
        self._look_at = looks.at
        shown = np.array([looks.at(station) for station in self.loop])
        self._lately = ShownLately(shown, checkpoint.get("lately"))
        self._stood_s = np.full(len(self.loop), EVERYWHERE_S)  # in each spot across the view
        stood_s = checkpoint.get("stood", [])
        if len(stood_s) == len(self.loop):
            self._stood_s[:] = stood_s
        self._company = Company()
        self._since_look_s = 0.0

    @property
    def checkpoint(self) -> dict[str, Any]:
        """What the next life needs to know."""
        return {
            "visits": self._visits,
            "lately": np.round(self._lately.seconds, 1).tolist(),
            "stood": np.round(self._stood_s, 1).tolist(),
        }

    def least_seen(self, besides: int, turn: int) -> int:
        """Number of a place of the loop that was seen as little lately as others, and is another one than `besides`.

        By chance among a few: else the same round would begin again; `turn` counts how often it was asked for.
        """
        random = np.random.default_rng([self._seed, 7, turn])
        order = random.permutation(len(self.loop))
        others = order[order != besides]
        seconds = self._lately.seconds[others]
        by_time = others[np.argsort(seconds, kind="stable")]
        few = max(1, round(FEW * len(others)))
        return int(by_time[random.integers(few)])

    def tick(self, presence: Presence | None, point: np.ndarray, dt: float) -> None:
        """`dt` seconds later: who is in view, and the point (d,) that is shown."""
        self._since_look_s += dt
        if self._since_look_s >= LOOK_S:
            self._lately.record(self._look_at(point), self._since_look_s)
            self._since_look_s = 0.0
        places = np.zeros((0, 8)) if presence is None else presence.places
        visitors = set(places[:, ID].astype(int).tolist())
        if self._company.tick(visitors, dt):
            self._lay()
        self._learn(places, dt)

    def _learn(self, places: np.ndarray, dt: float) -> None:
        """In which spots across the view they stand."""
        last = len(self._stood_s) - 1
        self._stood_s *= np.exp(-len(places) * dt / STOOD_S)
        for across in places[:, X].tolist():
            spot = round(across * last)
            self._stood_s[min(last, max(0, spot))] += dt

    def _lay(self) -> None:
        """Begins where the spots that visitors like lead to what was seen least lately."""
        count = len(self.loop)
        seen = [self._stood_s @ np.roll(self._lately.seconds, -first) for first in range(count)]
        line = np.roll(self.loop, -int(np.argmin(seen)), axis=0)
        if self._visits:
            line = self._aside(line)
        self.line = line
        self._visits += 1

    def _aside(self, line: np.ndarray) -> np.ndarray:
        """(n, d): beside these places, so that the same place is never the same picture again."""
        random = np.random.default_rng([self._seed, 6, self._visits])
        samples = random.normal(size=line.shape) * self._pack.generator.truncation
        share = ASIDE * (self._pack.generator.bandwidth or STRAY)
        steady = self._pack.generator.steady
        beside = [
            geometry.beside(place, sample, share, steady)
            for place, sample in zip(line, samples, strict=True)
        ]
        return np.array(beside)


def loop_of(pack: Pack, seed: int) -> np.ndarray:
    """The places (n, d) in the pack's order, or else the similar ones next to each other.

    Samples of the prior stand in for the places of a pack that has fewer than two.
    """
    places = pack.places
    if len(places) < 2:
        random = np.random.default_rng([seed, 5])
        samples = random.normal(size=(SAMPLES, pack.dimensions))
        places = samples * pack.generator.truncation
    order = np.arange(len(places))
    if not pack.generator.in_order:
        order = geometry.promenade(places)
    return np.asarray(places, np.float64)[order]
