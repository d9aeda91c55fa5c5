"""Nobody stands so still that the picture stops: a curve around a point that never closes."""

import numpy as np

# Frequencies without a common measure: powers of the smallest Pisot number's inverse, from 1 downwards.
_PISOT = 1.3247179572
AXES = 4


class Breath:
    """A slow figure in a few directions (m, d) of its own."""

    def __init__(self, directions: np.ndarray):
        self._directions = directions
        self._paces = _PISOT ** -np.arange(len(directions))
        self._scale = np.sqrt(2 / len(directions))

    def at(self, phase: float, reach: float) -> np.ndarray:
        """(d,) away from the middle, about `reach` long; a `phase` of 2 pi is once around."""
        return (
            reach
            * self._scale
            * np.sin(phase * self._paces + np.arange(len(self._paces)))
            @ self._directions
        )
