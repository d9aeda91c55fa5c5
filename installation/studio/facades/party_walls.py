"""Houses side by side in one picture: the walls between them travel from one side to the other."""

import numpy as np

from installation.studio.common.onnx_graph import Graph


class PartyWalls:
    """Joins what was decoded for each house into one, from left to right."""

    def __init__(self, graph: Graph, widths: str):
        """`widths` (n,): of each house, in any unit."""
        g = graph
        self._graph = g
        self._shares = g.divide(widths, g.op("ReduceSum", widths, keepdims=1))
        ends = g.op("CumSum", self._shares, g.integers(0))
        self._ends = self._walls(ends)
        self._starts = self._walls(g.subtract(ends, self._shares))

    def joined(self, maps: str, columns: int) -> str:
        """(n, c, rows, columns) -> (1, c, rows, columns): each column is that of the house it lies in."""
        g = self._graph
        passed = g.constant(np.arange(columns))
        covered = [
            g.clip(g.subtract(g.multiply(place, float(columns)), passed), 0.0, 1.0)
            for place in (self._ends, self._starts)
        ]
        seen = g.multiply(maps, g.subtract(*covered))
        return g.op("ReduceSum", seen, g.integers(0))

    def _walls(self, places: str) -> str:
        """(n,) in 0..1 -> (n, 1, 1, 1), where walls stand: seldom at the sides, where a sliver of a house is a scrap."""
        g = self._graph
        from_middle = g.subtract(g.multiply(places, 2.0), 1.0)
        cubed = g.multiply(g.multiply(from_middle, from_middle), from_middle)
        moved = g.multiply(g.add(from_middle, g.multiply(cubed, 2.0)), 1 / 3)
        return g.reshape(g.multiply(g.add(moved, 1.0), 0.5), -1, 1, 1, 1)

    def mixed(self, colours: str) -> str:
        """(n, k, 3) -> (k, 3), the mean by how wide each house is: the whole picture has one palette."""
        g = self._graph
        shares = g.reshape(self._shares, -1, 1, 1)
        return g.op("ReduceSum", g.multiply(colours, shares), g.integers(0), keepdims=0)
