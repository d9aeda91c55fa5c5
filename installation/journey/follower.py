"""Points that follow their aims: never a jump, never a corner, along the arcs on which samples lie."""

import numpy as np

from installation.common.smoothing import share
from installation.latent.geometry import lengths, shorten, slerp

TURN_S = 0.12  # time constant of a turn to a new direction
HAND_S = 0.12  # time constant with which the point follows a hand
MAX_LENGTH = 1.2  # in lengths of a typical sample: beyond it the model has seen nothing
HASTE = 12.0  # how much more what is seen counts on a way than how it is seen
FAR = 0.6  # from its aim: where that is so
LOOK_AHEAD = 0.1  # part of the arc to the aim whose direction is taken


class Follower:
    """Where the point is, and which way it is going; or several, each with an aim of its own."""

    def __init__(self, point: np.ndarray, typical_length: float, steady: int = 0):
        """`point` (..., d); `typical_length` is the length of a typical sample.

        The first `steady` values, which say what is seen, go ahead of the others.
        """
        self.point = np.array(point, np.float64)
        self._heading = np.zeros_like(self.point)
        self._max_length = MAX_LENGTH * typical_length
        self._steady = steady

    def limited(self, aim: np.ndarray) -> np.ndarray:
        """The aim (..., d), brought back to where the point may go; else it would press against that border."""
        return shorten(aim, self._max_length)

    def follow_hand(self, hand: np.ndarray, dt: float, seconds: float = HAND_S) -> None:
        """Goes to where a hand points, (d,), almost at once and without a jump.

        `seconds`: the time constant.
        """
        way = hand - self.point
        step = share(dt, seconds) * way
        self.point = self.point + step

    def advance(self, aim: np.ndarray, distance: np.ndarray, dt: float) -> np.ndarray:
        """Goes at most `distance` (...) towards `aim` (..., d) in `dt` seconds, and returns how far it went, (...)."""
        before = self.point
        ahead = slerp(before, aim, LOOK_AHEAD)
        way = ahead - before
        if self._steady:
            way[..., : self._steady] *= self._haste(aim)[..., None]
        wanted = _unit(way)
        turn = wanted - self._heading
        self._heading += share(dt, TURN_S) * turn
        step = distance[..., None] * _unit(self._heading)
        self.point = self.limited(before + step)
        return lengths(self.point - before)

    def _haste(self, aim: np.ndarray) -> np.ndarray:
        """How much more the first values count on the way to an aim (..., d): less, the nearer they are."""
        away = aim[..., : self._steady] - self.point[..., : self._steady]
        share = np.minimum(1.0, lengths(away) / FAR)
        return 1 + (HASTE - 1) * share


def _unit(vectors: np.ndarray) -> np.ndarray:
    """(..., d) of length 1, or 0 where there is no direction."""
    long = lengths(vectors)
    divisor = np.where(long > 1e-9, long, np.inf)
    return vectors / divisor[..., None]
