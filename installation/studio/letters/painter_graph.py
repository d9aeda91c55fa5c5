"""The picture of a few letters, as sheets or as inks, as part of an ONNX graph.

looks.py says what the inputs of a look are.
"""

from collections.abc import Mapping, Sequence

from installation.studio.common.field_shift import shifted_along
from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.band_painter import BandPainter
from installation.studio.letters.canvas_graph import MARGIN_CELLS, LettersCanvas
from installation.studio.letters.cubic_mixing import counted
from installation.studio.letters.grid import NARROW
from installation.studio.letters.inks_table import INKS, LEVELS, inks_table
from installation.studio.letters.inks_table import ROWS as INK_ROWS
from installation.studio.letters.palette_graph import PaletteChoice
from installation.studio.letters.sheets_table import (
    GROWTH_ROWS,
    GROWTHS,
    MIDDLE_ROW,
    OVERLAPS,
    SheetsTable,
)
from installation.studio.letters.sheets_table import ROWS as SHEET_ROWS

# input of the graph -> shape, beside the gestures
LOOK_INPUTS: dict[str, list[str | int]] = {
    "kind": [1],
    "day": ["day_palettes", "day_bands", 3],
    "night": ["night_palettes", "night_bands", 3],
    "edges": ["edges"],
    "overlap_day": ["overlap_day_palettes", 3],
    "overlap_night": ["overlap_night_palettes", 3],
    "line_day": ["line_day_palettes", 3],
    "line_night": ["line_night_palettes", 3],
    "line_pitch": [1],
    "line_width": [1],
    "line_reach": [1],
    "shadow": [1],
    "shadow_length": [1],
    "shadow_softness": [1],
    "bevel": [1],
    "bevel_width": [1],
    "grain": [1],
    "spread": [1],
}
GESTURES = ("light_x", "light_y", "hour", "glow")
PICTURE = (1, 3, "height", "width")
NO_LETTER = -1e4  # a distance from ink where there is none
GUARD = 0.004  # parts of the narrow side that the kernel may overshoot at the ends of a row
STRAIGHT_ABOVE = 0.06  # keeps the light's direction apart from nothing
MOST_SHIFT = 5.0  # cells of the canvas


class LettersPainter:
    """Writes the painting of letters that lie on the canvas."""

    def __init__(self, graph: Graph, canvas: LettersCanvas, look: Mapping[str, str], bearing: str):
        """`look`: a value for each of LOOK_INPUTS; `bearing` (1, 2): see PaletteChoice.

        Declares the inputs of the gestures.
        """
        g = graph
        self._graph = graph
        self._canvas = canvas
        self._look = dict(look)
        light_x, light_y, hour, glow = [g.input(name, "float32", [1]) for name in GESTURES]
        self._choice = PaletteChoice(g, hour, glow, bearing)
        for name, of in (("colours", ""), ("overlap", "overlap_"), ("line_colour", "line_")):
            day = self._look[f"{of}day"]
            night = self._look[f"{of}night"]
            self._look[name] = self._choice.colours(day, night)
        self._towards_light = self._direction(light_x, light_y)
        self._bands = BandPainter(g, canvas)

    def write(self, distances: str, inks: str) -> str:
        """Distances (n, rows, columns), inks (n,) int64 0..2 -> (1, 3, height, width) uint8."""
        g = self._graph
        is_inks = g.op("Squeeze", g.op("Greater", self._look["kind"], g.constant(0.5)))
        return g.either(
            is_inks,
            lambda b: self._inks(b, distances, inks),
            lambda b: self._sheets(b, distances),
            "uint8",
            PICTURE,
        )

    def _direction(self, light_x: str, light_y: str) -> str:
        """(2,) down and across, of length one, shorter where the light stands straight above."""
        g = self._graph
        both = g.concat(light_y, light_x, axis=0)
        squared = g.op("ReduceSumSquare", both, keepdims=1)
        return g.divide(both, g.op("Sqrt", g.add(squared, STRAIGHT_ABOVE)))

    def _sheets(self, g: Graph, distances: str) -> str:
        table = SheetsTable(g, self._canvas, self._look)
        colours = table.write()
        letters = g.op("Shape", distances, start=0, end=1)
        union = g.op("ReduceMax", distances, g.integers(0), keepdims=0)
        fields = [self._places_in(g, table, union), self._growth(g, union)]
        is_alone = g.op("Squeeze", g.op("Equal", letters, g.integers(1)))

        def alone(b: Graph) -> str:
            return self._bands.paint(b, fields, colours, SHEET_ROWS, table.length, one_letter)

        def together(b: Graph) -> str:
            more = [*fields, self._overlap(b, distances)]
            return self._bands.paint(b, more, colours, SHEET_ROWS, table.length, many_letters)

        return g.either(is_alone, alone, together, "uint8", PICTURE)

    def _places_in(self, g: Graph, table: SheetsTable, union: str) -> str:
        """Distances as places in a row of the table."""
        parts = g.divide(g.divide(union, float(NARROW)), self._canvas.scale)
        places = g.multiply(g.subtract(parts, table.lowest), table.per_part)
        first = g.multiply(table.per_part, GUARD)
        last = g.subtract(g.to_float(table.length), first)
        return g.minimum(g.maximum(places, first), last)

    def _growth(self, g: Graph, union: str) -> str:
        """How the distance grows towards the light, as a row of the table."""
        reach = g.multiply(self._look["shadow_length"], self._canvas.scale)
        shift, shifted = self._shifted(g, union, reach)
        cells = g.multiply(shift, g.op("Reciprocal", self._canvas.fineness))
        share = g.divide(g.subtract(shifted, union), g.maximum(cells, 1e-3))
        held = g.clip(share, -1.0, 1.0)
        return g.add(g.multiply(held, GROWTH_ROWS), MIDDLE_ROW)

    def _shifted(self, g: Graph, field: str, reach: str) -> tuple[str, str]:
        """How many cells a `reach` is, and the field as it is so far towards the light."""
        cells = g.multiply(reach, self._canvas.cells)
        held = g.minimum(cells, MOST_SHIFT)
        away = g.multiply(self._towards_light, held)
        down, across = g.split(away, 2, axis=0)
        canvas = self._canvas
        rows = shifted_along(g, field, down, canvas.rows, 0, MARGIN_CELLS)
        return held, shifted_along(g, rows, across, canvas.columns, 1, MARGIN_CELLS)

    def _overlap(self, g: Graph, distances: str) -> str:
        """GROWTHS where letters do not overlap, and up to OVERLAPS more where they do."""
        letters = g.op("Shape", distances, start=0, end=1)
        odd = g.op("Mod", counted(g, letters), g.constant(2.0), fmod=1)
        ones = self._union(g, distances, odd)
        others = self._union(g, distances, g.subtract(1.0, odd))
        covered = self._cover(g, g.minimum(ones, others))
        level = g.multiply(covered, float(OVERLAPS))
        return g.add(level, GROWTHS - 1.0)

    def _union(self, g: Graph, distances: str, left_out: str) -> str:
        """(n, rows, columns) -> (rows, columns); `left_out` (n,): 1 where one does not count."""
        sunk = g.multiply(left_out, NO_LETTER)
        some = g.add(distances, g.reshape(sunk, -1, 1, 1))
        return g.op("ReduceMax", some, g.integers(0), keepdims=0)

    def _cover(self, g: Graph, distance: str) -> str:
        """Distances in cells of NARROW -> how much of a pixel lies inside, not yet held to 0..1."""
        pixels = g.multiply(distance, g.divide(self._canvas.narrow, float(NARROW)))
        return g.add(pixels, 0.5)

    def _inks(self, g: Graph, distances: str, inks: str) -> str:
        look = self._look
        colours = inks_table(g, look["colours"], look["grain"])
        covers = []
        for ink in range(INKS):
            is_other = g.op("Not", g.op("Equal", inks, g.integers(ink)))
            union = self._union(g, distances, g.to_float(is_other))
            slip = g.multiply(look["shadow_length"], float(ink - 1))
            _, printed = self._shifted(g, union, g.multiply(slip, self._canvas.scale))
            edge = g.op("Gather", look["edges"], g.integers(ink), axis=0)
            bolder = g.subtract(
                printed, g.multiply(g.multiply(edge, self._canvas.scale), float(NARROW))
            )
            covers.append(g.multiply(self._cover(g, bolder), LEVELS - 1.0))
        length = g.integers(LEVELS)
        return self._bands.paint(g, covers, colours, INK_ROWS, length, three_inks)


def one_letter(b: Graph, numbers: Sequence[str]) -> tuple[str, str]:
    """Place in the row, and growth."""
    place, growth = numbers
    return _held(b, growth), place


def many_letters(b: Graph, numbers: Sequence[str]) -> tuple[str, str]:
    """The same, and the overlap of letters, which takes the place of growth."""
    place, growth, overlap = numbers
    most = b.minimum(overlap, SHEET_ROWS - 1.0)
    return b.maximum(_held(b, growth), most), place


def three_inks(b: Graph, numbers: Sequence[str]) -> tuple[str, str]:
    """How much each ink covers."""
    first, second, third = [b.clip(number, 0.0, LEVELS - 1.0) for number in numbers]
    place = b.op("Floor", b.add(first, 0.5))
    row = b.op("Floor", b.add(second, 0.5))
    slow = b.op("Floor", b.add(third, 0.5))
    return b.add(b.multiply(slow, float(LEVELS)), row), place


def _held(b: Graph, growth: str) -> str:
    """Within its own rows: where the light's side changes at once, as far beside a letter, mixing overshoots."""
    return b.clip(growth, 0.0, GROWTHS - 1.0)
