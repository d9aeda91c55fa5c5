"""What profiles.py makes of row and column profiles, as part of an ONNX graph."""

import numpy as np

from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS
from installation.studio.facades.network import StageShape
from installation.studio.facades.party_walls import PartyWalls
from installation.studio.facades.profiles import CALM, CALM_FLARE, DRAWN, GRIDS, SWITCHES


class ProfilesGraph:
    """Patterns, grids and darkness of one picture, in which each column is told of its own house."""

    def __init__(self, graph: Graph, weights: NetworkWeights, walls: PartyWalls):
        self._graph = graph
        self._weights = weights
        self._walls = walls

    def darkness(self, style: str) -> str:
        """See profiles.Darkness: (n, STYLE) -> (1, 1, 144, 256)."""
        g = self._graph
        weight, bias = self._weights.pair("darkness.profiles")
        end = ROWS * SWITCHES  # of the rows' profiles; those of the columns follow
        rows = (ROWS, SWITCHES)
        columns = (SWITCHES, COLUMNS)
        down = g.linear(
            style,
            calmed(weight[:end], rows, CALM, cells=0),
            calmed(bias[:end], rows, CALM, cells=0).ravel(),
        )
        across = g.linear(
            style,
            calmed(weight[end:], columns, CALM, cells=1),
            calmed(bias[end:], columns, CALM, cells=1).ravel(),
        )
        by_switch = g.transpose(g.reshape(down, -1, *rows), 0, 2, 1)
        products = self._walls.products(by_switch, g.reshape(across, -1, *columns), COLUMNS)
        return g.op("ReduceSum", products, g.integers(1))

    def with_grids(self, drawn: str, style: str) -> str:
        """See profiles.Lattice: (1, 7, 144, 256) as convolutions draw it -> the same with the grids."""
        g = self._graph
        count = sum(GRIDS.values())
        outlined = self._outlined(style)
        profiles = g.reshape(
            self._weights.linear(g, outlined, "lattice.profiles"), -1, count, ROWS + COLUMNS
        )
        lengths = g.integers(ROWS, COLUMNS)
        rows, columns = g.ops("Split", 2, profiles, lengths, axis=2)
        across = self._walls.joined(g.reshape(columns, -1, count, 1, COLUMNS), COLUMNS)
        weight, bias = self._weights.pair("lattice.flares")
        flares = g.linear(
            outlined,
            calmed(weight, (count, ROWS), CALM_FLARE, cells=1),
            calmed(bias, (count, ROWS), CALM_FLARE, cells=1).ravel(),
        )
        flare = self._of_rows(flares)
        down = self._of_rows(g.reshape(rows, -1, count * ROWS))
        grids = g.minimum(down, g.add(across, flare))
        of_layers = g.ops("Split", len(GRIDS), grids, g.integers(*GRIDS.values()), axis=1)
        unions = dict(zip(GRIDS, of_layers, strict=True))
        layers = []
        for name, layer in zip(LAYERS, g.split(drawn, DRAWN, axis=1), strict=False):
            if name in unions:
                union = g.op("ReduceMax", unions[name], g.integers(1))
                layer = g.maximum(layer, union)
            layers.append(layer)
        return g.concat(*layers, axis=1)

    def _outlined(self, style: str) -> str:
        """(n, STYLE) -> (n, OUTLINED)."""
        g = self._graph
        planned = style
        for layer in ("lattice.plan.0", "lattice.plan.2"):
            planned = g.silu(self._weights.linear(g, planned, layer))
        rule = self._weights.weight("lattice.plan.4")
        return g.linear(planned, rule, np.zeros(len(rule), np.float32))

    def _of_rows(self, profiles: str) -> str:
        """(n, k rows) of houses -> (1, k, rows, columns): each column has those of the house it lies in."""
        dealt = self._walls.dealt(profiles, COLUMNS)
        return self._graph.reshape(dealt, 1, -1, ROWS, COLUMNS)

    def weave(self, layer: str, shape: StageShape, style: str) -> str:
        """Profiles are kept by cell in the network; here by channel, so that the product needs no transpose."""
        g = self._graph
        weight, bias = self._weights.pair(layer)
        of_rows, of_columns = weave_order(shape)
        down = g.linear(style, weight[of_rows], bias[of_rows])
        across = g.linear(style, weight[of_columns], bias[of_columns])
        if not shape.is_coarse:
            down = g.reshape(down, -1, shape.woven, shape.rows)
            across = g.reshape(across, -1, shape.woven, shape.columns)
            return self._walls.products(down, across, shape.columns)
        down = g.reshape(down, -1, shape.woven, shape.rows, 1)
        across = g.reshape(across, -1, shape.woven, 1, shape.columns)
        return g.multiply(down, across)


def weave_order(shape: StageShape) -> tuple[np.ndarray, np.ndarray]:
    """Where the profiles of rows and of columns stand in the network's weights, channel by channel."""
    cells = shape.rows + shape.columns
    order = np.arange(cells * shape.woven)
    by_channel = order.reshape(cells, shape.woven).T
    return by_channel[:, : shape.rows].ravel(), by_channel[:, shape.rows :].ravel()


def calmed(values: np.ndarray, shape: tuple[int, int], calm: np.ndarray, cells: int) -> np.ndarray:
    """What profiles.py does to profiles that must not jump, done to the weights that make them.

    `values` (a b,) or (a b, n) belong to profiles of the `shape` (a, b), whose axis `cells` runs from cell
    to cell. Returns (a b, n).
    """
    profiles = values.reshape(*shape, -1)
    reach = len(calm) // 2
    margins = [(0, 0), (0, 0), (0, 0)]
    margins[cells] = (reach, reach)
    padded = np.pad(profiles, margins, mode="edge")
    count = shape[cells]
    means = np.zeros_like(profiles)
    for k, share in enumerate(calm):
        moved = range(k, k + count)
        means += share * np.take(padded, moved, cells)
    return means.reshape(shape[0] * shape[1], -1)
