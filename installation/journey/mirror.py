"""Steering "mirror": the pack's encoder turns the visitors' coarse silhouette into a point: the model sees one of its own."""

import numpy as np

from installation.common.smoothing import share
from installation.config.schema import JourneyConfig
from installation.messages import SILHOUETTE_SHAPE, Presence
from installation.packs.encoder_model import MirrorEncoder
from installation.packs.manifest import Pack

SETTLE_S = 0.2  # a cell must be covered, or free, for about so long before it counts
HYSTERESIS = 0.15  # how far beyond one half its cover must be for that
HOLD_S = 0.45  # something else to be seen must last so long
OTHER = 0.5  # of the values that say what is seen: so far away is something else


class Mirror:
    """A pose held is a place held: single cells that flicker at the silhouette's edge move nothing."""

    def __init__(self, pack: Pack, settings: JourneyConfig):
        """Raises `BrokenPack` where the pack has no encoder that can be used."""
        self._encoder = MirrorEncoder(pack)
        self._cover = np.zeros(SILHOUETTE_SHAPE)  # of each cell, lately: 0..1
        self._settled = np.zeros(SILHOUETTE_SHAPE, bool)
        self._steady = pack.generator.steady
        self._answer: np.ndarray | None = None  # the encoder's newest
        self._other_s = 0.0  # it has been something else than the goal
        self._goal: np.ndarray | None = None

    @property
    def confidence(self) -> float | None:
        """How sure the encoder is that the pose is one of its own, 0..1; None where it does not say."""
        return self._encoder.confidence

    def goal(self, presence: Presence, point: np.ndarray, dt: float) -> np.ndarray:
        """The point (d,) that the visitors ask for."""
        seen = presence.silhouette > 0
        if not self._settled.any():  # somebody new is not kept waiting
            self._cover[:] = seen
        change = seen - self._cover
        self._cover += share(dt, SETTLE_S) * change
        threshold = np.where(self._settled, 0.5 - HYSTERESIS, 0.5 + HYSTERESIS)
        settled = self._cover > threshold
        is_same = np.array_equal(settled, self._settled)
        if self._answer is None or not is_same:
            self._answer = self._encoder.point(settled.astype(np.uint8))
        self._settled = settled
        self._goal = self._held(self._answer, dt)
        return self._goal

    def _held(self, answer: np.ndarray, dt: float) -> np.ndarray:
        """The goal (d,): something else to be seen, such as another letter, must last before it counts."""
        goal = self._goal
        if goal is None or not self._steady:
            return answer
        away = np.linalg.norm(answer[: self._steady] - goal[: self._steady])
        self._other_s = self._other_s + dt if away > OTHER else 0.0
        if away <= OTHER or self._other_s >= HOLD_S:
            self._other_s = 0.0
            return answer
        return goal
