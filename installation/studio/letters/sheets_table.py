"""The table of colours for sheets of paper in light, as part of an ONNX graph.

It is made anew for each picture. All that is seen at a pixel follows from two numbers: its distance
d, and how much the distance grows towards the light. A sheet's shadow lies where, a little towards
the light, one is already on that sheet; an edge is lit where the distance falls towards the light.
So the table has a row for each d and each growth, and the painter only looks up. Lengths are parts
of the picture's narrow side.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.canvas_graph import LettersCanvas
from installation.studio.letters.cubic_mixing import counted, with_axis
from installation.studio.letters.paper_grain import with_grain

GROWTHS = 18  # steps of how the distance grows towards the light
MIDDLE_ROW = (GROWTHS - 1) / 2  # where it does not grow
GROWTH_ROWS = MIDDLE_ROW - 1.5  # to full growth; the others are for what the kernel overshoots
OVERLAPS = 8  # steps from no overlap of letters to a full one
ROWS = GROWTHS + OVERLAPS
STEPS_A_PIXEL = 4.0  # of the distance
MOST_STEPS = 9000.0
ROOM = 0.02  # beyond what can be told apart
NOWHERE = 1e3  # a distance that is not reached
CONTACT = 0.35  # how dark a shadow is at once under an edge, against the whole
# shadows on paper are not grey: what share of them each of red, green and blue gets
SHADOW_TINT = (1.0, 0.97, 0.88)
NO_END = 2**31  # of a slice
DEEPEST_LINE = 0.5  # what thickness echo lines keep at their reach


class SheetsTable:
    """All attributes are values of the graph.

    `lowest` (1,) the distance of the first row; `per_part` (1,) rows for a length of one; `length`
    (1,) int64 rows; `reach` (1,) how far towards the light growth is told.
    """

    def __init__(self, graph: Graph, canvas: LettersCanvas, look: Mapping[str, str]):
        """`look`: input of the graph -> its value, colours already chosen; see looks.py."""
        g = graph
        self._graph = graph
        self._look = look
        self._edges = look["edges"]
        self.reach = look["shadow_length"]
        self._pixel = g.op("Reciprocal", g.multiply(canvas.narrow, canvas.scale))
        self.lowest, highest = self._range()
        extent = g.subtract(highest, self.lowest)
        finest = g.divide(STEPS_A_PIXEL, self._pixel)
        most = g.divide(MOST_STEPS, extent)
        self.per_part = g.minimum(finest, most)
        self.length = g.to_int(g.multiply(extent, self.per_part))

    def write(self) -> str:
        """(3, grains x ROWS x length) uint8: red, green, blue."""
        g = self._graph
        middles = g.add(counted(g, self.length), 0.5)
        distance = g.add(g.divide(middles, self.per_part), self.lowest)
        flat = with_axis(g, self._flat(distance), 1)  # (3, 1, length)
        lit = g.multiply(flat, self._light(distance))
        overlapping = self._overlapping(flat)
        rows = g.concat(lit, overlapping, axis=1)
        return with_grain(g, rows, self._look["grain"])

    def _range(self) -> tuple[str, str]:
        g = self._graph
        look = self._look
        outermost = g.op("ReduceMin", self._edges, keepdims=1)
        innermost = g.op("ReduceMax", self._edges, keepdims=1)
        falling = g.add(look["shadow_length"], look["shadow_softness"])
        lines = g.subtract(outermost, look["line_reach"])
        least = g.subtract(g.subtract(lines, falling), ROOM)
        return least, g.add(g.add(innermost, look["bevel_width"]), ROOM)

    def _flat(self, distance: str) -> str:
        """Colours without light, (3, length)."""
        g = self._graph
        colours = self._look["colours"]
        after = g.op("Slice", colours, g.integers(1), g.integers(NO_END), g.integers(0))
        before = g.op("Slice", colours, g.integers(0), g.integers(-1), g.integers(0))
        change = g.transpose(g.subtract(after, before), 1, 0)
        ground = g.op("Slice", colours, g.integers(0), g.integers(1), g.integers(0))
        inside = self._cover(g.subtract(distance, with_axis(g, self._edges, 1)))
        bands = g.add(g.op("MatMul", change, inside), g.transpose(ground, 1, 0))
        return self._lined(bands, distance)

    def _cover(self, depth: str) -> str:
        """How much of a pixel lies inside, 0..1."""
        g = self._graph
        return g.clip(g.add(g.divide(depth, self._pixel), 0.5), 0.0, 1.0)

    def _lined(self, bands: str, distance: str) -> str:
        """With echo lines on the ground, thinner the farther out."""
        g = self._graph
        look = self._look
        outermost = g.op("ReduceMin", self._edges, keepdims=1)
        out = g.subtract(outermost, distance)
        number = g.divide(out, look["line_pitch"])
        nearest = g.maximum(g.op("Round", number), 1.0)
        away = g.multiply(g.op("Abs", g.subtract(number, nearest)), look["line_pitch"])
        gone = g.clip(
            g.divide(g.multiply(nearest, look["line_pitch"]), look["line_reach"]), 0.0, 1.0
        )
        left = g.subtract(1.0, g.multiply(gone, 1 - DEEPEST_LINE))
        half = g.multiply(g.multiply(look["line_width"], left), 0.5)
        covered = self._cover(g.subtract(half, away))
        is_line = g.op("Relu", g.op("Sign", look["line_width"]))
        faded = g.subtract(1.0, g.op("Pow", gone, g.constant(4.0)))
        seen = g.multiply(g.multiply(covered, faded), is_line)
        colour = g.reshape(look["line_colour"], 3, 1)
        return g.add(bands, g.multiply(g.subtract(colour, bands), seen))

    def _light(self, distance: str) -> str:
        """What light and shadow multiply colours by, (3, GROWTHS, length)."""
        g = self._graph
        growth = g.multiply(self.reach, g.constant(growths()))
        shadow = self._shadow(distance, growth)
        tint = g.constant(np.reshape(SHADOW_TINT, (3, 1, 1)))
        dark = g.multiply(shadow, tint)
        return g.add(g.subtract(1.0, dark), self._lit_edges(distance))

    def _shadow(self, distance: str, growth: str) -> str:
        """How dark the next sheet makes it, (GROWTHS, length)."""
        g = self._graph
        look = self._look
        edges = with_axis(g, self._edges, 1)
        is_above = g.op("Less", distance, edges)
        above = g.op("Where", is_above, edges, g.constant(NOWHERE))
        next_edge = g.op("ReduceMin", above, g.integers(0), keepdims=0)
        towards = g.subtract(g.add(growth, distance), next_edge)
        softness = look["shadow_softness"]
        ramp = g.clip(g.add(g.divide(towards, softness), 0.5), 0.0, 1.0)
        cast = self._eased(ramp)
        off = g.subtract(next_edge, distance)
        near = g.op("Relu", g.subtract(1.0, g.divide(off, softness)))
        contact = g.multiply(g.multiply(near, near), CONTACT)
        darker = g.maximum(cast, contact)
        uncovered = g.subtract(1.0, self._cover(g.op("Neg", off)))
        return g.multiply(g.multiply(darker, uncovered), look["shadow"])

    def _lit_edges(self, distance: str) -> str:
        """How much lighter a sheet is near an edge that faces the light."""
        g = self._graph
        look = self._look
        edges = with_axis(g, self._edges, 1)
        is_below = g.op("GreaterOrEqual", distance, edges)
        below = g.op("Where", is_below, edges, g.constant(-NOWHERE))
        own_edge = g.op("ReduceMax", below, g.integers(0), keepdims=0)
        inward = g.subtract(distance, own_edge)
        rounded = g.op("Relu", g.subtract(1.0, g.divide(inward, look["bevel_width"])))
        slope = g.constant(-growths())
        facing = g.multiply(slope, self._eased(rounded))
        return g.multiply(facing, look["bevel"])

    def _eased(self, x: str) -> str:
        """0..1 with soft ends."""
        g = self._graph
        return g.multiply(g.multiply(x, x), g.subtract(3.0, g.add(x, x)))

    def _overlapping(self, flat: str) -> str:
        """(3, 1, length) -> (3, OVERLAPS, length)."""
        g = self._graph
        colour = g.reshape(self._look["overlap"], 3, 1, 1)
        share = g.constant((np.arange(OVERLAPS)[:, None] + 1) / OVERLAPS)
        return g.add(flat, g.multiply(g.subtract(colour, flat), share))


def growths() -> NDArray[np.float32]:
    """(GROWTHS, 1) of each row, as parts of the reach."""
    rows = np.arange(GROWTHS, dtype=np.float32)
    return ((rows - MIDDLE_ROW) / GROWTH_ROWS)[:, None]
