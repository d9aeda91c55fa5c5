"""Drawings that pull a point towards them, so that it is never where the network has seen nothing."""

from dataclasses import dataclass

import numpy as np

from installation.studio.common.onnx_graph import Graph


@dataclass(frozen=True)
class AnchorMemory:
    """A point is drawn towards the drawings it looks most like, and so is never in a void.

    Styles leave gaps between them, where a network has seen nothing and paints mud. One step of what a
    modern Hopfield network does (Ramsauer et al. 2020) moves a point out of a gap, smoothly: weights are
    softmax(sharpness * cosine * length of the point), so far from all drawings none wins suddenly.
    """

    anchors: np.ndarray  # (k, d) float32 points of drawings
    pull: float  # 0 leaves the point, 1 puts it amid the anchors it resembles
    sharpness: float

    @property
    def directions(self) -> np.ndarray:
        """(k, d) anchors of length 1."""
        return self.anchors / np.linalg.norm(self.anchors, axis=1, keepdims=True)

    def weights(self, points: np.ndarray) -> np.ndarray:
        """(n, d) points -> (n, k), rows sum to 1."""
        likeness = self.sharpness * points @ self.directions.T
        exponentials = np.exp(likeness - likeness.max(1, keepdims=True))
        return exponentials / exponentials.sum(1, keepdims=True)

    def recall(self, points: np.ndarray) -> np.ndarray:
        """(n, d) points -> (n, d) points, pulled."""
        pulled = self.pull * self.weights(points) @ self.anchors
        return (1 - self.pull) * points + pulled

    def write(self, graph: Graph, z: str) -> str:
        """`recall` as part of a graph: (1, d) -> (1, d)."""
        factors = graph.constant(self.sharpness * self.directions.T)
        likeness = graph.op("MatMul", z, factors)
        shares = graph.op("Softmax", likeness, axis=1)
        pulled = graph.op("MatMul", shares, graph.constant(self.pull * self.anchors))
        kept = graph.multiply(z, 1 - self.pull)
        return graph.add(kept, pulled)
