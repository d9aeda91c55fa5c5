"""What the sound room last read from its wires."""

import math

import numpy as np

from installation.cast import WIRES
from installation.common import clock
from installation.messages import LatentPoint, Presence
from installation.sound.predictor import PointPredictor
from installation.sound.visitors import Visitor
from installation.vocabulary import VisitState

_POINT_WIRE = next(wire for wire in WIRES if wire.name == "point")
_STALE_S = _POINT_WIRE.stale_s or math.inf


class InputState:
    """The point and the visitors as they are now."""

    def __init__(self) -> None:
        self.point: LatentPoint | None = None
        self.presence: Presence | None = None
        self.predictor = PointPredictor()
        self._point_ns = 0

    @property
    def light_ns(self) -> int:
        """Of the newest point."""
        return self.point.light_ns if self.point else 0

    @property
    def attention(self) -> float:
        """0 nobody .. 1 wholly with the visitors."""
        if self.point is None:
            return 0.0
        return min(max(self.point.attention, 0.0), 1.0)

    @property
    def visit_state(self) -> str:
        """A `VisitState`, "" before the first point."""
        return self.point.state if self.point else ""

    @property
    def word(self) -> str:
        """What is celebrated; "" for nothing."""
        return self.point.word if self.point else ""

    @property
    def visitors(self) -> tuple[Visitor, ...]:
        """Those whose place is known."""
        if self.presence is None:
            return ()
        places = self.presence.places
        is_known = np.isfinite(places).all(axis=1)
        return tuple(_visitor(row) for row in places[is_known].tolist())

    def update(
        self,
        point: LatentPoint | None,
        presence: Presence | None,
        now_ns: int,
    ) -> None:
        """`point`: a new one, or None; `presence`: what is known of visitors now, None when nothing is."""
        self.presence = presence
        if point is not None:
            self.point = point
            self._point_ns = now_ns
            self.predictor.record(point, now_ns)

    def is_led(self, now_ns: int) -> bool:
        """True while somebody leads: the journey's points arrive, and the house is not closed."""
        if self.point is None or self.point.state == VisitState.CLOSED:
            return False
        return clock.seconds(now_ns - self._point_ns) < _STALE_S


def _visitor(place: list[float]) -> Visitor:
    """Of a row of `Presence.places`."""
    return Visitor(
        id=int(place[0]),
        x=place[1],
        speed=math.hypot(place[5], place[6]),
        closeness=place[7],
    )
