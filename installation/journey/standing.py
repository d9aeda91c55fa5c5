"""Whether visitors stand, whatever their arms do: told by their feet. Values in, values out."""

import numpy as np

from installation.common.smoothing import approach
from installation.journey.activity import X, Y
from installation.messages import Presence

STANDING = 0.08  # views a second: slower is standing
WALKING = 0.14  # faster is walking
LATELY_S = 0.6  # time constant over which a way is a speed
ID = 0  # columns of `Presence.places`
HEIGHT = 4


class StandingWatch:
    """Follows the feet: raised arms move the middle of a visitor up and down, but not their feet."""

    def __init__(self) -> None:
        self.stood_s = 0.0  # so long nobody has walked
        self._lately: dict[int, np.ndarray] = {}  # visitor -> where their feet have been, (2,)

    def tick(self, presence: Presence, dt: float) -> float:
        """For how long everybody has stood, `dt` seconds later; between standing and walking it does not grow."""
        speed = self._fastest(presence.places, dt)
        if speed < STANDING:
            self.stood_s += dt
        elif speed > WALKING:
            self.stood_s = 0.0
        return self.stood_s

    def _fastest(self, places: np.ndarray, dt: float) -> float:
        """Views a second: who walks evenly is ahead of their late place by speed times time constant."""
        before = self._lately
        self._lately = {}
        fastest = 0.0
        for place in places:
            visitor = int(place[ID])
            feet = _feet(place)
            lately = approach(before.get(visitor, feet), feet, dt, LATELY_S)
            self._lately[visitor] = lately
            speed = float(np.linalg.norm(feet - lately)) / LATELY_S
            fastest = max(fastest, speed)
        return fastest


def _feet(place: np.ndarray) -> np.ndarray:
    """Across and down the view (2,); feet out of view are at its edge."""
    down = place[Y] + place[HEIGHT] / 2
    return np.array([place[X], min(1.0, down)])
