"""The journey room: presence and time -> the next latent point."""

from typing import Protocol

import numpy as np

from installation.messages import Presence


class SteeringMode(Protocol):
    """How visitors steer. Made with the pack and the settings [journey]; one row in `steering.py` names it.

    Making it raises `BrokenPack` where the pack lacks what it needs; "wander" then steers instead.
    """

    def goal(self, presence: Presence, point: np.ndarray, dt: float) -> np.ndarray | None:
        """The point (d,) that the visitors in view ask for, `dt` seconds after the last call.

        `point` (d,) is where they are now. None while they ask for nothing: the point then follows its
        idle path.
        """
