"""Letters placed side by side on the picture's own grid, the canvas, as part of an ONNX graph.

The canvas has as many cells along the picture's narrow side as the largest letter has along its
own, up to FINEST times as many. Its values are distances in cells of NARROW along the narrow side.
Beyond its own grid a letter's distance goes on exactly where the nearest ink is one point: there
the distance squared minus the place squared is linear in the place.
"""

from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.cubic_mixing import GridSampling, counted, with_axis
from installation.studio.letters.grid import NARROW, SOFT

MARGIN_CELLS = (
    8  # of the canvas around the picture: for the kernel, and for a shift towards the light
)
FINEST = 2.0
SMALLEST = 0.02  # letters are not drawn smaller
FADING = 0.3  # letters below this size sink into the ground
SUNK = 110.0  # how deep a letter of no size lies
FARTHEST = 5.0  # companded: 445 cells, more than the picture is wide


class LettersCanvas:
    """All attributes are values of the graph.

    `height`, `width` (1,) int64 of the picture; `narrow` (1,) float32 its narrow side in pixels;
    `scale` (1,) float32 of bands and shadows, 1 for letters that fill the narrow side; `cell_px`
    (1,) float32 pixels of a cell; `cells` (1,) float32 of the narrow side; `rows`, `columns` (1,)
    int64 with margins.
    """

    def __init__(self, graph: Graph, size: str, spots: str):
        """`size`: height and width, (2,) int64; `spots`: centres and sizes, (n, 2) float32."""
        g = graph
        self._graph = graph
        self.height, self.width = g.split(size, 2, axis=0)
        self.narrow = g.op("ReduceMin", g.to_float(size), keepdims=1)
        self._centres, sizes = g.split(spots, 2, axis=1)
        self._sizes = g.maximum(sizes, SMALLEST)
        largest = g.reshape(g.op("ReduceMax", sizes, keepdims=0), 1)
        held = g.clip(largest, 1.0 / FINEST, 1.0)
        self.scale = g.op("Sqrt", g.clip(largest, 0.2, 1.0))
        self.fineness = g.op("Reciprocal", held)
        self.cells = g.multiply(self.fineness, float(NARROW))
        self.cell_px = g.divide(self.narrow, self.cells)
        self.rows = self._cells_along(self.height)
        self.columns = self._cells_along(self.width)

    def place(self, companded: str) -> str:
        """Fields (n, h, w) -> distances on the canvas (n, rows, columns), positive inside."""
        g = self._graph
        shape = g.op("Shape", companded)
        _, cell_rows, cell_columns = g.split(shape, 3, axis=0)
        half = g.constant([[0.5]])
        down = GridSampling(g, self._places(self.rows, self.height, half, cell_rows), cell_rows)
        across = GridSampling(
            g,
            self._places(self.columns, self.width, self._centres, cell_columns),
            cell_columns,
        )
        distance = self._expanded(companded)
        inside = self._sampled(distance, down.weights, across.weights)
        known = self._continued(inside, self._far(distance, down, across), down, across)
        sizes = with_axis(g, self._sizes, 2)
        return g.subtract(g.multiply(known, sizes), with_axis(g, self._depth(), 2))

    def _cells_along(self, side: str) -> str:
        g = self._graph
        covered = g.op("Ceil", g.divide(g.to_float(side), self.cell_px))
        return g.to_int(g.add(covered, 2.0 * MARGIN_CELLS))

    def _places(self, count: str, side: str, centres: str, letter_cells: str) -> str:
        """Where the canvas' rows or columns lie in each letter's grid, (n, count)."""
        g = self._graph
        numbers = g.add(counted(g, count), 0.5 - MARGIN_CELLS)
        on_canvas = g.divide(numbers, self.fineness)
        per_pixel = g.divide(float(NARROW), self.narrow)
        long = g.multiply(g.to_float(side), per_pixel)
        from_centre = g.subtract(on_canvas, g.multiply(centres, long))
        middle = g.multiply(g.subtract(g.to_float(letter_cells), 1.0), 0.5)
        return g.add(g.divide(from_centre, self._sizes), middle)

    def _expanded(self, companded: str) -> str:
        """See grid.expand."""
        g = self._graph
        grown = g.op("Exp", g.clip(companded, -FARTHEST, FARTHEST))
        doubled = g.subtract(grown, g.op("Reciprocal", grown))
        return g.multiply(doubled, SOFT / 2)

    def _sampled(self, cells: str, down: str, across: str) -> str:
        """(n, h, w) -> (n, rows, columns)."""
        g = self._graph
        rows = g.op("MatMul", down, cells)
        return g.op("MatMul", rows, g.transpose(across, 0, 2, 1))

    def _far(self, distance: str, down: GridSampling, across: GridSampling) -> str:
        """Squared distances by the nearest point of ink, (n, rows, columns)."""
        g = self._graph
        from_middle = self._squares(down.cells_from_middle, across.cells_from_middle)
        straight = g.subtract(g.multiply(distance, distance), from_middle)
        going_on = self._sampled(straight, down.reaching, across.reaching)
        return g.add(going_on, self._squares(down.from_middle, across.from_middle))

    def _continued(self, inside: str, far: str, down: GridSampling, across: GridSampling) -> str:
        """`inside` within the grid; beyond it by `far`, as far as that is possible at all.

        As all ink lies within the grid, the distance squared grows at least by the way beyond it
        squared. Ink that touches the grid's rim ends there.
        """
        g = self._graph
        squared = self._squares(down.beyond, across.beyond)
        beyond = g.op("Sqrt", squared)
        ending = g.subtract(inside, beyond)
        least = g.add(g.multiply(inside, inside), squared)
        most = g.multiply(ending, ending)
        held = g.minimum(g.maximum(far, least), most)
        away = g.op("Neg", g.op("Sqrt", held))
        is_outside = g.op("And", self._above(squared, 0.0), g.op("Not", self._above(inside, 0.0)))
        return g.op("Where", is_outside, away, ending)

    def _above(self, x: str, least: float) -> str:
        g = self._graph
        return g.op("Greater", x, g.constant(least))

    def _squares(self, down: str, across: str) -> str:
        """(..., rows), (..., columns) -> sum of their squares (..., rows, columns)."""
        g = self._graph
        vertical = with_axis(g, g.multiply(down, down), -1)
        horizontal = with_axis(g, g.multiply(across, across), -2)
        return g.add(vertical, horizontal)

    def _depth(self) -> str:
        """How far each letter is sunk, (n, 1): small ones, so that none appears at once."""
        g = self._graph
        missing = g.op("Relu", g.subtract(1.0, g.divide(self._sizes, FADING)))
        return g.multiply(g.multiply(missing, missing), SUNK)
