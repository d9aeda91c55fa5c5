"""Where the point is to go next while nobody asks for anything: ahead on its idle path."""

from typing import Any

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.follower import Follower
from installation.journey.idle_path import IdlePath
from installation.journey.stations import Stations
from installation.latent.geometry import lengths
from installation.packs.manifest import Pack

LEAD = 0.125  # in lengths of a typical sample: the aim stays so far ahead of the point
LEG_STEP = 0.02  # legs of the idle path
MAX_STEPS = 8  # within one tick


class Route:
    """An aim a short way ahead of the point, which the point never reaches."""

    def __init__(
        self,
        pack: Pack,
        settings: JourneyConfig,
        typical_length: float,
        stations: Stations,
        checkpoint: dict[str, Any] | None = None,
    ):
        """`checkpoint` is what the idle path of an earlier life left."""
        self._lead = typical_length * LEAD
        self.idle_path = IdlePath(pack, settings.seed, stations, checkpoint)

    def ahead(self, follower: Follower) -> np.ndarray:
        """The next aim (d,) on the idle path: no farther out than the point may go, or it would never pass it."""
        for _ in range(MAX_STEPS):
            aim = follower.limited(self.idle_path.here)
            if lengths(aim - follower.point) >= self._lead:
                break
            self.idle_path.go_on(LEG_STEP)
        return aim
