"""A texture book as steps of a graph: the same as `TextureBook.painted`."""

import numpy as np

from installation.studio.collection.texture_book import (
    LEAST,
    NEAR,
    SIDE,
    TextureBook,
    neighbourhood_weights,
)
from installation.studio.common.onnx_graph import Graph

VALUES = SIDE * SIDE * 3  # of a neighbourhood


class TexturePainter:
    """Writes one book into a graph."""

    def __init__(self, graph: Graph, book: TextureBook, height: int, width: int):
        """`height`, `width`: of the pictures that are made larger."""
        self._graph = graph
        self._book = book
        self._height = height
        self._width = width
        self._rows = height // book.kind.cell
        self._columns = width // book.kind.cell

    def write(self, coarse: str) -> str:
        """`coarse` (1, 3, h, w) in -1..1 -> (1, 3 or 1, factor h, factor w), to be added to the enlarged one."""
        graph = self._graph
        near = self._neighbourhoods(coarse)
        lots = graph.constant(self._book.places(self._height, self._width))
        asked = graph.concat(near, lots, axis=1)
        weights, chosen = self._nearest(asked)
        patches = graph.op("Gather", graph.constant(self._book.patches, np.int8), chosen)
        texture = graph.op("MatMul", weights, graph.to_float(patches))
        places = (self._rows + 1) * (self._columns + 1)
        texture = graph.reshape(texture, places, -1)
        rule = self._book.rule
        edges = graph.op("Gemm", near, graph.constant(rule[:-1]), graph.constant(rule[-1]))
        return self._joined(graph.add(texture, edges))

    def _neighbourhoods(self, coarse: str) -> str:
        """(places, 48), weighted."""
        graph = self._graph
        kind = self._book.kind
        reach = kind.reach
        around = graph.integers(0, 0, reach, reach, 0, 0, reach, reach)
        values = graph.op("Pad", coarse, around, mode="edge")
        if kind.pool > 1:
            sides = [kind.pool] * 2
            values = graph.op("AveragePool", values, kernel_shape=sides, strides=sides)
        # one channel for each value of a neighbourhood
        kernels = np.zeros((SIDE, SIDE, 3, 3, SIDE, SIDE), np.float32)
        weights = neighbourhood_weights()
        for y in range(SIDE):
            for x in range(SIDE):
                for colour in range(3):
                    kernels[y, x, colour, colour, y, x] = weights[y, x]
        factors = graph.constant(kernels.reshape(VALUES, 3, SIDE, SIDE))
        strides = [kind.cell // kind.pool] * 2
        planes = graph.op("Conv", values, factors, strides=strides)
        return graph.transpose(graph.reshape(planes, VALUES, -1), 1, 0)

    def _nearest(self, asked: str) -> tuple[str, str]:
        """(places, 1, k) weights in steps of the patches, and (places, k) their numbers."""
        graph = self._graph
        book = self._book
        count = len(book.found_by)
        mixed = min(book.kind.mixed, count - 1)
        own = graph.constant((book.found_by**2).sum(1))
        factors = graph.constant(-2 * book.found_by.T)
        apart = graph.op("Gemm", asked, factors, own)
        nearest, numbers = graph.ops(
            "TopK", 2, apart, graph.integers(mixed + 1), largest=0, sorted=1
        )
        axes = graph.integers(1)
        squares = graph.op("ReduceSumSquare", asked, axes, keepdims=1)
        beyond_nought = graph.maximum(graph.add(nearest, squares), 0.0)
        closeness = graph.op("Reciprocal", graph.add(beyond_nought, NEAR))
        closest = graph.op("Slice", closeness, graph.integers(0), graph.integers(mixed), axes)
        last = graph.op("Slice", closeness, graph.integers(mixed), graph.integers(mixed + 1), axes)
        beyond = graph.add(graph.subtract(closest, last), LEAST)
        length = graph.op("ReduceL2", beyond, axes, keepdims=1)
        weights = graph.multiply(graph.divide(beyond, length), float(book.scale))
        chosen = graph.op("Slice", numbers, graph.integers(0), graph.integers(mixed), axes)
        places = (self._rows + 1) * (self._columns + 1)
        return graph.reshape(weights, places, 1, mixed), chosen

    def _joined(self, patches: str) -> str:
        """(places, p * p * channels), overlapping by half -> (1, channels, factor h, factor w)."""
        graph = self._graph
        step = self._book.kind.step
        channels = self._book.kind.channels
        rows = self._rows
        columns = self._columns
        halves = graph.reshape(patches, rows + 1, columns + 1, 2, step, 2, step * channels)
        parts = []
        for down in (0, 1):
            for across in (0, 1):
                starts = graph.integers(1 - down, 1 - across, down, across)
                ends = graph.integers(rows + 1 - down, columns + 1 - across, down + 1, across + 1)
                parts.append(graph.op("Slice", halves, starts, ends, graph.integers(0, 1, 2, 4)))
        whole = graph.op("Sum", *parts)
        planes = graph.reshape(whole, rows, columns, step, step, channels)
        planes = graph.transpose(planes, 4, 0, 2, 1, 3)
        return graph.reshape(planes, 1, channels, rows * step, columns * step)
