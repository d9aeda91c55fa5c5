"""Houses side by side in one picture: the walls between them travel from one side to the other."""

import numpy as np

from installation.studio.common.onnx_graph import Graph

# the power of its width by which a house counts for the sky: what drifts there shrinks and grows in a sixth of the way
SKY = 4.0


class PartyWalls:
    """Joins what belongs to each of n houses into one picture, from left to right."""

    def __init__(self, graph: Graph, widths: str):
        """`widths` (n,): of each house, in any unit."""
        g = graph
        self._graph = g
        self._shares = g.divide(widths, g.op("ReduceSum", widths, keepdims=1))
        ends = g.op("CumSum", self._shares, g.integers(0))
        self._ends = self._walls(ends)
        self._starts = self._walls(g.subtract(ends, self._shares))
        self._covers: dict[int, str] = {}

    def joined(self, maps: str, columns: int) -> str:
        """(n, c, rows, columns) -> (1, c, rows, columns): each column is that of the house it lies in."""
        g = self._graph
        own = g.reshape(self._cover(columns), -1, 1, 1, columns)
        return g.op("ReduceSum", g.multiply(maps, own), g.integers(0))

    def dealt(self, values: str, columns: int) -> str:
        """(n, k) numbers of houses -> (k, columns): each column has those of the house it lies in."""
        g = self._graph
        return g.op("MatMul", g.transpose(values, 1, 0), self._cover(columns))

    def products(self, down: str, across: str, columns: int) -> str:
        """Row profiles (n, k, rows) times column profiles (n, k, columns), joined: (1, k, rows, columns)."""
        g = self._graph
        own = g.multiply(across, g.reshape(self._cover(columns), -1, 1, columns))
        by_row = g.transpose(down, 1, 2, 0)
        by_column = g.transpose(own, 1, 0, 2)
        together = g.op("MatMul", by_row, by_column)
        return g.op("Unsqueeze", together, g.integers(0))

    def mixed(self, colours: str) -> str:
        """(n, k, 3) -> (k, 3), the mean by how wide each house is: the whole picture has one palette."""
        g = self._graph
        shares = g.reshape(self._shares, -1, 1, 1)
        return g.op("ReduceSum", g.multiply(colours, shares), g.integers(0), keepdims=0)

    def of_sky(self, values: str) -> str:
        """(n, k) -> (1, k): those of the widest house, gliding to another one's as that grows wider.

        For what stands in the sky: a wall that is no wall up there would cut a cloud in two.
        """
        g = self._graph
        strengths = g.op("Pow", self._shares, g.constant(SKY))
        votes = g.divide(strengths, g.op("ReduceSum", strengths, keepdims=1))
        return g.op("MatMul", g.reshape(votes, 1, -1), values)

    def _cover(self, columns: int) -> str:
        """(n, columns): how much of a column each house has, 0..1."""
        if columns not in self._covers:
            g = self._graph
            passed = g.constant(np.arange(columns))
            until_end, until_start = (
                g.clip(g.subtract(g.multiply(place, float(columns)), passed), 0.0, 1.0)
                for place in (self._ends, self._starts)
            )
            self._covers[columns] = g.subtract(until_end, until_start)
        return self._covers[columns]

    def _walls(self, places: str) -> str:
        """(n,) in 0..1 -> (n, 1), where walls stand: seldom at the sides, where a sliver of a house is a scrap."""
        g = self._graph
        from_middle = g.subtract(g.multiply(places, 2.0), 1.0)
        cubed = g.multiply(g.multiply(from_middle, from_middle), from_middle)
        moved = g.multiply(g.add(from_middle, g.multiply(cubed, 2.0)), 1 / 3)
        return g.reshape(g.multiply(g.add(moved, 1.0), 0.5), -1, 1)
