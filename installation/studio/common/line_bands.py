"""The last step of a generator's graph: from a coarse grid to the picture's lines, band by band.

Enlarging goes sideways first, along the first axis with everything else beside it as one long row: ONNX
Runtime does that several times faster than both ways at once. Then it goes down, in bands of lines that
are painted to the end while the processor's cache still holds them: with whole pictures, the memory is
what one waits for.
"""

import numpy as np

from installation.studio.common.onnx_graph import Graph


def widen(graph: Graph, x: str, width: str) -> str:
    """(1, columns, 1, n) -> (width, n), linearly; `width` is a (1,) int64 value."""
    shape = graph.op("Shape", x)
    start = graph.integers(3)
    end = graph.integers(4)
    beside = graph.op("Slice", shape, start, end)
    wanted = graph.sizes(1, width, 1, beside)
    wide = graph.resize(x, wanted)
    return graph.reshape(wide, width, beside)


class LineBands:
    """How a picture's lines are dealt out to bands, and which source rows each line is mixed from.

    All attributes are values of the graph:
    `lines` (1,) int64 of a band; `bands` (1,) int64; `numbers` (bands, lines) int64, each line's number in
    the picture; `sources` (bands, s) int64, the source rows that a band needs; `weights` (bands, lines, s)
    float32, how much each of them counts in each line.
    """

    def __init__(self, graph: Graph, height: str, width: str, rows: str, pixels: int):
        """`height`, `width` of the picture and `rows` of the source: (1,) int64; `pixels`: of a band, about."""
        self._graph = graph
        self._height = height
        self._width = width
        self.lines = self._lines_of_a_band(pixels)
        self.bands = self._count()
        self.numbers = self._numbers()
        self.sources, self.weights = self._mixing(graph.to_float(rows))

    def assemble(self, painted: str) -> str:
        """(bands, lines, 3, width) uint8 -> (1, 3, height, width): bands joined, the last one cut."""
        g = self._graph
        lines = g.reshape(painted, -1, 3, self._width)
        kept = g.op(
            "Slice",
            lines,
            g.integers(0),
            self._height,
            g.integers(0),
        )
        planes = g.transpose(kept, 1, 0, 2)
        return g.op("Unsqueeze", planes, g.integers(0))

    def _lines_of_a_band(self, pixels: int) -> str:
        g = self._graph
        that_many = g.divide(g.integers(pixels), self._width)
        at_least_one = g.maximum(g.integers(1), that_many)
        return g.minimum(at_least_one, self._height)

    def _count(self) -> str:
        """As many bands as it takes: the height by the lines of a band, rounded up."""
        g = self._graph
        both = g.add(self._height, self.lines)
        last = g.subtract(both, g.integers(1))
        return g.divide(last, self.lines)

    def _numbers(self) -> str:
        g = self._graph
        start = g.constant(0, np.int64)
        end = g.op("Squeeze", g.multiply(self.bands, self.lines))
        step = g.constant(1, np.int64)
        numbers = g.op("Range", start, end, step)
        return g.reshape(numbers, self.bands, self.lines)

    def _mixing(self, rows: str) -> tuple[str, str]:
        """Linear enlarging as a product: a row's weight falls from one to nothing over a row's distance."""
        g = self._graph
        per_line = g.divide(rows, g.to_float(self._height))
        last = g.subtract(rows, 1.0)
        place = self._places(per_line, last)
        first_places = g.op(
            "Slice",
            place,
            g.integers(0),
            g.integers(1),
            g.integers(1),
        )
        first = g.op("Floor", first_places)  # (bands, 1)
        covered = g.multiply(g.to_float(self.lines), per_line)
        reach = g.op("Squeeze", g.add(g.op("Ceil", covered), 2.0))
        offsets = g.op("Range", g.constant(0.0), reach, g.constant(1.0))
        source = g.add(first, offsets)  # (bands, s)
        lines = g.op("Unsqueeze", place, g.integers(2))
        distance = g.op("Abs", g.subtract(lines, g.op("Unsqueeze", source, g.integers(1))))
        weights = g.op("Relu", g.subtract(1.0, distance))
        return g.to_int(g.minimum(source, last)), weights

    def _places(self, per_line: str, last: str) -> str:
        """Where each line's middle lies among the source rows, (bands, lines) float32 in 0..last."""
        g = self._graph
        middle = g.add(g.to_float(self.numbers), 0.5)
        place = g.subtract(g.multiply(middle, per_line), 0.5)
        return g.minimum(g.maximum(place, 0.0), last)
