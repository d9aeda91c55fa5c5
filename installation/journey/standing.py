"""Whether visitors stand, whatever their arms do: told by their feet. Values in, values out."""

from math import hypot

import numpy as np

from installation.common.smoothing import approach
from installation.journey.activity import X, Y
from installation.messages import Presence

STANDING = 0.08  # views a second: slower is standing
WALKING = 0.14  # faster is walking
LATELY_S = 0.6  # time constant over which a way is a speed
ID = 0  # columns of `Presence.places`
HEIGHT = 4
FEET = (ID, X, Y, HEIGHT)


class StandingWatch:
    """Follows the feet: raised arms move the middle of a visitor up and down, but not their feet."""

    def __init__(self) -> None:
        self.stood_s = 0.0  # so long nobody has walked
        # visitor -> where their feet have been, across and down the view
        self._lately: dict[float, tuple[float, float]] = {}

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
        for visitor, across, middle, height in places[:, FEET].tolist():
            down = min(1.0, middle + height / 2)  # feet out of view are at its edge
            late_across, late_down = before.get(visitor, (across, down))
            late_across = approach(late_across, across, dt, LATELY_S)
            late_down = approach(late_down, down, dt, LATELY_S)
            self._lately[visitor] = (late_across, late_down)
            speed = hypot(across - late_across, down - late_down) / LATELY_S
            fastest = max(fastest, speed)
        return fastest
