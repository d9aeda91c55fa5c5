"""Between two houses the network knows nothing, and paints mud: a point is led to the houses around it.

What is decoded is the mean of the drawings, each weighted by how well it explains the point if that were its
own latent with noise of BLUR: the best guess of the latent without the noise (Miyasawa 1961). So at most points
a picture is a house, or a mixture of houses that are much alike. The mean is that of the latents, or, where
they are known, of the plans: a mean of plans is the plan of a house, and of latents it often is not.

The mean is taken within a style. Where two or three styles explain the point nearly equally well, each is painted,
side by side (party_walls.py), as wide as it explains the point: a mixture of a cathedral and a tower block is
neither, half of each is a house that nobody designed.
"""

from dataclasses import dataclass, replace

import numpy as np

from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.party_walls import PartyWalls
from installation.studio.facades.plan_tuning import shares
from installation.studio.facades.plans import HousePlans
from installation.studio.facades.plans_graph import write_plans

COUNT = 6000  # drawings that are known
# standard deviation of the noise, in latents, whose nearest neighbours are 3.5 apart: with less it jumps from
# house to house (largest step of eight ways, in the median: 14 times the mean at 0.5, 6.6 at 1.3, 4.4 at 1.8),
# with more mud is back
BLUR = 1.6
# how much less evidence, in nats, a style may have than the best and still be seen: with 2.5 visitors saw two
# houses most of the time
BORDER = 1.5
SIDE_BY_SIDE = 3  # styles at most
LEAST = 1e-6  # of the best style's raised evidence, where it is equal to all others


@dataclass(frozen=True)
class KnownHouses:
    """The drawings around which everything that is shown lies, of more styles than SIDE_BY_SIDE."""

    latents: np.ndarray  # (k, d) float32
    styles: np.ndarray  # (k,) int
    plans: HousePlans | None = None  # what a decoder is told instead of latents

    def weights(self, latents: np.ndarray, style: int) -> tuple[np.ndarray, np.ndarray]:
        """(n, d) -> (n, m), how much of each of the m houses of a style is shown, and (n,) the evidence of all."""
        each = self.evidence(latents, style)
        best = each.max(1, keepdims=True)
        together = best + np.log(np.exp(each - best).sum(1, keepdims=True))
        return shares(self._focus(style) * each), together[:, 0]

    def evidence(self, latents: np.ndarray, style: int) -> np.ndarray:
        """(n, d) -> (n, m), logarithms: how well each of the m houses of a style explains a latent."""
        known = self.latents[self.styles == style]
        lengths = (latents**2).sum(1)[:, None] + (known**2).sum(1)
        return np.asarray((latents @ known.T - 0.5 * lengths) / BLUR**2)

    def tuned(self, latents: np.ndarray) -> "KnownHouses":
        """With plans that are made for what a journey sees; `latents` (n, d) of places that may be visited."""
        plans = self.plans
        if plans is None:
            return self
        of_style = self.best_style(latents)
        for style in np.unique(self.styles):
            evidence = self.evidence(latents[of_style == style], style)
            plans = plans.tuned(int(style), evidence, np.flatnonzero(self.styles == style))
        return replace(self, plans=plans)

    def best_style(self, latents: np.ndarray) -> np.ndarray:
        """(n, d) -> (n,), the style that explains each latent best."""
        styles = np.unique(self.styles)
        evidence = [self.weights(latents, style)[1] for style in styles]
        return np.asarray(styles[np.argmax(evidence, 0)])

    def _focus(self, style: int) -> float:
        return 1.0 if self.plans is None else self.plans.layout.styles[style].focus

    def write(self, graph: Graph, latent: str) -> tuple[str, PartyWalls]:
        """(1, d) -> what a decoder is told (n, d') of one house or of some, and the walls between them."""
        g = graph
        means, evidence = self._by_style(g, latent)
        best, which = g.ops("TopK", 2, evidence, g.integers(SIDE_BY_SIDE + 1), axis=1)
        first, *_, too_many = g.split(best, SIDE_BY_SIDE + 1, axis=1)
        # one too many never shows, and who takes its place begins with nothing
        border = g.maximum(g.subtract(first, BORDER), too_many)
        least = g.constant([[LEAST] + SIDE_BY_SIDE * [0.0]])
        raised = g.maximum(g.subtract(best, border), least)
        is_seen = g.op("Greater", raised, g.constant(0.0))
        seen = g.op("ReduceSum", g.to_int(is_seen), g.integers(1), keepdims=0)
        # of a point that is no number none would be seen, and a picture of no houses ends the runtime
        count = g.op("Max", seen, g.integers(1))
        shown = g.op("Slice", g.reshape(which, -1), g.integers(0), count)
        # in the order of the styles: walls do not jump when the second becomes the first
        houses, places = g.ops("TopK", 2, shown, count, largest=0)
        widths = g.op("Gather", g.reshape(raised, -1), places)
        return g.op("Gather", means, houses), PartyWalls(g, widths)

    def _by_style(self, g: Graph, latent: str) -> tuple[str, str]:
        """(1, d) -> the mean of each style around it (styles, d'), and how well it explains it (1, styles)."""
        precision = 1 / BLUR**2
        means = []
        evidence = []
        for style in np.unique(self.styles):
            is_of_style = self.styles == style
            latents = self.latents[is_of_style]
            known = g.constant(latents)
            # the point's own length is the same for all, and leaves with the softmax
            lengths = g.constant(-0.5 * precision * (latents**2).sum(1))
            each = g.op("Gemm", latent, known, lengths, alpha=precision, transB=1)
            if self.plans is None:
                means.append(g.op("MatMul", g.op("Softmax", each, axis=1), known))
            else:
                weights = g.op("Softmax", g.multiply(each, self._focus(style)), axis=1)
                means.append(write_plans(g, self.plans, weights, style, is_of_style))
            evidence.append(g.op("ReduceLogSumExp", each, g.integers(1)))
        return g.concat(*means, axis=0), g.concat(*evidence, axis=1)
