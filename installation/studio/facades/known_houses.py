"""Between two houses the network knows nothing, and paints mud: a point is led to the houses around it.

What is decoded is the mean of the drawings' latents, each weighted by how well it explains the point if that
were its own latent with noise of BLUR: the best guess of the latent without the noise (Miyasawa 1961). So at
most points a picture is a house, or a mixture of houses that are much alike, and a way leads from house to
house. Where two styles meet it is still a mixture of both, which is passed quickly (PACE in model_card.py).
"""

from dataclasses import dataclass

import numpy as np

from installation.studio.common.onnx_graph import Graph

COUNT = 6000  # drawings that are known
# standard deviation of the noise, in latents, whose nearest neighbours are 3.5 apart: with less it jumps from
# house to house (largest step of eight ways, in the median: 14 times the mean at 0.5, 6.6 at 1.3, 4.4 at 1.8),
# with more mud is back
BLUR = 1.6


@dataclass(frozen=True)
class KnownHouses:
    """The drawings around which everything that is shown lies."""

    latents: np.ndarray  # (k, d) float32

    def write(self, graph: Graph, latent: str) -> str:
        """(1, d) -> (1, d), the mean of the known latents around it."""
        g = graph
        known = g.constant(self.latents)
        precision = 1 / BLUR**2
        lengths = g.constant(-0.5 * precision * (self.latents**2).sum(1))
        # the point's own length is the same for all, and leaves with the softmax
        evidence = g.op("Gemm", latent, known, lengths, alpha=precision, transB=1)
        return g.op("MatMul", g.op("Softmax", evidence, axis=1), known)
