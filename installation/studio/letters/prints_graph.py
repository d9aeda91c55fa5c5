"""What is decoded: the letters, and for three inks two further prints of a lone one.

The further prints are turned in style, one each way, so that three faces of one letter lie over
each other. They shrink as other letters grow, which have inks of their own.
"""

import numpy as np

from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.calibration import COUNTRY_AXES
from installation.studio.letters.inks_table import INKS

MOST_BESIDE = 2  # letters beside which further prints of the first one may still be seen
TURN = 1.0  # radians that a spread of one turns a style by
CROWDED = 2.0  # how quickly further prints shrink as other letters grow
OFF_MEAN = 0.7  # styles near the mean are moved too: turning would leave them where they are


class Prints:
    """Values of the graph: `points` (prints, d), `spots` (prints, 2), `inks` (prints,) int64."""

    def __init__(self, graph: Graph, z: str, spots: str, kind: str, spread: str, styles: int):
        """`z` (n, d), `spots` (n, 2); `kind`, `spread`: see looks.py; `styles`: numbers of one."""
        g = graph
        self._graph = graph
        self._styles = styles
        count = g.op("Shape", z, start=0, end=1)
        wanted = self._wanted(count, kind)
        first = g.op("Slice", z, g.integers(0), g.integers(1))
        self.points = self._with(z, self._turned(first, spread), wanted)
        self.spots = self._with(spots, self._shrunk(spots), wanted)
        self.inks = self._with(self._own_inks(count), g.integers(1, 2), wanted)

    def _wanted(self, count: str, kind: str) -> str:
        """How many further prints, (1,) int64."""
        g = self._graph
        is_inks = g.op("Greater", kind, g.constant(0.5))
        has_room = g.op("LessOrEqual", count, g.integers(MOST_BESIDE))
        both = g.to_int(g.op("And", is_inks, has_room))
        return g.multiply(both, g.integers(INKS - 1))

    def _with(self, own: str, further: str, wanted: str) -> str:
        g = self._graph
        kept = g.op("Slice", further, g.integers(0), wanted, g.integers(0))
        return g.concat(own, kept, axis=0)

    def _own_inks(self, count: str) -> str:
        g = self._graph
        start = g.constant(0, np.int64)
        step = g.constant(1, np.int64)
        numbers = g.op("Range", start, g.op("Squeeze", count), step)
        return g.op("Mod", numbers, g.integers(INKS))

    def _turned(self, z: str, spread: str) -> str:
        """(1, d) -> (2, d): style turned both ways in the planes of each two numbers."""
        g = self._graph
        parts = g.integers(COUNTRY_AXES, self._styles)
        place, style = g.ops("Split", 2, z, parts, axis=1)
        across = g.op("MatMul", style, g.constant(quarter_turn(self._styles)))
        moved = g.add(across, g.constant(away_from_mean(self._styles)))
        angle = g.multiply(spread, TURN)
        kept = g.multiply(style, g.op("Cos", angle))
        change = g.multiply(moved, g.op("Sin", angle))
        one = g.concat(place, g.add(kept, change), axis=1)
        other = g.concat(place, g.subtract(kept, change), axis=1)
        return g.concat(one, other, axis=0)

    def _shrunk(self, spots: str) -> str:
        """(2, 2) where the first letter is, smaller the more there is beside it."""
        g = self._graph
        first = g.op("Slice", spots, g.integers(0), g.integers(1))
        _, sizes = g.split(spots, 2, axis=1)
        centre, size = g.split(first, 2, axis=1)
        all_sizes = g.op("ReduceSum", sizes, g.integers(0), keepdims=1)
        others = g.subtract(all_sizes, size)
        left = g.op("Relu", g.subtract(1.0, g.multiply(others, CROWDED)))
        spot = g.concat(centre, g.multiply(size, left), axis=1)
        return g.concat(spot, spot, axis=0)


def quarter_turn(styles: int) -> np.ndarray:
    """(styles, styles): every two neighbouring numbers turned by a right angle."""
    turn = np.zeros((styles, styles), np.float32)
    even = np.arange(0, styles - 1, 2)
    turn[even, even + 1] = 1
    turn[even + 1, even] = -1
    return turn


def away_from_mean(styles: int) -> np.ndarray:
    """(1, styles) a direction of style, always the same."""
    lots = np.random.default_rng(7)
    return OFF_MEAN * lots.choice([-1.0, 1.0], (1, styles))
