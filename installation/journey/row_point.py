"""One of the points that a pack shows side by side."""

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.activity import Activity
from installation.journey.follower import Follower
from installation.journey.pace import Pace
from installation.journey.route import Route
from installation.journey.stations import Stations
from installation.journey.steering import choose
from installation.messages import Presence
from installation.packs.manifest import Pack

STAYS_S = 1.2  # a letter whose visitor is lost for a moment is still shown
CATCH_UP = 2.0  # times the usual speed, until a letter is where the visit's own point is
CAUGHT = 0.04  # in lengths of a typical sample
NOBODY = -1


class RowPoint:
    """One of the points side by side: whose it is, and where it is."""

    def __init__(self, pack: Pack, settings: JourneyConfig, start: np.ndarray, stations: Stations):
        """Begins at `start` (d,); all points share the stations."""
        typical_length = pack.generator.truncation * np.sqrt(pack.dimensions)
        self.visitor = NOBODY
        self.is_here = False  # its visitor is in view
        self._away_s = 0.0  # for how long its visitor has not been in view
        self.place = 0.5  # of its visitor across the view
        self.centre: float | None = None  # across the picture; None while it has no place yet
        self.group: Presence | None = None  # its visitor, and those who share it
        self._steering, _ = choose(pack, settings, stations)
        self._route = Route(pack, settings, typical_length, stations)
        self._typical_length = typical_length
        self._activity = Activity()
        self._pace = Pace(pack)
        self._follower = Follower(start, typical_length, pack.generator.steady)

    @property
    def is_free(self) -> bool:
        """It belongs to nobody, and nothing of it is seen."""
        return self.visitor == NOBODY

    @property
    def point(self) -> np.ndarray:
        """(d,)"""
        return self._follower.point

    def put(self, point: np.ndarray) -> None:
        """It is at this point (d,) now."""
        self._follower.point = point.copy()

    def resume(self, before: "RowPoint") -> None:
        """Goes on as this one."""
        self.visitor = before.visitor
        self.is_here = before.is_here
        self._away_s = before._away_s
        self.place = before.place
        self.centre = before.centre
        self.put(before.point)

    def begin(self, visitor: int, place: float) -> None:
        """It belongs to somebody who has just come, `place` across the view."""
        self.visitor = visitor
        self.place = place
        self.is_here = True

    def start_at_goal(self, dt: float) -> None:
        """Nothing of it is seen yet, so it need not travel."""
        goal = self._goal(dt)
        if goal is not None:
            self.put(self._follower.limited(goal))

    def steer(self, speed: float, dt: float) -> None:
        """Goes where its visitor wants it, at `speed` (latent units a second)."""
        activity = self._activity.tick(self.group, dt)
        goal = self._goal(dt)
        if goal is not None:
            aim = self._route.around(goal, activity, self._follower)
            reach = dt * speed * self._pace.factor(self.point, goal)
            self._follower.advance(aim, reach, dt)

    def pursue(self, point: np.ndarray, speed: float, dt: float) -> bool:
        """Goes to a point (d,); true once it is there."""
        way = point - self.point
        distance = float(np.linalg.norm(way))
        reach = CATCH_UP * speed * dt
        if distance > reach:
            way = way * (reach / distance)
        self.put(self.point + way)
        return distance - reach < CAUGHT * self._typical_length

    def tick(self, dt: float) -> None:
        """`dt` seconds later; whose visitor has been away for a while belongs to nobody."""
        self._away_s = 0.0 if self.is_here else self._away_s + dt
        if self._away_s > STAYS_S:
            self.visitor = NOBODY

    def _goal(self, dt: float) -> np.ndarray | None:
        if self.group is None or self.group.count == 0:
            return None
        return self._steering.goal(self.group, dt)
