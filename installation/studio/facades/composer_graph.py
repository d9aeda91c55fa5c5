"""compose.py as part of an ONNX graph, for any size: fields and colours to the picture."""

import numpy as np

from installation.studio.common.line_bands import LineBands, widen
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.compose import EDGE, STACK, gradients
from installation.studio.facades.drawing import LAYERS, WIDTH
from installation.studio.facades.fields import COLUMNS, REACH, ROWS

INKS = len(STACK) + 1  # and the sky
BAND = 65536  # pixels of a band: its inks take two megabytes, which the caches of two cores hold
# sideways the middle is kept; of what is too high, two thirds go from the sky
CUT_BEFORE = (0.67, 0.5)


class FacadesComposerGraph:
    """Writes the composition; the drawing's 16:9 frame covers the wanted picture, what juts out is cut."""

    def __init__(self, graph: Graph, size: str):
        """`size`: the wanted height and width, (2,) int64."""
        g = graph
        self.graph = graph
        wanted = g.to_float(size)
        grid = g.constant([ROWS, COLUMNS])
        # pixels per cell: as many as it takes for the frame to cover the picture both ways
        self.scale = g.op("ReduceMax", g.divide(wanted, grid), keepdims=1)
        self.shown = g.op("Round", g.divide(wanted, self.scale))  # cells, (2,)
        jutting = g.subtract(grid, self.shown)
        self.first = g.op("Round", g.multiply(jutting, g.constant(CUT_BEFORE)))
        self.rows, self.columns = g.split(g.to_int(self.shown), 2, axis=0)
        self.height, self.width = g.split(size, 2, axis=0)
        self.bands = LineBands(g, self.height, self.width, self.rows, BAND)

    def write(self, fields: str, colours: str) -> str:
        """(1, 8, 144, 256), (9, 3) -> (1, 3, height, width) uint8; see line_bands.py."""
        g = self.graph
        layers = self._layers(fields)
        columns = g.transpose(g.reshape(layers, -1, self.columns), 1, 0)  # (columns, 8 x rows)
        wide = widen(g, g.reshape(columns, 1, self.columns, 1, -1), self.width)
        rows = g.transpose(wide, 1, 0)  # (8 x rows, width)
        sources = g.op("Gather", rows, self._sources(), axis=0)  # (bands, s, 8, width)
        beside = g.multiply(self.width, g.integers(INKS))
        painted = g.scan(
            self._band(),
            g.reshape(sources, self.bands.bands, -1, beside),
            self.bands.weights,
            self._line_colours(colours),
        )
        return self.bands.assemble(painted)

    def _layers(self, fields: str) -> str:
        """(1, 8, 144, 256) -> (1, 8, rows, columns): the sky, then STACK; 0 and 1 are the two sides of an edge."""
        g = self.graph
        unit = g.constant(REACH * COLUMNS / WIDTH / EDGE)  # a field's in edges, a pixel per cell
        nested = g.concat(*self._nested(self._cut(fields)), axis=1)
        edges = g.multiply(nested, g.multiply(self.scale, unit))
        layers = g.add(edges, 0.5)
        one_layer = g.op(
            "Slice",
            layers,
            g.integers(0),
            g.integers(1),
            g.integers(1),
        )
        sky = g.add(g.multiply(one_layer, 0.0), 1.0)  # behind all
        return g.concat(sky, layers, axis=1)

    def _sources(self) -> str:
        """Where the source rows of each band are in each of the 8 layers, (bands, s, 8) int64."""
        g = self.graph
        firsts = g.multiply(self.rows, g.constant(np.arange(INKS), np.int64))
        return g.add(g.op("Unsqueeze", self.bands.sources, g.integers(2)), firsts)

    def _band(self) -> Graph:
        """Source rows (s, 8 x width), their weights (lines, s), colours (lines, 3, 8) -> (lines, 3, width) uint8."""
        b = Graph("band", prefix="band_")
        rows = b.input("band_rows", "float32", ["s", "wide"])
        weights = b.input("band_weights", "float32", ["lines", "s"])
        colours = b.input("band_colours", "float32", ["lines", 3, INKS])
        ink = b.clip(b.op("MatMul", weights, rows), 0.0, 1.0)
        layers = b.reshape(ink, 0, INKS, -1)
        painted = b.op("MatMul", colours, layers)
        b.output(b.to_pixels(painted), "band_pixels", "uint8", ["lines", 3, "width"])
        return b

    def _line_colours(self, colours: str) -> str:
        """(bands, lines, 3, 8): sky, then each layer minus the one behind it; see compose.row_colours."""
        g = self.graph
        top, foot = self._gradients(colours)
        depth = g.reshape(self._depths(), -1, 1, 1)
        change = g.multiply(depth, g.subtract(foot, top))
        return g.reshape(
            g.add(top, change),
            self.bands.bands,
            self.bands.lines,
            3,
            INKS,
        )

    def _gradients(self, colours: str) -> list[str]:
        """The colours at the top and at the foot of the drawing, (3, 8) each."""
        g = self.graph
        own = np.eye(INKS, dtype=np.float32)
        behind = np.eye(INKS, k=-1, dtype=np.float32)
        ends = []
        for matrix in gradients():
            factors = g.constant(255 * (own - behind) @ matrix)
            ends.append(g.transpose(g.op("MatMul", factors, colours), 1, 0))
        return ends

    def _depths(self) -> str:
        """How far down the drawing each line lies, (bands, lines) in 0..1."""
        g = self.graph
        first, _ = g.split(self.first, 2, axis=0)
        shown, _ = g.split(self.shown, 2, axis=0)
        middles = g.add(g.to_float(self.bands.numbers), 0.5)
        share = g.divide(middles, g.to_float(self.height))
        row = g.add(g.multiply(share, shown), first)
        return g.divide(row, float(ROWS))

    def _nested(self, fields: str) -> list[str]:
        """See compose.nest."""
        g = self.graph
        parts = g.split(fields, len(LAYERS), axis=1)
        layer = dict(zip(LAYERS, parts, strict=True))
        building = g.minimum(layer["mass"], g.op("Neg", layer["ground"]))
        standing = g.maximum(building, layer["ground"])
        near = g.maximum(standing, layer["near"])
        far = g.maximum(near, layer["far"])
        opening = g.minimum(layer["opening"], building)
        relief = g.minimum(g.maximum(layer["relief"], opening), building)
        lit = g.op("Neg", layer["dark"])
        allowed = g.maximum(opening, g.op("Neg", far))
        light = g.op("Min", layer["light"], lit, allowed)
        return [far, near, standing, building, relief, opening, light]

    def _cut(self, fields: str) -> str:
        """(1, 8, 144, 256) without the rows and columns that jut out."""
        g = self.graph
        first = g.to_int(self.first)
        last = g.add(first, g.to_int(self.shown))
        return g.op("Slice", fields, first, last, g.integers(2, 3))
