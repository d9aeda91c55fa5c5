"""The visit: how the point leans to those who come, follows them, and goes on when they have left."""

from types import SimpleNamespace

import numpy as np

from installation.journey.following import Following
from installation.journey.geometry import Spring, shorten, slerp, smoothstep
from installation.journey.wandering import Wandering
from installation.messages import Presence

STRIDE = 3.5  # latent units the goal may be ahead: bounds the speed, so that no picture rushes past in a flash
WANDERING, FOLLOWING, PARTING = "wandering", "following", "parting"


class Visit:
    """Presence and time in, the next latent point out."""

    def __init__(self, pack, settings: SimpleNamespace, age_s: float = 0.0, point: np.ndarray | None = None):
        """`pack` brings places, dimensions and truncation; `settings` is [journey]; `point` (d,) to go on from."""
        given = (pack.places, pack.dimensions, pack.generator.truncation, settings.seed)
        self._wandering = Wandering(*given, settings.wander_leg_s)
        self._following = Following(*given, settings.reach)
        self._settings = settings
        self.age_s = age_s
        self.attention = 0.0
        self._alone_s = np.inf
        start = self._wandering.at(age_s) if point is None else point
        self._asked = Spring(start, 2 * settings.ease_s)
        self._out = Spring(start, settings.ease_s)

    @property
    def state(self) -> str:
        """Of the visit, as a word."""
        if self._alone_s == 0:
            return FOLLOWING
        return PARTING if self.attention > 0 else WANDERING

    def step(self, presence: Presence | None, dt: float) -> np.ndarray:
        """The point (d,) `dt` seconds later; `presence` is None while nothing is known of visitors."""
        here = presence is not None and presence.count > 0
        self._alone_s = 0.0 if here else self._alone_s + dt
        self.attention = min(1.0, max(0.0, self.attention + dt * self._leaning()))
        self.age_s += dt * (1 - self.attention)  # with visitors the wandering waits for them to leave
        wandering = self._wandering.at(self.age_s)
        if here:
            self._asked.follow(self._following.goal(presence, dt), dt)
        elif self.attention == 0:
            self._asked = Spring(self._out.point, 2 * self._settings.ease_s)  # the next visitor begins from here
        goal = slerp(wandering, self._asked.point, smoothstep(self.attention))
        ahead = shorten(goal - self._out.point, STRIDE)
        return self._out.follow(self._out.point + ahead, dt)

    def _leaning(self) -> float:
        """Change of attention a second."""
        if self._alone_s == 0:
            return 1 / self._settings.lean_s
        return -1 / self._settings.part_s if self._alone_s > self._settings.hold_s else 0.0
