"""Steering "plane": the floor in front of the camera is a sheet held at its corners by four named places."""

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.activity import centre
from installation.latent.geometry import slerp
from installation.messages import Presence
from installation.packs.manifest import Pack

MARGIN = 0.15  # of the view: a corner is reached before one is out of sight


class Plane:
    """x and y of the visitors are x and y between the corners; several people meet in their middle."""

    def __init__(self, pack: Pack, settings: JourneyConfig):
        """The corners are the places `settings.corners`, numbered from 1; samples replace missing ones."""
        random = np.random.default_rng([settings.seed, 4])
        samples = random.normal(size=(4, pack.dimensions))
        samples *= pack.generator.truncation
        self._corners: list[np.ndarray] = []
        for number, sample in zip(settings.corners, samples, strict=True):
            corner = sample
            if number <= len(pack.places):
                corner = pack.places[number - 1]
            self._corners.append(np.asarray(corner, np.float64))

    def goal(self, presence: Presence, point: np.ndarray, dt: float) -> np.ndarray:
        """The point (d,) that the visitors ask for."""
        x, y, _ = centre(presence.places)
        across = _without_margin(x)
        down = _without_margin(y)
        far_left, far_right, near_left, near_right = self._corners
        far = slerp(far_left, far_right, across)
        near = slerp(near_left, near_right, across)
        return slerp(far, near, down)


def _without_margin(value: float) -> float:
    """0..1 of the view -> 0..1 of what lies within the margin."""
    within = (value - MARGIN) / (1 - 2 * MARGIN)
    return min(1.0, max(0.0, within))
