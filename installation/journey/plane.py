"""Steering "plane": the floor before the camera is a sheet held at its corners by four named places."""

import numpy as np

from installation.journey.activity import centre
from installation.latent.geometry import slerp
from installation.messages import Presence

MARGIN = 0.15  # of the view: a corner is reached before one is out of sight


class Plane:
    """x and y of the visitors are x and y between the corners; several people meet in their middle."""

    def __init__(self, pack, settings):
        """The corners are the places `settings.corners`, by their number in the pack; missing ones are drawn by lot."""
        random = np.random.default_rng([settings.seed, 4])
        spare = random.normal(size=(4, pack.dimensions)) * pack.generator.truncation
        self._corners = [
            np.asarray(pack.places[number - 1] if number <= len(pack.places) else other, np.float64)
            for number, other in zip(settings.corners, spare)
        ]

    def goal(self, presence: Presence, dt: float) -> np.ndarray:
        """The point (d,) the visitors ask for."""
        x, y, _ = centre(presence.places)
        across, down = (min(1.0, max(0.0, (value - MARGIN) / (1 - 2 * MARGIN))) for value in (x, y))
        far_left, far_right, near_left, near_right = self._corners
        return slerp(slerp(far_left, far_right, across), slerp(near_left, near_right, across), down)
