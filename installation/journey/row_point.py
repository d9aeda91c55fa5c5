"""One of the points that a pack shows side by side: whose it is, and what they ask for."""

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.activity import Activity
from installation.journey.guarded_steering import GuardedSteering
from installation.journey.stations import Stations
from installation.messages import Presence
from installation.packs.manifest import Pack

STAYS_S = 1.2  # a letter whose visitor is lost for a moment is still shown
NOBODY = -1


class RowPoint:
    """Whose it is, where they stand, and the goal they were asked for last."""

    def __init__(self, pack: Pack, settings: JourneyConfig, stations: Stations):
        """All points share the stations."""
        self.visitor = NOBODY
        self.is_here = False  # its visitor is in view
        self._away_s = 0.0  # for how long its visitor has not been in view
        self.place = 0.5  # of its visitor across the view
        self.centre: float | None = None  # across the picture; None while it has no place yet
        self.goal: np.ndarray | None = None  # (d,); None while its visitor asks for nothing
        self._steering = GuardedSteering(pack, settings, stations)
        self._activity = Activity()
        self._unasked_s = 0.0  # since its visitor was asked

    @property
    def is_free(self) -> bool:
        """It belongs to nobody, and nothing of it is seen."""
        return self.visitor == NOBODY

    @property
    def activity(self) -> float:
        """Of its visitor and of those who share it, 0..1."""
        return self._activity.level

    def resume(self, before: "RowPoint") -> None:
        """Goes on as this one."""
        self.visitor = before.visitor
        self.is_here = before.is_here
        self._away_s = before._away_s
        self.place = before.place
        self.centre = before.centre

    def begin(self, visitor: int, place: float) -> None:
        """It belongs to somebody who has just come, `place` across the view."""
        self.visitor = visitor
        self.place = place
        self.is_here = True
        self.goal = None
        self._unasked_s = 0.0

    def ask(self, group: Presence, point: np.ndarray) -> None:
        """Where its visitor, and those who share it, want it to be; it is at `point` (d,) now."""
        dt = self._unasked_s
        self._unasked_s = 0.0
        self._activity.tick(group, dt)
        if group.count:
            self.goal = self._steering.goal(group, point, dt)

    def tick(self, dt: float) -> None:
        """`dt` seconds later; whose visitor has been away for a while belongs to nobody."""
        if self.is_here:
            self._unasked_s += dt
        self._away_s = 0.0 if self.is_here else self._away_s + dt
        if self._away_s > STAYS_S:
            self.visitor = NOBODY
