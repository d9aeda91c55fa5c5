"""The coordinate network of network.py as part of an ONNX graph, on a grid that follows the picture's shape."""

from typing import NamedTuple

import numpy as np

from installation.studio.colours.compose import AREA, CELLS
from installation.studio.colours.network import DEPTH, WAVES, WIDTH
from installation.studio.colours.palettes import COLOURS
from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph


class GridValues(NamedTuple):
    """Values of the graph, (1,) each: the grid of a picture; see compose.extent and compose.cells."""

    down: str  # float32: how far the picture reaches from its middle
    across: str
    rows: str  # int64: cells
    columns: str


class AxisValues(NamedTuple):
    """Values of the graph along one axis, to be broadcast to (..., rows, columns)."""

    place: str  # middles of the cells
    sine: str  # of each wave there
    cosine: str


def measure_grid(graph: Graph, size: str) -> GridValues:
    """The grid for a picture; `size`: its height and width, (2,) int64."""
    g = graph
    height, width = g.split(g.to_float(size), 2, axis=0)
    slim = g.divide(height, width)
    rows = g.op("Round", g.op("Sqrt", g.multiply(slim, float(CELLS))))
    columns = g.op("Round", g.divide(rows, slim))
    down = g.op("Sqrt", g.multiply(slim, AREA / 4))
    return GridValues(
        down=down,
        across=g.divide(down, slim),
        rows=g.to_int(rows),
        columns=g.to_int(columns),
    )


class ColoursDecoderGraph:
    """Writes the decoder; `weights` is the state of network.ColoursDecoder as numpy arrays."""

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray], grid: GridValues):
        self.graph = graph
        self.weights = NetworkWeights(weights)
        self.grid = grid
        self.shape = graph.sizes(1, -1, grid.rows, grid.columns)

    def _linear(self, x: str, layer: str) -> str:
        return self.weights.linear(self.graph, x, layer)

    def write(self, latent: str) -> tuple[str, str, list[str]]:
        """(1, 32) -> fields (1, 6, rows, columns), colours (9, 3), the layers' (1, 64, rows, columns)."""
        g = self.graph
        first = g.silu(self._linear(latent, "style.0"))
        style = g.silu(self._linear(first, "style.2"))
        x = self._waves()
        layers = []
        for k in range(DEPTH):
            x = self._layer(k, style, x)
            layers.append(g.op("Reshape", x, self.shape))
        weight, bias = self.weights.pair("fields")
        fields = g.op("MatMul", g.constant(weight), x)
        fields = g.add(fields, g.constant(bias[:, None]))
        on_grid = g.op("Reshape", fields, self.shape)
        return on_grid, self._colours(style), layers

    def _colours(self, style: str) -> str:
        """(1, STYLE) -> (9, 3) in 0..1."""
        g = self.graph
        hidden = self._linear(style, "colours.0")
        hidden = g.silu(hidden)
        colours = self._linear(hidden, "colours.2")
        colours = g.op("Sigmoid", colours)
        return g.reshape(colours, COLOURS, 3)

    def _layer(self, number: int, style: str, x: str) -> str:
        """(n, rows x columns) -> (64, rows x columns). The latent point bends the weights, not each place."""
        g = self.graph
        weight, bias = self.weights.pair(f"layers.{number}")
        bends = self._linear(style, f"bends.{number}")  # (1, 2 x 64), gain and shift
        gain, shift = g.split(bends, 2, axis=1)
        gain = g.reshape(gain, WIDTH, 1)
        shift = g.reshape(shift, WIDTH, 1)
        gain = g.add(gain, 1.0)
        bent_bias = g.multiply(gain, g.constant(bias[:, None]))
        shift = g.add(bent_bias, shift)
        bent_weight = g.multiply(gain, g.constant(weight))
        x = g.op("MatMul", bent_weight, x)
        x = g.add(x, shift)
        return g.silu(x)

    def _waves(self) -> str:
        """Places and waves, (98, rows x columns).

        sin(a + b) comes from sines and cosines of a and b: products instead of many sines.
        """
        g = self.graph
        down = self._axis(self.grid.rows, self.grid.down, wave_axis=1)
        across = self._axis(self.grid.columns, self.grid.across, wave_axis=0)
        sines = g.add(
            g.multiply(down.sine, across.cosine),
            g.multiply(down.cosine, across.sine),
        )
        cosines = g.subtract(
            g.multiply(down.cosine, across.cosine),
            g.multiply(down.sine, across.sine),
        )
        x = self._spread(across.place, down.place)
        y = self._spread(down.place, across.place)
        values = g.concat(
            x,
            y,
            sines,
            cosines,
            axis=0,
        )
        return g.reshape(values, 2 + 2 * WAVES, -1)

    def _spread(self, place: str, other: str) -> str:
        """Places along one axis, repeated along the other."""
        nothing = self.graph.multiply(other, 0.0)
        return self.graph.add(place, nothing)

    def _axis(self, count: str, reach: str, wave_axis: int) -> AxisValues:
        """Along the columns (`wave_axis` 0) or the rows (1); `count` (1,) int64, `reach` (1,) float32."""
        g = self.graph
        cells = g.to_float(count)
        start = g.constant(0.5)
        end = g.op("Squeeze", cells)
        step = g.constant(1.0)
        numbers = g.op("Range", start, end, step)
        twice = g.multiply(numbers, 2.0)
        middles = g.subtract(g.divide(twice, cells), 1.0)
        place = g.multiply(middles, reach)
        beside = g.integers(0, 2 if wave_axis else 1)
        place = g.op("Unsqueeze", place, beside)  # (1, rows, 1) or (1, 1, columns)
        waves = self.weights.buffer("waves")[wave_axis]
        phases = g.multiply(g.constant(waves[:, None, None]), place)
        return AxisValues(
            place=place,
            sine=g.op("Sin", phases),
            cosine=g.op("Cos", phases),
        )
