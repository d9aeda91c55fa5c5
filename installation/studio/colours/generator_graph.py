"""The generator as one ONNX graph: point -> latent -> coordinate network on a grid -> picture at the wanted size.

The first half repeats network.py with a decoder's weights, the second half repeats compose.py.
"""

from typing import NamedTuple

import numpy as np

from installation.studio.colours.compose import AREA, BRIGHTEST, CELLS, DAZZLE, FIELDS, curves
from installation.studio.colours.grain import GRAIN, finer_kernels, grain
from installation.studio.colours.network import DEPTH, LATENT, WAVES, WIDTH
from installation.studio.colours.palettes import COLOURS, STOPS
from installation.studio.common.anchor_memory import AnchorMemory
from installation.studio.common.line_bands import LineBands, widen
from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.whitening import Whitening

BAND = 24576  # pixels of a band: what is painted of it stays in a core's own cache
FINER = 2  # times the grid, smoothly, before lines are drawn between its points
FIELDS_LAYER = "layer_fields"
LAYERS_SHOWN = [*(f"layer_{number}" for number in range(1, DEPTH + 1)), FIELDS_LAYER]


class AxisValues(NamedTuple):
    """Values of the graph along one axis, to be broadcast to (..., rows, columns)."""

    place: str  # middles of the cells
    sine: str  # of each wave there
    cosine: str


class GeneratorGraph:
    """Writes the generator's graph; `weights` is the state of network.ColoursDecoder as numpy arrays."""

    def __init__(self, weights: dict[str, np.ndarray], whitening: Whitening, memory: AnchorMemory):
        self.weights = NetworkWeights(weights)
        self.graph = Graph("latenzraum colours")
        z = self.graph.input("z", "float32", [1, LATENT])
        size = self.graph.input("size", "int64", [2])
        # (1,) float32: how far the picture reaches from its middle, and cells of the grid; see compose
        self.down, self.across, rows, columns = self._extent(size)
        self.rows = self.graph.to_int(rows)
        self.columns = self.graph.to_int(columns)
        self.height, self.width = self.graph.split(size, 2, axis=0)
        self.grid = self.graph.sizes(1, -1, self.rows, self.columns)
        self._write(z, whitening, memory)

    def _write(self, z: str, whitening: Whitening, memory: AnchorMemory) -> None:
        g = self.graph
        point = memory.write(g, z)
        latent = g.linear(point, whitening.axes, whitening.mean)
        fields, colours, layers = self._network(latent)
        picture = self._picture(fields, colours)
        g.output(picture, "picture", "uint8", [1, 3, "height", "width"])
        for name, layer in zip(LAYERS_SHOWN, layers, strict=False):
            g.output(layer, name, "float32", [1, WIDTH, "rows", "columns"])
        g.output(fields, FIELDS_LAYER, "float32", [1, len(FIELDS), "rows", "columns"])

    def _extent(self, size: str) -> tuple[str, str, str, str]:
        """Down, across, rows, columns; see compose.extent and compose.cells."""
        g = self.graph
        height, width = g.split(g.to_float(size), 2, axis=0)
        slim = g.divide(height, width)
        rows = g.op("Round", g.op("Sqrt", g.multiply(slim, float(CELLS))))
        columns = g.op("Round", g.divide(rows, slim))
        down = g.op("Sqrt", g.multiply(slim, AREA / 4))
        across = g.divide(down, slim)
        return down, across, rows, columns

    def _linear(self, x: str, layer: str) -> str:
        return self.weights.linear(self.graph, x, layer)

    def _network(self, latent: str) -> tuple[str, str, list[str]]:
        """(1, 32) -> fields (1, 6, rows, columns), colours (9, 3), the layers' (1, 64, rows, columns)."""
        g = self.graph
        first = g.silu(self._linear(latent, "style.0"))
        style = g.silu(self._linear(first, "style.2"))
        x = self._waves()
        layers = []
        for k in range(DEPTH):
            x = self._layer(k, style, x)
            layers.append(g.op("Reshape", x, self.grid))
        weight, bias = self.weights.pair("fields")
        fields = g.op("MatMul", g.constant(weight), x)
        fields = g.add(fields, g.constant(bias[:, None]))
        on_grid = g.op("Reshape", fields, self.grid)
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
        down = self._axis(self.rows, self.down, wave_axis=1)
        across = self._axis(self.columns, self.across, wave_axis=0)
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

    def _picture(self, fields: str, colours: str) -> str:
        """(1, 6, rows, columns), (9, 3) -> (1, 3, height, width) uint8; see line_bands.py."""
        g = self.graph
        prepared = self._prepared(fields)
        finer = self._finer(prepared)
        sources = self._sideways(finer)  # (rows, 6 x width)
        grain_lines = self._grain_lines()
        rows = g.multiply(self.rows, g.integers(FINER))
        bands = LineBands(g, self.height, self.width, rows, BAND)
        grain_rows = g.op("Mod", bands.numbers, g.integers(GRAIN))
        curve = self._curves(colours)
        painted = g.scan(
            self._band(sources, grain_lines, curve),
            bands.sources,
            bands.weights,
            grain_rows,
        )
        return bands.assemble(painted)

    def _grain_lines(self) -> str:
        """The tile of grain, side by side over the whole width: (64, width)."""
        g = self.graph
        whole_tiles = g.divide(self.width, g.integers(GRAIN))
        tiles = g.add(whole_tiles, g.integers(1))
        row = g.op("Tile", g.constant(grain()), g.sizes(1, tiles))
        return g.op(
            "Slice",
            row,
            g.integers(0),
            self.width,
            g.integers(1),
        )

    def _prepared(self, fields: str) -> str:
        """All that needs no pixel: back, front, veil, its steepness, light that is left, glow; (1, 6, rows, columns)."""
        g = self.graph
        parts = g.split(fields, len(FIELDS), axis=1)
        back, front, veil, edge, shade, glow = parts
        glow = g.clip(glow, 0.0, 1.0)
        shade = g.clip(shade, 0.0, BRIGHTEST)
        dazzled = g.subtract(1.0, g.multiply(glow, DAZZLE))
        lit = g.multiply(shade, dazzled)
        steepness = g.op("Exp", edge)
        return g.concat(
            back,
            front,
            veil,
            steepness,
            lit,
            glow,
            axis=1,
        )

    def _finer(self, fields: str) -> str:
        """FINER times the rows and columns, with smooth curves between them."""
        g = self.graph
        margins = g.integers(0, 0, 2, 2, 0, 0, 2, 2)
        wider = g.op("Pad", fields, margins, mode="edge")
        kernels = g.constant(finer_kernels(len(FIELDS)))
        finer = g.op("Conv", wider, kernels, group=len(FIELDS))
        return g.op("DepthToSpace", finer, blocksize=FINER, mode="CRD")

    def _sideways(self, fields: str) -> str:
        """(1, 6, rows, columns) -> (rows, 6 x width)."""
        g = self.graph
        columns = g.transpose(fields, 0, 3, 2, 1)  # (1, columns, rows, 6)
        one_row = g.reshape(columns, 0, 0, 1, -1)
        wide = widen(g, one_row, self.width)
        rows = g.transpose(wide, 1, 0)  # (rows x 6, width)
        count = g.multiply(self.rows, g.integers(FINER))
        return g.reshape(rows, count, -1)

    def _curves(self, colours: str) -> str:
        """(3, 10): see compose.curves, and the grain's; the inks of both planes lie in pairs, power by power."""
        g = self.graph
        each = curves(np.eye(COLOURS, dtype=np.float32))
        order = []
        for power in range(STOPS):
            order += [power, STOPS + power]
        order.append(COLOURS - 1)
        mixed = g.op("MatMul", g.constant(255 * each[order]), colours)
        with_grain = g.concat(mixed, g.constant(np.ones((1, 3))), axis=0)
        return g.transpose(with_grain, 1, 0)

    def _band(self, sources: str, grain_lines: str, curve: str) -> Graph:
        """The lines of a band, (lines, 3, width) uint8; it looks at the whole graph's sources, grain and colours."""
        b = Graph("band", prefix="band_")
        source = b.input("band_source", "int64", ["s"])
        weights = b.input("band_weights", "float32", ["lines", "s"])
        grained = b.input("band_grain", "int64", ["lines"])
        gathered = b.op("Gather", sources, source, axis=0)
        rows = b.op("MatMul", weights, gathered)
        rows = b.reshape(rows, 0, len(FIELDS), -1)
        phases, steep, lit, glow = b.ops("Split", 4, rows, b.integers(3, 1, 1, 1), axis=1)
        curved, veil = b.ops("Split", 2, folded(b, phases), b.integers(2, 1), axis=1)
        distance = b.subtract(veil, 0.5)
        cut = b.add(b.multiply(distance, steep), 0.5)
        seen = b.multiply(b.clip(cut, 0.0, 1.0), lit)
        behind = b.subtract(lit, seen)
        powers = [b.concat(behind, seen, axis=1)]
        for _ in range(STOPS - 1):
            powers.append(b.multiply(powers[-1], curved))
        grain_row = b.op("Gather", grain_lines, grained, axis=0)
        grain_row = b.op("Unsqueeze", grain_row, b.integers(1))
        inks = b.concat(*powers, glow, grain_row, axis=1)
        pixels = b.to_pixels(b.op("MatMul", curve, inks))
        b.output(pixels, "band_pixels", "uint8", ["lines", 3, "width"])
        return b


def folded(graph: Graph, phases: str) -> str:
    """See compose.fold: 4 s (2 - 4 s) = s (8 - 16 s) with s the square of what lies between whole numbers."""
    apart = graph.subtract(phases, graph.op("Round", phases))
    square = graph.multiply(apart, apart)
    falling = graph.subtract(8.0, graph.multiply(square, 16.0))
    return graph.multiply(square, falling)
