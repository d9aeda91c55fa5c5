"""A point that goes after its aim: never a jump, never a corner, along the arcs on which samples lie."""

import numpy as np

from installation.latent.geometry import shorten, slerp

TURN_S = 0.12  # in which the point turns to a new direction
HAND_S = 0.12  # in which the point follows a hand
LONGEST = 1.2  # beyond so many lengths of a typical sample the model has seen nothing


class Pursuit:
    """Where the point is, and which way it is going."""

    def __init__(self, point: np.ndarray, typical: float):
        """`point` (d,); `typical` is the length of a typical sample."""
        self._longest = LONGEST * typical
        self.point = np.array(point, np.float64)
        self._heading = np.zeros_like(self.point)

    def within(self, aim: np.ndarray) -> np.ndarray:
        """The aim (d,), brought back to where the point may go: it would press against the border for ever."""
        return shorten(aim, self._longest)

    def lead(self, to: np.ndarray, dt: float) -> None:
        """Goes where a hand points, (d,), almost at once and without a jump."""
        self.point = self.point + (1 - np.exp(-dt / HAND_S)) * (to - self.point)

    def go(self, aim: np.ndarray, distance: float, dt: float) -> float:
        """Goes at most `distance` towards `aim` (d,) in `dt` seconds, and returns how far it went."""
        before = self.point
        ahead = slerp(before, aim, 0.1) - before
        self._heading += (1 - np.exp(-dt / TURN_S)) * (_unit(ahead) - self._heading)
        self.point = shorten(before + distance * _unit(self._heading), self._longest)
        return float(np.linalg.norm(self.point - before))


def _unit(vector: np.ndarray) -> np.ndarray:
    """Of length 1, or 0 where there is no direction."""
    length = np.linalg.norm(vector)
    return vector / length if length > 1e-9 else vector * 0
