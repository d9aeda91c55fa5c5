"""Colours by the hour, by style, and by the glow of a word, as part of an ONNX graph.

Palettes lie around a circle. Colours pass into each other in Oklab (Ottosson 2020), where what lies
between two clear colours is neither grey nor dark.
"""

import math

import numpy as np

from installation.common.oklab_axes import TO_CONES, TO_OKLAB
from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.cubic_mixing import counted, with_axis

GAMMA = 2.2
DUSK = 2.0  # how quickly day becomes night
PASSING = 0.5  # how near the circle's next palette must be to be seen too
MIDDLE_OF_STYLES = 0.05  # keeps directions apart from nothing where style has none
WARM = (20.0, 14.0, 4.0)  # what a glow adds to black; to white it adds nothing that fits


class PaletteChoice:
    """How much of each palette is seen, and how much of the night."""

    def __init__(self, graph: Graph, hour: str, glow: str, bearing: str):
        """`hour`, `glow` (1,); `bearing` (1, 2): the two directions of style."""
        self._graph = graph
        self._bearing = bearing
        self._glow = glow
        self._night = self._night_share(hour)

    def colours(self, day: str, night: str) -> str:
        """(palettes, ..., 3) twice, 0..255 -> (..., 3), 0..255."""
        g = self._graph
        by_day = self._mixed(day)
        by_night = self._mixed(night)
        change = g.multiply(self._night, g.subtract(by_night, by_day))
        return self._glowing(self._shown(g.add(by_day, change)))

    def _night_share(self, hour: str) -> str:
        g = self._graph
        sun = g.op("Cos", g.multiply(hour, 2 * math.pi))  # 1 at midnight
        return g.clip(g.add(g.multiply(sun, DUSK), 0.5), 0.0, 1.0)

    def _shares(self, count: str) -> str:
        """(palettes,), their sum one."""
        g = self._graph
        squared = g.op("ReduceSumSquare", self._bearing, keepdims=1)
        length = g.op("Sqrt", g.add(squared, MIDDLE_OF_STYLES))
        direction = g.divide(self._bearing, length)
        turns = g.divide(counted(g, count), g.to_float(count))
        angles = g.multiply(turns, 2 * math.pi)
        around = g.op(
            "Concat",
            with_axis(g, g.op("Cos", angles), 0),
            with_axis(g, g.op("Sin", angles), 0),
            axis=0,
        )
        nearness = g.op("MatMul", direction, around)  # (1, palettes)
        nearest = g.op("ReduceMax", nearness, keepdims=1)
        seen = g.op("Relu", g.add(g.subtract(nearness, nearest), PASSING))
        weights = g.multiply(seen, seen)
        return g.divide(weights, g.op("ReduceSum", weights, keepdims=1))

    def _mixed(self, palettes: str) -> str:
        """(palettes, ..., 3) -> (..., 3) in Oklab."""
        g = self._graph
        count = g.op("Shape", palettes, start=0, end=1)
        shape = g.op("Shape", palettes, start=1)
        flat = g.reshape(self._as_oklab(palettes), count, -1)
        mixed = g.op("MatMul", self._shares(count), flat)
        return g.op("Reshape", mixed, shape)

    def _as_oklab(self, colours: str) -> str:
        g = self._graph
        light = g.op("Pow", g.divide(colours, 255.0), g.constant(GAMMA))
        cones = g.op("MatMul", light, g.constant(TO_CONES.T))
        roots = g.op("Pow", cones, g.constant(1 / 3))
        return g.op("MatMul", roots, g.constant(TO_OKLAB.T))

    def _shown(self, lab: str) -> str:
        """Oklab -> 0..255."""
        g = self._graph
        roots = g.op("MatMul", lab, g.constant(np.linalg.inv(TO_OKLAB).T))
        cones = g.multiply(g.multiply(roots, roots), roots)
        light = g.op("MatMul", cones, g.constant(np.linalg.inv(TO_CONES).T))
        held = g.clip(light, 0.0, 1.0)
        return g.multiply(g.op("Pow", held, g.constant(1 / GAMMA)), 255.0)

    def _glowing(self, colours: str) -> str:
        g = self._graph
        added = g.multiply(self._glow, g.constant(WARM))
        warmer = g.add(colours, added)
        return g.minimum(warmer, 255.0)
