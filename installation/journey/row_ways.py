"""Where the points side by side are, and how they go: all of them as one array, in one step."""

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.follower import Follower
from installation.journey.pace import Pace
from installation.journey.roaming import Roaming
from installation.packs.manifest import Pack

CATCH_UP = 2.0  # times the usual speed, until a letter is where the visit's own point is
CAUGHT = 0.04  # in lengths of a typical sample


class RowWays:
    """The points (n, d), and the way that each of them goes."""

    def __init__(self, pack: Pack, settings: JourneyConfig, start: np.ndarray, count: int):
        """`count` points, all of which begin at `start` (d,)."""
        typical_length = pack.generator.truncation * np.sqrt(pack.dimensions)
        self._typical_length = typical_length
        self._pace = Pace(pack)
        self._roaming = Roaming(pack, settings, typical_length, count)
        starts = np.tile(start, (count, 1))
        self._follower = Follower(starts, typical_length, pack.generator.steady)

    @property
    def points(self) -> np.ndarray:
        """(n, d)"""
        return self._follower.point

    def resume(self, before: "RowWays") -> None:
        """Goes on from where these are."""
        self._follower.point = before.points.copy()

    def put(self, number: int, point: np.ndarray) -> None:
        """This one is at a point (d,) now."""
        self._follower.point[number] = point

    def put_at_goal(self, number: int, goal: np.ndarray) -> None:
        """This one is where somebody wants it, (d,), as far as a point may go."""
        self.put(number, self._follower.limited(goal))

    def steer(
        self, goals: dict[int, np.ndarray], activity: np.ndarray, speed: float, dt: float
    ) -> None:
        """Those whose number has a goal (d,) go there at `speed` (latent units a second).

        `activity` (n,) of the visitors 0..1.
        """
        if not goals:
            return
        wanted = self.points.copy()
        is_going = np.zeros(len(wanted))
        for number, goal in goals.items():
            wanted[number] = goal
            is_going[number] = 1.0
        aims = self._roaming.around(wanted, activity, self._follower)
        reach = is_going * dt * speed * self._pace.factor(self.points, wanted)
        self._follower.advance(aims, reach, dt)

    def pursue(self, number: int, point: np.ndarray, speed: float, dt: float) -> bool:
        """This one goes to a point (d,); true once it is there."""
        way = point - self.points[number]
        distance = float(np.linalg.norm(way))
        reach = CATCH_UP * speed * dt
        if distance > reach:
            way = way * (reach / distance)
        self.put(number, self.points[number] + way)
        return distance - reach < CAUGHT * self._typical_length
