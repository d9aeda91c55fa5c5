"""What visitors drive beside the point: a number for each [[gesture]] of the pack."""

import numpy as np

from installation.common.smoothing import approach
from installation.journey.activity import Activity, centre
from installation.messages import SILHOUETTE_SHAPE, Presence
from installation.packs.metadata import Gesture
from installation.vocabulary import GestureSource

MANY = 5  # visitors that count as all there can be
HOURS = 24.0


class GestureDriver:
    """Follows what is seen, each gesture with a smoothing of its own."""

    def __init__(self, gestures: tuple[Gesture, ...]):
        self._gestures = gestures
        self._activity = Activity()
        self._values = np.array([gesture.at_rest for gesture in gestures], np.float32)
        self._is_first = True

    def resume(self, before: "GestureDriver") -> None:
        """Goes on from the values of inputs that were there before."""
        earlier = zip(before._gestures, before._values, strict=True)
        values = {gesture.input: value for gesture, value in earlier}
        for number, gesture in enumerate(self._gestures):
            value = values.get(gesture.input, self._values[number])
            self._values[number] = np.clip(value, min(gesture.range), max(gesture.range))

    def tick(
        self,
        presence: Presence | None,
        hour: float,
        celebration: float,
        dt: float,
    ) -> np.ndarray:
        """(k,) float32 `dt` seconds later; `hour` of the day 0..24, `celebration` of a word 0..1."""
        sources = {GestureSource.HOUR: hour / HOURS, GestureSource.WORD: celebration}
        activity = self._activity.tick(presence, dt)
        if presence is not None and presence.count:
            sources |= _seen(presence, activity)
        for number, gesture in enumerate(self._gestures):
            wanted = _wanted(gesture, sources)
            value = float(self._values[number])
            is_clock = gesture.source == GestureSource.HOUR
            if is_clock and (self._is_first or _is_midnight(gesture, value, wanted)):
                value = wanted
            self._values[number] = approach(value, wanted, dt, gesture.smoothing_s)
        self._is_first = False
        return self._values.copy()


def _seen(presence: Presence, activity: float) -> dict[GestureSource, float]:
    """What the visitors in view do, 0..1 each."""
    x, y, closeness = centre(presence.places)
    return {
        GestureSource.PLACE: x,
        GestureSource.DEPTH: y,
        GestureSource.CLOSENESS: closeness,
        GestureSource.HAND: _height(presence.silhouette),
        GestureSource.MOTION: activity,
        GestureSource.COUNT: presence.count / MANY,
    }


def _wanted(gesture: Gesture, sources: dict[GestureSource, float]) -> float:
    if gesture.source not in sources:
        return gesture.at_rest
    share = min(1.0, max(0.0, sources[gesture.source]))
    low, high = gesture.range
    return low + share * (high - low)


def _height(silhouette: np.ndarray) -> float:
    """How high it reaches, 0 the view's foot .. 1 its top."""
    rows = np.flatnonzero(silhouette.any(axis=1))
    if not len(rows):
        return 0.0
    return float(1 - rows[0] / SILHOUETTE_SHAPE[0])


def _is_midnight(gesture: Gesture, value: float, wanted: float) -> bool:
    """The hour has begun anew; to glide back through the whole day would be a show of its own."""
    low, high = gesture.range
    return abs(wanted - value) > abs(high - low) / 2
