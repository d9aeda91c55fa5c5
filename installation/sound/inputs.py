"""What the sound room last heard on its wires."""

import math

import numpy as np

from installation.common import clock
from installation.messages import LatentPoint, Presence
from installation.sound.predictor import Trail
from installation.sound.visitors import Visitor

_UNHEARD_S = 3.0  # no point for so long: the sound fades
_EMPTY_S = 2.0  # no presence for so long: nobody is there
_CLOSED = "closed"  # state of the visit in which nothing is to be heard


class Ear:
    """What was last heard on the wires, and when."""

    def __init__(self):
        self.point: LatentPoint | None = None
        self.presence: Presence | None = None
        self._point_ns = self._presence_ns = 0
        self.trail = Trail()

    @property
    def light_ns(self) -> int:
        """Of the newest point."""
        return self.point.light_ns if self.point else 0

    def hear(self, point: LatentPoint | None, presence: Presence | None, now_ns: int) -> None:
        """Remembers what is new."""
        if point is not None:
            self.point, self._point_ns = point, now_ns
            self.trail.note(point, now_ns)
        if presence is not None:
            self.presence, self._presence_ns = presence, now_ns

    def led(self, now_ns: int) -> bool:
        """True while somebody leads: the journey's points arrive, and the house is not closed."""
        if self.point is None or self.point.state == _CLOSED:
            return False
        return clock.seconds(now_ns - self._point_ns) < _UNHEARD_S

    def visitors(self, now_ns: int) -> tuple[Visitor, ...]:
        """Those whose place is known."""
        if self.presence is None or clock.seconds(now_ns - self._presence_ns) > _EMPTY_S:
            return ()
        places = self.presence.places[np.isfinite(self.presence.places).all(axis=1)]
        return tuple(
            Visitor(int(row[0]), row[1], math.hypot(row[5], row[6]), row[7])
            for row in places.tolist()
        )
