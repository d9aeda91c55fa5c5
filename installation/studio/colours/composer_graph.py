"""compose.py as part of an ONNX graph, for any size: fields and colours to the picture."""

import numpy as np

from installation.studio.colours.compose import BRIGHTEST, DAZZLE, FIELDS, curves
from installation.studio.colours.grain import GRAIN, finer_kernels, grain
from installation.studio.colours.palettes import COLOURS, STOPS
from installation.studio.common.line_bands import LineBands, widen
from installation.studio.common.onnx_graph import Graph

BAND = 24576  # pixels of a band: what is painted of it stays in a core's own cache
FINER = 2  # times the grid, smoothly, before lines are drawn between its points


class ColoursComposerGraph:
    """Writes the composition of fields on a grid."""

    def __init__(self, graph: Graph, size: str, rows: str):
        """`size`: the wanted height and width, (2,) int64; `rows` of the grid, (1,) int64."""
        self.graph = graph
        self.rows = rows
        self.height, self.width = graph.split(size, 2, axis=0)

    def write(self, fields: str, colours: str) -> str:
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
        phases, steep, lit, glow = b.ops(
            "Split",
            4,
            rows,
            b.integers(3, 1, 1, 1),
            axis=1,
        )
        curved, veil = b.ops(
            "Split",
            2,
            folded(b, phases),
            b.integers(2, 1),
            axis=1,
        )
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
