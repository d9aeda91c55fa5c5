"""Several visitors as one: where they are together, and how much they stir. Values in, values out."""

import math

import numpy as np

from installation.messages import Presence

BRISK = 0.25  # views a second: a quick walk, or waving arms
STIRS_S, CALMS_S = 0.15, 1.2  # a movement is felt at once and dies away slowly


def centre(places: np.ndarray) -> tuple[float, float, float]:
    """x, y and closeness of the visitors (n, 8) together: who is near or moves pulls harder."""
    pull = 0.3 + places[:, 7] + np.minimum(np.hypot(places[:, 5], places[:, 6]), 1.0)
    x, y, closeness = (float(places[:, i] @ pull / pull.sum()) for i in (1, 2, 7))
    return x, y, closeness


class Stir:
    """How lively it is before the camera: 0 nobody moves .. 1 somebody moves briskly."""

    def __init__(self):
        self.now = 0.0

    def step(self, presence: Presence | None, dt: float) -> float:
        """`dt` seconds later; the liveliest visitor counts, by their steps or their gestures."""
        wanted = 0.0
        if presence is not None and presence.count:
            steps = float(np.hypot(presence.places[:, 5], presence.places[:, 6]).max())
            gestures = float(np.hypot(*presence.flow)) + float(presence.motion.mean())
            wanted = math.tanh(max(steps, gestures) / BRISK)
        seconds = STIRS_S if wanted > self.now else CALMS_S
        self.now = wanted + (self.now - wanted) * math.exp(-dt / seconds)
        return self.now
