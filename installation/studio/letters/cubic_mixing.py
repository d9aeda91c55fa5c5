"""Cubic interpolation as products of small matrices, as parts of an ONNX graph.

Catmull and Rom's kernel (1974), which passes through the values it is given. With the ramps t =
relu(1 - |x|) and u = relu(2 - |x|) it is u^2 (u - 1) / 2 + t^2 (1 - 2 t).
"""

import numpy as np

from installation.studio.common.onnx_graph import Graph

TAPS = 4  # values that a place between them is mixed from
SLOPE_OVER = 6.0  # cells: over fewer, small errors of the field would grow with the way


def kernel_weights(graph: Graph, away: str) -> str:
    """How much a value counts that lies so far away, in distances of values; any shape."""
    distance = graph.op("Abs", away)
    inner = graph.op("Relu", graph.subtract(1.0, distance))
    outer = graph.op("Relu", graph.subtract(2.0, distance))
    steep = graph.subtract(1.0, graph.add(inner, inner))
    near = graph.multiply(graph.multiply(inner, inner), steep)
    halved = graph.multiply(graph.subtract(outer, 1.0), 0.5)
    far = graph.multiply(graph.multiply(outer, outer), halved)
    return graph.add(near, far)


def counted(graph: Graph, count: str) -> str:
    """0, 1, 2, ... below a (1,) int64 value, as float32."""
    start = graph.constant(0, np.int64)
    end = graph.op("Squeeze", count)
    step = graph.constant(1, np.int64)
    return graph.to_float(graph.op("Range", start, end, step))


def with_axis(graph: Graph, x: str, axis: int) -> str:
    """x with a new axis of size one."""
    return graph.op("Unsqueeze", x, graph.integers(axis))


class CubicMixing:
    """How pixels along a picture's side are dealt out to pieces, and mixed from a grid's cells.

    All attributes are values of the graph: `pieces`, `pixels` of a piece, (1,) int64; `sources`
    (pieces, s) int64, the cells that a piece needs; `weights` (pieces, pixels, s) float32, how much
    each counts.
    """

    def __init__(
        self, graph: Graph, side: str, pixels: str, cells: str, cells_per_pixel: str, margin: int
    ):
        """`side` of the picture, `pixels` of a piece and `cells` of the grid, (1,) int64.

        `margin`: cells of the grid before the picture begins.
        """
        g = graph
        self.pixels = pixels
        above = g.subtract(g.add(side, pixels), g.integers(1))
        self.pieces = g.divide(above, pixels)
        numbers = counted(g, g.multiply(self.pieces, pixels))
        middles = g.multiply(g.add(numbers, 0.5), cells_per_pixel)
        places = g.reshape(g.add(middles, margin - 0.5), self.pieces, pixels)
        starts = g.op("Slice", places, g.integers(0), g.integers(1), g.integers(1))
        first = g.subtract(g.op("Floor", starts), 1.0)
        covered = g.op("Ceil", g.multiply(g.to_float(pixels), cells_per_pixel))
        reach = g.to_int(g.add(covered, float(TAPS)))
        source = g.add(first, counted(g, reach))  # (pieces, s)
        away = g.subtract(with_axis(g, places, 2), with_axis(g, source, 1))
        self.weights = kernel_weights(g, away)
        last = g.subtract(g.to_float(cells), 1.0)
        held = g.minimum(g.maximum(source, 0.0), last)
        self.sources = g.to_int(held)


class GridSampling:
    """Places along one axis of a letter's grid, inside it and beyond.

    `weights` (n, places, cells) float32: mixed from cells, beyond the grid the last cell.
    `reaching` the same, but beyond the grid it goes on straight. `beyond` (n, places): how far it
    lies outside, negative before the first cell. `from_middle` (n, places), `cells_from_middle`
    (cells,).
    """

    def __init__(self, graph: Graph, places: str, cells: str):
        """`places` (n, places) float32 counted from the first cell's middle; `cells` (1,) int64."""
        g = graph
        numbers = counted(g, cells)
        last = g.subtract(g.to_float(cells), 1.0)
        held = g.minimum(g.maximum(places, 0.0), last)
        away = g.subtract(with_axis(g, held, 2), numbers)
        mixed = kernel_weights(g, away)
        total = g.op("ReduceSum", mixed, g.integers(2), keepdims=1)
        self.weights = g.divide(mixed, total)
        self.beyond = g.subtract(places, held)
        self.reaching = g.add(self.weights, self._slopes(g, numbers, last))
        middle = g.multiply(last, 0.5)
        self.from_middle = g.subtract(places, middle)
        self.cells_from_middle = g.subtract(numbers, middle)

    def _slopes(self, g: Graph, numbers: str, last: str) -> str:
        """What lets values go on as they do over the last SLOPE_OVER cells."""
        after = g.op("Relu", self.beyond)
        before = g.subtract(self.beyond, after)
        falling = self._difference(g, numbers, last, g.subtract(last, SLOPE_OVER))
        rising = self._difference(g, numbers, g.constant([SLOPE_OVER]), g.constant([0.0]))
        behind = g.multiply(with_axis(g, after, 2), falling)
        ahead = g.multiply(with_axis(g, before, 2), rising)
        return g.add(behind, ahead)

    def _difference(self, g: Graph, numbers: str, to: str, since: str) -> str:
        """(cells,): the value at `to` minus the one at `since`, for each cell between."""
        at_end = g.op("Relu", g.subtract(1.0, g.op("Abs", g.subtract(numbers, to))))
        at_start = g.op("Relu", g.subtract(1.0, g.op("Abs", g.subtract(numbers, since))))
        return g.divide(g.subtract(at_end, at_start), SLOPE_OVER)
