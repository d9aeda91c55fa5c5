"""Nobody stands so still that the picture stops: a curve around a point that never closes."""

import numpy as np

AXES = 4
# Frequencies without a common measure: powers of the inverse of the smallest Pisot number, from 1 downwards.
_PISOT = 1.3247179572


class IdleMotion:
    """A slow figure along a few directions of its own."""

    def __init__(self, directions: np.ndarray):
        """`directions` (m, d), of length 1."""
        numbers = np.arange(len(directions))
        self._directions = directions
        self._frequencies = _PISOT**-numbers
        self._offsets = numbers
        self._scale = np.sqrt(2 / len(directions))

    def at(self, phase: np.ndarray, reach: np.ndarray) -> np.ndarray:
        """(..., d) away from the middle, about `reach` (...) long; a `phase` (...) of 2 pi is once around."""
        phases = phase[..., None] * self._frequencies + self._offsets
        waves = np.sin(phases)
        return (reach * self._scale)[..., None] * waves @ self._directions
