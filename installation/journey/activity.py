"""Several visitors as one: where they are together, and how much they move. Values in, values out."""

import math

import numpy as np

from installation.common.smoothing import approach
from installation.messages import Presence

BRISK = 0.25  # views a second: a quick walk, or waving arms
RISE_S = 0.15  # a movement is felt at once ...
FALL_S = 1.2  # ... and fades slowly
LEAST_WEIGHT = 0.3  # of a visitor who is far away and stands still
# columns of `Presence.places`
X = 1
Y = 2
VX = 5
VY = 6
CLOSENESS = 7


def centre(places: np.ndarray) -> tuple[float, float, float]:
    """x, y and closeness of the visitors (n, 8) together; those who are near or move count for more."""
    speeds = np.minimum(_speeds(places), 1.0)
    weights = LEAST_WEIGHT + places[:, CLOSENESS] + speeds
    means = weights @ places[:, [X, Y, CLOSENESS]] / weights.sum()
    x, y, closeness = means.tolist()
    return x, y, closeness


class Activity:
    """How lively it is in front of the camera: 0 nobody moves .. 1 somebody moves briskly."""

    def __init__(self) -> None:
        self.level = 0.0

    def tick(self, presence: Presence | None, dt: float) -> float:
        """The level `dt` seconds later; None while nothing is known of visitors."""
        target = 0.0
        if presence is not None and presence.count:
            target = _activity(presence)
        seconds = RISE_S if target > self.level else FALL_S
        self.level = approach(self.level, target, dt, seconds)
        return self.level


def _activity(presence: Presence) -> float:
    """Of this moment, 0..1: the liveliest visitor counts, by their steps or their gestures."""
    steps = float(_speeds(presence.places).max())
    flow = math.hypot(*presence.flow.tolist())
    motion = float(presence.motion.mean())
    liveliest = max(steps, flow + motion)
    return math.tanh(liveliest / BRISK)


def _speeds(places: np.ndarray) -> np.ndarray:
    """(n,) views a second."""
    return np.hypot(places[:, VX], places[:, VY])
