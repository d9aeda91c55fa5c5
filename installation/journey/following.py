"""Where visitors pull the point: their place chooses the region, their movement how far they go from it."""

import numpy as np

from installation.journey.geometry import axes, promenade, shorten, slerp
from installation.messages import Presence

SWING_S = 2.5  # a movement is remembered for so long
SWING_GAIN = 5.0  # latent units for crossing the view once
BREATH, BREATH_S = 2.0, (9.0, 14.0)  # nobody stands so still that the picture stops: latent units, seconds
LONGEST = 1.2  # beyond this many lengths of a typical sample the model has seen nothing


class Following:
    """Turns presence into the point the visitors ask for.

    Left to right they walk along a promenade of the named places; forwards and back, and every
    movement, swing the point along directions of its own around it, and it swings back at rest, where
    it breathes.
    """

    def __init__(self, places: np.ndarray, dimensions: int, truncation: float, seed: int, reach: float):
        """`places` (n, d); with fewer than two the promenade goes through samples of the prior."""
        if len(places) < 2:
            places = np.random.default_rng([seed, 5]).normal(size=(6, dimensions)) * truncation
        self._promenade = np.asarray(places, np.float64)[promenade(places)]
        self._axes = axes(seed, dimensions, 5)
        self._swing, self._age_s = np.zeros(3), 0.0
        self._reach = reach
        self._longest = LONGEST * truncation * np.sqrt(dimensions)

    def goal(self, presence: Presence, dt: float) -> np.ndarray:
        """The point (d,) for those in view; `presence.count` must not be 0."""
        weight, x, y, closeness = _centre(presence.places)
        vx, vy = presence.flow
        energy = float(presence.motion.mean())
        self._swing += dt * SWING_GAIN * np.array([vx, vy, energy])
        self._swing *= np.exp(-dt / SWING_S)
        offset = self._swing + SWING_GAIN * 0.4 * np.array([0.0, 0.5 - y, closeness - 0.5])
        self._age_s += dt
        breath = BREATH * np.sin(2 * np.pi * self._age_s / np.array(BREATH_S))
        away = np.concatenate([self._reach * np.tanh(offset / 4) * 4 * min(1.0, weight), breath])
        return shorten(self._along(x) + away[: len(self._axes)] @ self._axes, self._longest)

    def _along(self, x: float) -> np.ndarray:
        place = min(1.0, max(0.0, x)) * (len(self._promenade) - 1)
        first = min(int(place), len(self._promenade) - 2)
        return slerp(self._promenade[first], self._promenade[first + 1], place - first)


def _centre(places: np.ndarray) -> tuple[float, float, float, float]:
    """Number, x, y and closeness of the visitors (n, 8) together: who is near or moves pulls harder."""
    speed = np.hypot(places[:, 5], places[:, 6])
    pull = 0.3 + places[:, 7] + np.minimum(speed, 1.0)
    x, y, closeness = (float(places[:, i] @ pull / pull.sum()) for i in (1, 2, 7))
    return float(len(places)), x, y, closeness
