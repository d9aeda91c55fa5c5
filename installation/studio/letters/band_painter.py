"""From numbers on the canvas to pixels, band by band, as part of an ONNX graph.

For each pixel a few numbers are mixed from the canvas; together they say which entry of a table of
colours is looked up. A band's lines stay in the processor's cache until they are painted.
"""

from collections.abc import Callable, Sequence

from onnx import TensorProto

from installation.studio.common.noise_tile import FURTHER, TILE
from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.canvas_graph import MARGIN_CELLS, LettersCanvas
from installation.studio.letters.cubic_mixing import CubicMixing, counted
from installation.studio.letters.paper_grain import tile_of

BAND = 131072  # pixels of a band, about
ACROSS = 8  # pieces in which a line is mixed from the canvas' columns
THREADS = 2  # parts in which a band's pixels are looked up at once
CHANNELS = 3

# body graph, a number (lines, width) of each field -> row, no other than the table has, and place of what is looked up
Lookup = Callable[[Graph, Sequence[str]], tuple[str, str]]


class BandPainter:
    """Paints canvas fields with a table."""

    def __init__(self, graph: Graph, canvas: LettersCanvas):
        g = graph
        self._graph = graph
        self._canvas = canvas
        per_pixel = g.op("Reciprocal", canvas.cell_px)
        above = g.add(canvas.width, g.integers(ACROSS - 1))
        piece = g.divide(above, g.integers(ACROSS))
        self._across = CubicMixing(g, canvas.width, piece, canvas.columns, per_pixel, MARGIN_CELLS)
        self._painted = g.multiply(piece, g.integers(ACROSS))  # columns, a few more than wanted
        lines = g.op(
            "Min", g.divide(g.integers(BAND), canvas.width), g.integers(TILE[0]), canvas.height
        )
        some = g.maximum(lines, g.integers(1))
        self._down = CubicMixing(g, canvas.height, some, canvas.rows, per_pixel, MARGIN_CELLS)

    def paint(
        self, g: Graph, fields: Sequence[str], table: str, rows: int, length: str, lookup: Lookup
    ) -> str:
        """Fields (rows, columns) of the canvas -> (1, 3, height, width) uint8.

        `table` (3, shades x rows x length) uint8; `length` (1,) int64.
        """
        shown = g.op("Expand", g.op("Unsqueeze", table, g.integers(1)), g.integers(1, THREADS, 1))
        channels = g.split(shown, CHANNELS, axis=0)
        names = [g.op("Squeeze", channel, g.integers(0)) for channel in channels]
        tile = tile_of(g, self._down.pixels, self._painted, rows)
        stride = g.to_float(length)
        last = g.op("Squeeze", g.subtract(stride, 1.0))
        body = self._band(len(fields), tile, stride, last, names, lookup)
        sources = self._sources(g, fields)
        numbers = counted(g, self._down.pieces)
        offsets = g.op("Mod", g.to_int(g.multiply(numbers, float(FURTHER))), g.integers(TILE[1]))
        planes = g.ops(
            "Scan",
            CHANNELS,
            *sources,
            self._down.weights,
            g.reshape(offsets, -1, 1),
            body=body.proto(),
            num_scan_inputs=len(sources) + 2,
        )
        return self._assembled(g, planes)

    def _sources(self, g: Graph, fields: Sequence[str]) -> list[str]:
        """Of each field the rows that each band needs, (bands, s, width)."""
        stack = g.concat(*fields, axis=0)  # (fields x rows, columns)
        columns = g.transpose(stack, 1, 0)
        needed = g.op("Gather", columns, self._across.sources, axis=0)  # (pieces, s, fields x rows)
        turned = g.transpose(needed, 0, 2, 1)
        weights = g.transpose(self._across.weights, 0, 2, 1)
        pieces = g.op("MatMul", turned, weights)  # (pieces, fields x rows, pixels)
        side_by_side = g.transpose(pieces, 1, 0, 2)
        wide = g.reshape(side_by_side, -1, self._painted)
        sources = []
        for number in range(len(fields)):
            first = g.multiply(self._canvas.rows, g.integers(number))
            rows = g.add(self._down.sources, first)
            sources.append(g.op("Gather", wide, rows, axis=0))
        return sources

    def _band(
        self,
        fields: int,
        tile: str,
        stride: str,
        last: str,
        table: Sequence[str],
        lookup: Lookup,
    ) -> Graph:
        """Rows (s, width) of each field, weights (lines, s), offset (1,) -> three planes."""
        b = Graph("band", prefix="band_")
        rows = [b.input(f"band_rows_{k}", "float32", ["s", "wide"]) for k in range(fields)]
        weights = b.input("band_weights", "float32", ["lines", "s"])
        offset = b.input("band_offset", "int64", [1])
        numbers = [b.op("MatMul", weights, row) for row in rows]
        row, place = lookup(b, numbers)
        end = b.add(offset, self._painted)
        grain = b.op("Slice", tile, offset, end, b.integers(1))
        whole = b.op("Floor", b.add(row, grain))
        # far from all letters a network may draw what is no distance, and mixing then overshoots into another row
        held = b.op("Clip", place, b.constant(0.0), last)
        entry = b.add(b.multiply(whole, stride), held)
        index = b.op("Cast", entry, to=TensorProto.INT32)
        halves = b.reshape(index, THREADS, -1)
        for name, channel in zip("rgb", table, strict=True):
            colours = b.op("GatherElements", channel, halves, axis=1)
            plane = b.reshape(colours, self._down.pixels, self._painted)
            b.output(plane, f"band_{name}", "uint8", ["lines", "wide"])
        return b

    def _assembled(self, g: Graph, planes: Sequence[str]) -> str:
        """Planes (bands, lines, columns) -> (1, 3, height, width): joined, and cut to size."""
        whole = []
        for plane in planes:
            lines = g.reshape(plane, 1, 1, -1, self._painted)
            whole.append(lines)
        picture = g.concat(*whole, axis=1)
        size = g.concat(self._canvas.height, self._canvas.width, axis=0)
        return g.op("Slice", picture, g.integers(0, 0), size, g.integers(2, 3))
