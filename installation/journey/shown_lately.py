"""Which of a few places the house has shown lately, or something that looks like them. Values in, values out."""

import numpy as np

LATELY_S = 900.0  # time constant with which it is forgotten
ALIKE = 0.5  # of the mean difference between two of the places: so far apart looks half alike


class ShownLately:
    """For each place the seconds it was seen, less the longer ago and the less alike."""

    def __init__(self, looks: np.ndarray, seconds: list[float] | None = None):
        """`looks` (n, k) of the places; `seconds` (n,) are those of an earlier life."""
        self._looks = looks
        self.seconds = np.zeros(len(looks))  # (n,)
        if seconds is not None and len(seconds) == len(looks):
            self.seconds = np.array(seconds, np.float64)
        self._alike = ALIKE * _mean_apart(looks)

    def record(self, look: np.ndarray, dt: float) -> None:
        """For `dt` seconds something was seen that looks so, (k,)."""
        apart = np.linalg.norm(self._looks - look, axis=1)
        self.seconds *= np.exp(-dt / LATELY_S)
        self.seconds += dt * np.exp2(-((apart / self._alike) ** 2))


def _mean_apart(looks: np.ndarray) -> float:
    """Between two of them; 1 where they are all the same."""
    differences = looks[:, None] - looks
    distances = np.linalg.norm(differences, axis=2)
    others = distances[~np.eye(len(looks), dtype=bool)]
    return float(others.mean()) or 1.0
