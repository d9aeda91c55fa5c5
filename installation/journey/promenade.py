"""Steering "wander": where visitors stand chooses the region between the named places, movement swings the point around it."""

import numpy as np

from installation.journey.activity import centre
from installation.latent.geometry import axes, promenade, slerp
from installation.messages import Presence

SWING_S = 2.5  # a movement is remembered for so long
SWING = 5.0  # latent units for crossing the view once
DEPTH = 2.0  # latent units for standing at the edge of the view, or as close as can be
FARTHEST = 4.0  # latent units the swing stays within


class Wander:
    """Left to right leads along a promenade of all named places; forwards, back and every movement lead off it."""

    def __init__(self, pack, settings):
        """With fewer than two places the promenade goes through samples of the prior."""
        places, seed = pack.places, settings.seed
        if len(places) < 2:
            places = (
                np.random.default_rng([seed, 5]).normal(size=(6, pack.dimensions))
                * pack.generator.truncation
            )
        self._promenade = np.asarray(places, np.float64)[promenade(places)]
        self._axes = axes(seed, pack.dimensions, 3)
        self._swing, self._reach = np.zeros(3), settings.reach

    def goal(self, presence: Presence, dt: float) -> np.ndarray:
        """The point (d,) the visitors ask for."""
        x, y, closeness = centre(presence.places)
        self._swing += dt * SWING * np.array([*presence.flow, float(presence.motion.mean())])
        self._swing *= np.exp(-dt / SWING_S)
        offset = self._swing + 2 * DEPTH * np.array([0.0, 0.5 - y, closeness - 0.5])
        away = self._reach * np.tanh(offset / FARTHEST) * FARTHEST
        return self._along(x) + away[: len(self._axes)] @ self._axes

    def _along(self, x: float) -> np.ndarray:
        place = min(1.0, max(0.0, x)) * (len(self._promenade) - 1)
        first = min(int(place), len(self._promenade) - 2)
        return slerp(self._promenade[first], self._promenade[first + 1], place - first)
