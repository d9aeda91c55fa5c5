"""Steering of packs that take silhouettes: the visitors' coarse shape is the point itself."""

import numpy as np

from installation.common.smoothing import approach
from installation.config.schema import JourneyConfig
from installation.messages import SILHOUETTE_SHAPE, Presence
from installation.packs.manifest import Pack
from installation.packs.silhouette_points import point_of

SETTLE_S = 0.15  # time constant: cells that flicker at the edge hardly count


class ShapeSteering:
    """Where visitors are the shape is, however they move; no other way of steering fits such a pack."""

    def __init__(self, pack: Pack, settings: JourneyConfig):
        self._cover = np.zeros(SILHOUETTE_SHAPE)  # of each cell, lately: 0..1

    def goal(self, presence: Presence, point: np.ndarray, dt: float) -> np.ndarray:
        """The point (576,) of the visitors' shape."""
        seen = (presence.silhouette > 0).astype(np.float64)
        self._cover = approach(self._cover, seen, dt, SETTLE_S)
        return point_of(self._cover)
