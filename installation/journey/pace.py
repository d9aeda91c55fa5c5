"""How fast a point may go: faster while it shows something else than what was asked for."""

import numpy as np

from installation.latent.geometry import lengths
from installation.packs.manifest import Pack

FAR = 0.6  # of the values that say what is seen: so far from the goal, the whole pace counts
IDLE = 0.4  # share of the pace while nobody asks for anything


class Pace:
    """Of a pack's [generator] pace: a letter is reached quickly and then moves calmly."""

    def __init__(self, pack: Pack):
        self._steady = pack.generator.steady
        self._pace = pack.generator.pace

    def factor(self, point: np.ndarray, goal: np.ndarray | None) -> np.ndarray:
        """Times the usual speed, for a point (..., d) on its way to a goal (..., d); None: on its idle path."""
        hurry: np.ndarray = np.asarray(IDLE)
        if not self._steady:
            hurry = np.asarray(1.0)
        elif goal is not None:
            away = goal[..., : self._steady] - point[..., : self._steady]
            hurry = np.minimum(1.0, lengths(away) / FAR)
        return np.asarray(1 + (self._pace - 1) * hurry)
