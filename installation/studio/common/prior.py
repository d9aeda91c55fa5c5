"""Points by lot, as a journey may visit them."""

import numpy as np


def normal_prior(count: int, dimensions: int, truncation: float, seed: int = 5) -> np.ndarray:
    """(count, dimensions) points of N(0, truncation^2)."""
    return np.random.default_rng(seed).normal(0, truncation, (count, dimensions))


def anchored_prior(
    anchors: np.ndarray,
    count: int,
    truncation: float,
    bandwidth: float,
    seed: int = 5,
    steady: int = 0,
) -> np.ndarray:
    """(count, d) points of a density over `anchors` (n, d), the map's points.

    A kernel density estimate with normal kernels, shrunk so that the variance stays that of the anchors.
    The first `steady` values of a point are those of its anchor.
    """
    rng = np.random.default_rng(seed)
    numbers = rng.integers(len(anchors), size=count)
    chosen = anchors[numbers]
    around = rng.normal(size=chosen.shape)
    points = np.sqrt(1 - bandwidth**2) * chosen + bandwidth * truncation * around
    points[:, :steady] = chosen[:, :steady]
    return points
