"""relief.py as part of an ONNX graph: what is laid beside the layers of a picture, and the light on it."""

import numpy as np

from installation.studio.common.field_shift import shifted_along
from installation.studio.common.noise_tile import FURTHER, TILE, noise_tile
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades import relief
from installation.studio.facades.compose import STACK
from installation.studio.facades.drawing import COLOURS
from installation.studio.facades.fields import REACH
from installation.studio.facades.relief import CELL, KINDS, LOWEST, SPAN, Steps

EXTRA = 2  # rows beside the layers: the map of heights, the light around lamps
MARGIN = 4  # cells, more than a shadow is long
GRAIN_SEED = 21


class FacadesRelief:
    """Writes the parts of the picture that are light."""

    def __init__(self, graph: Graph, rows: str, columns: str):
        """`rows`, `columns`: (1,) int64, cells of the fields that are shown. Declares the light's inputs."""
        g = graph
        self._graph = graph
        self._rows = rows
        self._columns = columns
        light_x = g.input("light_x", "float32", [1])
        light_y = g.input("light_y", "float32", [1])
        both = g.concat(light_x, light_y, axis=0)
        squared = g.op("ReduceSumSquare", both, keepdims=1)
        nearest = g.op("Sqrt", g.add(squared, relief.STEEP))
        self._across, self._down = g.split(g.divide(both, nearest), 2, axis=0)

    def maps(self, nested: dict[str, str]) -> list[str]:
        """Nested fields and the street (1, 1, rows, columns) by name -> EXTRA rows of 0..1 of the same shape."""
        g = self._graph
        raised = g.op("Sum", *[self._raised(kind, nested) for kind in KINDS])
        map_of_heights = g.divide(g.subtract(raised, LOWEST), SPAN)
        return [g.op("Unsqueeze", map_of_heights, g.integers(0, 1)), self._glow(nested["light"])]

    def _raised(self, kind: Steps, nested: dict[str, str]) -> str:
        """Heights (rows, columns), laid away from the light."""
        g = self._graph
        steps = []
        for name, step in kind.heights.items():
            ink = g.add(g.multiply(nested[name], REACH / kind.softness), 0.5)
            steps.append(g.multiply(g.clip(ink, 0.0, 1.0), step))
        flat = g.op("Squeeze", g.op("Sum", *steps), g.integers(0, 1))
        cells = kind.length / CELL
        down = g.multiply(self._down, cells)
        across = g.multiply(self._across, cells)
        lower = shifted_along(g, flat, down, self._rows, 0, MARGIN)
        return shifted_along(g, lower, across, self._columns, 1, MARGIN)

    def _glow(self, light: str) -> str:
        """What shines, spread over its surroundings."""
        g = self._graph
        steep = g.add(g.multiply(light, relief.GLOW_STEEP), 0.5)
        shining = g.clip(steep, 0.0, 1.0)
        kernel = relief.glow_kernel()
        reach = len(kernel) // 2
        room = g.integers(0, 0, reach, reach, 0, 0, reach, reach)
        wider = g.op("Pad", shining, room, mode="edge")
        down = g.op("Conv", wider, g.constant(kernel.reshape(1, 1, -1, 1)))
        return g.op("Conv", down, g.constant(kernel.reshape(1, 1, 1, -1)))

    def lamp(self, colours: str) -> str:
        """(9, 3) in 0..1 -> what the light around lamps adds at most, (3,) in 0..255: nothing by day."""
        g = self._graph
        rows = [COLOURS.index(name) for name in relief.DARK_OF]
        some = g.op("Gather", colours, g.integers(*rows), axis=0)
        missing = g.subtract(relief.DARK_BELOW, g.op("ReduceMean", some, keepdims=0))
        dark = g.clip(g.multiply(missing, relief.DARK_GAIN), 0.0, relief.DARKEST)
        return g.multiply(g.constant(np.array(relief.GLOW_COLOUR) * relief.GLOW), dark)

    @staticmethod
    def shade_row() -> np.ndarray:
        """How shade follows from sky, layers and EXTRA, (1, 8 + EXTRA): the map less the height seen."""
        row = np.zeros((1, 1 + len(STACK) + EXTRA), np.float32)
        row[0, 0] = LOWEST
        for name, step in relief.height_seen().items():
            row[0, 1 + STACK.index(name)] = -step
        row[0, 1 + len(STACK)] = SPAN
        return row

    def grain(self, lines: str, width: str) -> str:
        """How light the paper is, enough for any band of so many lines (1,) int64 and its offset."""
        g = self._graph
        tile = 1 + relief.GRAIN * noise_tile(np.random.default_rng(GRAIN_SEED))
        size = g.concat(lines, width, axis=0)
        repeats = g.add(g.divide(size, g.integers(*TILE)), g.integers(1, 2))
        return g.op("Tile", g.constant(tile), repeats)

    def offsets(self, bands: str) -> str:
        """Where each band's grain begins, (bands, 1) int64."""
        g = self._graph
        count = g.op("Squeeze", bands)
        zero = g.constant(0, np.int64)
        numbers = g.op("Range", zero, count, g.constant(1, np.int64))
        far = g.op("Mod", g.multiply(numbers, g.integers(FURTHER)), g.integers(TILE[1]))
        return g.reshape(far, -1, 1)


def light_columns() -> np.ndarray:
    """How much of a lamp's colour each row of sky, layers and EXTRA adds, (1, 8 + EXTRA)."""
    columns = np.zeros((1, 1 + len(STACK) + EXTRA), np.float32)
    columns[0, 1 + STACK.index("light")] = -relief.LAMP_ITSELF
    columns[0, -1] = 1
    return columns


def lit(b: Graph, colours: str, above: str, grain: str) -> str:
    """(lines, 3, width), (lines, 1, width), grain (lines, width) -> (lines, 3, width)."""
    shade = b.clip(above, -relief.LIGHTEST_EDGE, relief.DARKEST_SHADE)
    paper = b.op("Unsqueeze", grain, b.integers(1))
    light = b.multiply(b.subtract(1.0, shade), paper)
    return b.multiply(colours, light)
