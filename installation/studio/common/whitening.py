"""From a network's latent space to the points of a pack: N(0, 1) becomes as far out as the drawings lie."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Whitening:
    """latent = mean + axes @ point: points of the drawings have mean 0 and variance 1 in every direction.

    A VAE's prior is N(0, 1), its drawings are not: they fill some directions and leave others empty.
    Whitening them makes "a random point" mean "as far out as drawings are". Axes are sorted: the first
    values of a point change the picture most.
    """

    mean: np.ndarray  # (d,) float32
    axes: np.ndarray  # (d, d) float32

    def points(self, latents: np.ndarray) -> np.ndarray:
        """(n, d) latents -> (n, d) points."""
        return (latents - self.mean) @ np.linalg.inv(self.axes).T

    def latents(self, points: np.ndarray) -> np.ndarray:
        """(n, d) points -> (n, d) latents."""
        return self.mean + points @ self.axes.T


def whiten(latents: np.ndarray) -> Whitening:
    """The whitening of (n, d) latents of drawings; directions that are hardly used get a small floor."""
    mean = latents.mean(0)
    covariance = np.cov((latents - mean).T)
    variance, directions = np.linalg.eigh(covariance)
    order = np.argsort(-variance)
    spread = np.sqrt(np.maximum(variance[order], 1e-6))
    axes = directions[:, order] * spread
    return Whitening(mean.astype(np.float32), axes.astype(np.float32))
