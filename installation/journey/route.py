"""Where the point is to go next: ahead on its idle path, or around what the visitors ask for."""

from typing import Any

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.follower import Follower
from installation.journey.idle_motion import AXES, IdleMotion
from installation.journey.idle_path import STRAY, IdlePath
from installation.journey.stations import Stations
from installation.latent.geometry import axes
from installation.packs.manifest import Pack

# In lengths of a typical sample:
LEAD = 0.125  # the aim stays so far ahead of the point
REACH = 0.3  # so far around their goal visitors who stand still are led ...
ACTIVE_REACH = 0.2  # ... and so much farther those who move
LEG_STEP = 0.02  # legs of the idle path
PHASE_STEP = 0.25  # of the lead, along the curve of the idle motion
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
        self._typical_length = typical_length
        self._lead = typical_length * LEAD
        self._reach = settings.reach
        steady = pack.generator.steady
        stray = pack.generator.bandwidth or STRAY
        self._looseness = stray / STRAY  # how far from its places a pack is still good
        self.idle_path = IdlePath(pack, settings.seed, stations, checkpoint)
        # the first three directions are the promenade's
        directions = axes(settings.seed, pack.dimensions, 3 + AXES, steady)[-AXES:]
        self._idle_motion = IdleMotion(directions)
        self._phase = 0.0

    def ahead(self, follower: Follower) -> np.ndarray:
        """The next aim (d,) on the idle path."""
        for _ in range(MAX_STEPS):
            aim = self.idle_path.here
            if self._is_ahead(aim, follower):
                break
            self.idle_path.go_on(LEG_STEP)
        return aim

    def around(self, goal: np.ndarray, activity: float, follower: Follower) -> np.ndarray:
        """The next aim (d,) around a goal (d,); `activity` of the visitors 0..1."""
        share = REACH + ACTIVE_REACH * self._reach * activity
        reach = self._typical_length * self._looseness * share
        for _ in range(MAX_STEPS):
            aim = follower.limited(goal + self._idle_motion.at(self._phase, reach))
            if self._is_ahead(aim, follower):
                break
            self._phase += PHASE_STEP * self._lead / reach
        return aim

    def _is_ahead(self, aim: np.ndarray, follower: Follower) -> bool:
        return bool(np.linalg.norm(aim - follower.point) >= self._lead)
