"""compose.py as part of an ONNX graph, for any size: fields and colours to the picture.

Each pixel is mixed from the layers of a band's lines by one matrix a line: three colours, and how much
shade falls on it (relief_graph.py).
"""

import numpy as np

from installation.studio.common.line_bands import LineBands, widen
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.compose import EDGE, STACK, gradients
from installation.studio.facades.drawing import LAYERS, WIDTH
from installation.studio.facades.fields import COLUMNS, REACH, ROWS
from installation.studio.facades.relief_graph import (
    EXTRA,
    FacadesRelief,
    light_columns,
    lit,
)

INKS = len(STACK) + 1  # and the sky
MIXED = INKS + EXTRA  # rows that a pixel is mixed from
PAINTED = 4  # numbers of a pixel: three colours, and how much higher its surroundings are
# pixels of a band: what it is mixed from takes a megabyte, which the caches of a core hold
BAND = 24576
# sideways the middle is kept; of what is too high, two thirds go from the sky
CUT_BEFORE = (0.67, 0.5)
# of rows that are missing, most become sky; the house stays within what is seen beside an open look inside
ADDED_BEFORE = (0.7, 0.5)
HOUSE = 184.0  # columns that are always seen: houses are less wide
NO_INK = -1.0


class FacadesComposerGraph:
    """Writes the composition; the drawing's 16:9 frame covers the wanted picture, what juts out is cut.

    A narrow picture shows a whole house all the same: under a higher sky, on more of the street.
    """

    def __init__(self, graph: Graph, size: str):
        """`size`: the wanted height and width, (2,) int64."""
        g = graph
        self.graph = graph
        wanted = g.to_float(size)
        grid = g.constant([ROWS, COLUMNS])
        _, wide = g.split(wanted, 2, axis=0)
        # pixels per cell: as many as it takes for the frame to cover the picture both ways
        covering = g.op("ReduceMax", g.divide(wanted, grid), keepdims=1)
        self.scale = g.minimum(covering, g.divide(wide, HOUSE))
        self.shown = g.op("Round", g.divide(wanted, self.scale))  # cells, (2,)
        jutting = g.subtract(grid, self.shown)
        cut = g.multiply(jutting, g.constant(CUT_BEFORE))
        added = g.multiply(jutting, g.constant(ADDED_BEFORE))  # less than nothing
        self.first = g.op("Round", g.minimum(cut, added))
        self.rows, self.columns = g.split(g.to_int(self.shown), 2, axis=0)
        self.height, self.width = g.split(size, 2, axis=0)
        self.bands = LineBands(g, self.height, self.width, self.rows, BAND)
        self.relief = FacadesRelief(g, self.rows, self.columns)

    def write(self, fields: str, colours: str) -> str:
        """(1, 8, 144, 256), (9, 3) -> (1, 3, height, width) uint8; see line_bands.py."""
        g = self.graph
        layers = self._layers(fields)
        columns = g.transpose(g.reshape(layers, -1, self.columns), 1, 0)  # (columns, MIXED x rows)
        wide = widen(g, g.reshape(columns, 1, self.columns, 1, -1), self.width)
        rows = g.transpose(wide, 1, 0)  # (MIXED x rows, width)
        sources = g.op("Gather", rows, self._sources(), axis=0)  # (bands, s, MIXED, width)
        beside = g.multiply(self.width, g.integers(MIXED))
        painted = g.scan(
            self._band(self.relief.grain(self.bands.lines, self.width)),
            g.reshape(sources, self.bands.bands, -1, beside),
            self.bands.weights,
            self._line_mixing(colours),
            self.relief.offsets(self.bands.bands),
        )
        return self.bands.assemble(painted)

    def _layers(self, fields: str) -> str:
        """(1, 8, 144, 256) -> (1, MIXED, rows, columns): the sky, STACK, the maps of light.

        In STACK 0 and 1 are the two sides of an edge.
        """
        g = self.graph
        unit = g.constant(REACH * COLUMNS / WIDTH / EDGE)  # a field's in edges, a pixel per cell
        layers_shown = g.split(self._cut(fields), len(LAYERS), axis=1)
        shown = dict(zip(LAYERS, layers_shown, strict=True))
        parts = self._nested(shown)
        nested = g.concat(*parts, axis=1)
        edges = g.multiply(nested, g.multiply(self.scale, unit))
        layers = g.add(edges, 0.5)
        sky = g.add(g.multiply(parts[0], 0.0), 1.0)  # behind all
        by_name = dict(zip(STACK, parts, strict=True))
        maps = self.relief.maps({**by_name, "street": shown["ground"]})
        return g.concat(sky, layers, *maps, axis=1)

    def _sources(self) -> str:
        """Where the source rows of each band are in each of the layers, (bands, s, MIXED) int64."""
        g = self.graph
        firsts = g.multiply(self.rows, g.constant(np.arange(MIXED), np.int64))
        return g.add(g.op("Unsqueeze", self.bands.sources, g.integers(2)), firsts)

    def _band(self, grain: str) -> Graph:
        """Source rows (s, MIXED x width), their weights (lines, s), how they are mixed (lines, PAINTED,
        MIXED), where the grain begins (1,) -> (lines, 3, width) uint8.
        """
        b = Graph("band", prefix="band_")
        rows = b.input("band_rows", "float32", ["s", "wide"])
        weights = b.input("band_weights", "float32", ["lines", "s"])
        mixing = b.input("band_mixing", "float32", ["lines", PAINTED, MIXED])
        offset = b.input("band_offset", "int64", [1])
        ink = b.clip(b.op("MatMul", weights, rows), 0.0, 1.0)
        layers = b.reshape(ink, 0, MIXED, -1)
        of_colours, of_shade = b.ops("Split", 2, mixing, b.integers(3, 1), axis=1)
        painted = b.op("MatMul", of_colours, layers)
        above = b.op("MatMul", of_shade, layers)
        end = b.concat(self.bands.lines, b.add(offset, self.width), axis=0)
        start = b.concat(b.integers(0), offset, axis=0)
        paper = b.op("Slice", grain, start, end, b.integers(0, 1))
        pixels = b.to_pixels(lit(b, painted, above, paper))
        b.output(pixels, "band_pixels", "uint8", ["lines", 3, "width"])
        return b

    def _line_mixing(self, colours: str) -> str:
        """(bands, lines, PAINTED, MIXED): colours change from top to foot, the shade does not."""
        g = self.graph
        top, foot = self._gradients(colours)
        depth = g.reshape(self._depths(), -1, 1, 1)
        change = g.multiply(depth, g.subtract(foot, top))
        return g.reshape(
            g.add(top, change),
            self.bands.bands,
            self.bands.lines,
            PAINTED,
            MIXED,
        )

    def _gradients(self, colours: str) -> list[str]:
        """How a pixel is mixed at the top and at the foot of the drawing, (PAINTED, MIXED) each.

        Each layer counts as what it is more than the one behind it; see compose.row_colours.
        """
        g = self.graph
        own = np.eye(INKS, dtype=np.float32)
        behind = np.eye(INKS, k=-1, dtype=np.float32)
        lamp = g.multiply(g.reshape(self.relief.lamp(colours), 3, 1), g.constant(light_columns()))
        shade = g.constant(self.relief.shade_row())
        ends = []
        for matrix in gradients():
            factors = g.constant(255 * (own - behind) @ matrix)
            layers = g.transpose(g.op("MatMul", factors, colours), 1, 0)
            unlit = g.op("Pad", layers, g.integers(0, 0, 0, EXTRA))
            painted = g.add(unlit, lamp)
            ends.append(g.concat(painted, shade, axis=0))
        return ends

    def _depths(self) -> str:
        """How far down the drawing each line lies, (bands, lines) in 0..1."""
        g = self.graph
        first, _ = g.split(self.first, 2, axis=0)
        shown, _ = g.split(self.shown, 2, axis=0)
        middles = g.add(g.to_float(self.bands.numbers), 0.5)
        share = g.divide(middles, g.to_float(self.height))
        row = g.add(g.multiply(share, shown), first)
        return g.clip(g.divide(row, float(ROWS)), 0.0, 1.0)

    def _nested(self, layer: dict[str, str]) -> list[str]:
        """See compose.nest."""
        g = self.graph
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
        """(1, 8, 144, 256) without what juts out, and with sky and street where rows are missing."""
        g = self.graph
        first = g.to_int(self.first)
        last = g.add(first, g.to_int(self.shown))
        top, _ = g.split(first, 2, axis=0)
        foot, _ = g.split(last, 2, axis=0)
        none = g.integers(0)
        above = g.maximum(g.op("Neg", top), none)
        below = g.maximum(g.subtract(foot, g.integers(ROWS)), none)
        rows = g.integers(2)
        moved = g.concat(above, none, axis=0)
        sky = g.op("Pad", fields, moved, g.constant(NO_INK), rows)
        street = g.op("Pad", sky, g.concat(none, below, axis=0), "", rows, mode="edge")
        start = g.add(first, moved)
        end = g.add(last, moved)
        return g.op("Slice", street, start, end, g.integers(2, 3))
