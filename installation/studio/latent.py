"""Where the drawings lie in latent space, and the map from N(0, 1) to there."""

from dataclasses import dataclass

import numpy as np
import torch

from .dataset import Dataset
from .graph import Graph
from .network import Encoder

BLOCK = 64


@dataclass(frozen=True)
class Calibration:
    """latent = mean + axes @ point: points of the drawings have mean 0 and variance 1 in every direction.

    A VAE's prior is N(0, 1), its drawings are not: they fill some directions and leave others empty.
    Whitening them makes "a random point" mean "as far out as drawings are". Axes are sorted: the first
    values of a point change the picture most.
    """

    mean: np.ndarray  # (64,) float32
    axes: np.ndarray  # (64, 64) float32

    def points(self, latents: np.ndarray) -> np.ndarray:
        """(n, 64) latents -> (n, 64) points."""
        return (latents - self.mean) @ np.linalg.inv(self.axes).T

    def latents(self, points: np.ndarray) -> np.ndarray:
        """(n, 64) points -> (n, 64) latents."""
        return self.mean + points @ self.axes.T


@dataclass(frozen=True)
class Memory:
    """Drawings that pull: a point is drawn towards those it looks most like, and so is never in a void.

    Six styles leave gaps between them, where a network has seen nothing and paints mud. One step of what
    a modern Hopfield network does (Ramsauer et al. 2020) moves a point out of a gap, smoothly: weights
    are softmax(sharpness * cosine * length of the point), so far from all drawings none wins suddenly.
    """

    anchors: np.ndarray  # (k, 64) float32 points of drawings
    pull: float  # 0 leaves the point, 1 puts it amid the anchors it resembles
    sharpness: float

    @property
    def directions(self) -> np.ndarray:
        """(k, 64) anchors of length 1."""
        return self.anchors / np.linalg.norm(self.anchors, axis=1, keepdims=True)

    def weights(self, points: np.ndarray) -> np.ndarray:
        """(n, 64) points -> (n, k), rows sum to 1."""
        likeness = self.sharpness * points @ self.directions.T
        unnormed = np.exp(likeness - likeness.max(1, keepdims=True))
        return unnormed / unnormed.sum(1, keepdims=True)

    def recall(self, points: np.ndarray) -> np.ndarray:
        """(n, 64) -> (n, 64)."""
        return (1 - self.pull) * points + self.pull * self.weights(points) @ self.anchors

    def write(self, graph: Graph, z: str) -> str:
        """`recall` as part of a graph."""
        likeness = graph.op("MatMul", z, graph.constant(self.sharpness * self.directions.T))
        amid = graph.op(
            "MatMul",
            graph.op("Softmax", likeness, axis=1),
            graph.constant(self.pull * self.anchors),
        )
        return graph.op("Add", graph.op("Mul", z, graph.constant(1 - self.pull)), amid)


def calibrate(latents: np.ndarray) -> Calibration:
    """Whitens (n, 64) latents of drawings; directions that are hardly used get a small floor."""
    mean = latents.mean(0)
    variance, directions = np.linalg.eigh(np.cov((latents - mean).T))
    order = np.argsort(-variance)
    spread = np.sqrt(np.maximum(variance[order], 1e-6))
    return Calibration(mean.astype(np.float32), (directions[:, order] * spread).astype(np.float32))


@torch.no_grad()
def encode(encoder: Encoder, data: Dataset) -> np.ndarray:
    """Posterior means of all drawings of a data set, (n, 64) float32."""
    means = []
    for first in range(0, len(data.styles), BLOCK):
        fields = torch.from_numpy(np.array(data.fields[first : first + BLOCK])).float() / 127
        means.append(encoder(fields, torch.from_numpy(data.colours[first : first + BLOCK]))[0])
    return torch.cat(means).numpy()
