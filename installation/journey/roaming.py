"""Visitors who stand still are led around what they ask for, and so are all points side by side."""

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.follower import Follower
from installation.journey.idle_motion import AXES, IdleMotion
from installation.journey.idle_path import STRAY
from installation.journey.route import LEAD, MAX_STEPS
from installation.latent.geometry import axes, lengths
from installation.packs.manifest import Pack

# In lengths of a typical sample:
REACH = 0.3  # so far around their goal visitors who stand still are led ...
ACTIVE_REACH = 0.2  # ... and so much farther those who move
PHASE_STEP = 0.25  # of the lead, along the curve of the idle motion


class Roaming:
    """An aim around a goal, a short way ahead of the point, which the point never reaches."""

    def __init__(
        self,
        pack: Pack,
        settings: JourneyConfig,
        typical_length: float,
        count: int | None = None,
    ):
        """For so many points (n, d), each of which goes its own way round; None: for one, (d,)."""
        self._typical_length = typical_length
        self._lead = typical_length * LEAD
        self._reach = settings.reach
        stray = pack.generator.bandwidth or STRAY
        self._looseness = stray / STRAY  # how far from its places a pack is still good
        # the first three directions are the promenade's
        directions = axes(settings.seed, pack.dimensions, 3 + AXES, pack.generator.steady)[-AXES:]
        self._idle_motion = IdleMotion(directions)
        self._phase = np.zeros(() if count is None else count)

    def around(self, goal: np.ndarray, activity: np.ndarray, follower: Follower) -> np.ndarray:
        """The next aims (..., d) around goals (..., d); `activity` (...) of the visitors 0..1."""
        share = REACH + ACTIVE_REACH * self._reach * activity
        reach = self._typical_length * self._looseness * share
        for _ in range(MAX_STEPS):
            aim = follower.limited(goal + self._idle_motion.at(self._phase, reach))
            is_near = lengths(aim - follower.point) < self._lead
            if not is_near.any():
                break
            self._phase = self._phase + is_near * (PHASE_STEP * self._lead / reach)
        return aim
