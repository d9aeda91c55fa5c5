"""The generator as one ONNX graph: point -> latent -> coordinate network on a grid -> picture at the wanted size.

The first half repeats network.py with a decoder's weights, the second half repeats compose.py.
"""

import numpy as np

from ..graph import Graph
from ..latent import Calibration, Memory
from .compose import AREA, CELLS, DAZZLE, FIELDS, curves
from .network import DEPTH, LATENT, WIDTH
from .palettes import COLOURS, STOPS

BAND = 24576  # pixels of a band: what is painted of it stays in a core's own cache
GRAIN = 64  # pixels; the grain's tile
FINER = 2  # times the grid, smoothly, before lines are drawn between its points
INKS = 2 * STOPS + 2  # the powers of both planes, glow, grain


def grain() -> np.ndarray:
    """(64, 64) float32 in -0.5..0.5: blue noise, which hides the steps of 8 bits and is not seen itself.

    Noise without its slow waves, spread evenly again; a few rounds suffice (after Ulichney 1993). The
    tile lies fixed on the screen, so nothing flickers.
    """
    noise = np.random.default_rng(3).random((GRAIN, GRAIN))
    waves = np.hypot(*np.meshgrid(np.fft.fftfreq(GRAIN), np.fft.fftfreq(GRAIN)))
    for _ in range(12):
        slow_free = np.fft.ifft2(np.fft.fft2(noise) * (1 - np.exp(-((waves / 0.28) ** 2)))).real
        noise = slow_free.ravel().argsort().argsort().reshape(GRAIN, GRAIN) / GRAIN**2
    return (noise + 0.5 / GRAIN**2 - 0.5).astype(np.float32)


def finer_kernels() -> np.ndarray:
    """(4 x fields, 1, 5, 5): the cubic through four neighbours (Catmull-Rom), a quarter cell to each side."""
    t = 0.25
    taps = (
        np.array(
            [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2]
        )
        / 2
    )
    after = np.array([0, *taps])  # a quarter beyond the middle: neighbours -1, 0, 1, 2
    sides = (after[::-1], after)
    kernels = [np.outer(down, across) for down in sides for across in sides]
    return np.tile(np.array(kernels)[:, None], (len(FIELDS), 1, 1, 1))


class Painting:
    """Writes the generator's graph; `weights` is the state of network.Decoder as numpy arrays."""

    def __init__(self, weights: dict[str, np.ndarray], calibration: Calibration, memory: Memory):
        self.weights, self.graph = weights, Graph("latenzraum colours")
        g = self.graph
        z, self.size = g.input("z", "float32", [1, LATENT]), g.input("size", "int64", [2])
        self._measure()
        fields, colours, layers = self._network(
            g.linear(memory.write(g, z), calibration.axes, calibration.mean)
        )
        g.output(self._picture(fields, colours), "picture", "uint8", [1, 3, "height", "width"])
        for k, layer in enumerate(layers):
            g.output(layer, f"layer_{k + 1}", "float32", [1, WIDTH, "rows", "columns"])
        g.output(fields, "layer_fields", "float32", [1, len(FIELDS), "rows", "columns"])

    def _measure(self) -> None:
        """See compose.extent and compose.cells."""
        g = self.graph
        wanted = g.op("Cast", self.size, to=1)
        height, width = g.ops("Split", 2, wanted, axis=0, num_outputs=2)
        slim = g.op("Div", height, width)
        rows = g.op("Round", g.op("Sqrt", g.op("Mul", slim, g.constant(float(CELLS)))))
        columns = g.op("Round", g.op("Div", rows, slim))
        down = g.op("Sqrt", g.op("Mul", slim, g.constant(AREA / 4)))
        self.extent = (down, g.op("Div", down, slim))
        self.rows, self.columns = (g.op("Cast", v, to=7) for v in (rows, columns))
        self.height, self.width = g.ops("Split", 2, self.size, axis=0, num_outputs=2)
        self.grid = g.op("Concat", g.integers(1), g.integers(-1), self.rows, self.columns, axis=0)

    def _linear(self, x: str, name: str) -> str:
        return self.graph.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _network(self, latent: str) -> tuple[str, str, list[str]]:
        """(1, 32) -> fields (1, 6, rows, columns), colours (9, 3), the layers' (1, 64, rows, columns)."""
        g = self.graph
        style = g.silu(self._linear(g.silu(self._linear(latent, "style.0")), "style.2"))
        colours = self._linear(g.silu(self._linear(style, "colours.0")), "colours.2")
        x, layers = self._waves(), []
        for k in range(DEPTH):
            weight, bias = (self.weights[f"layers.{k}.{part}"] for part in ("weight", "bias"))
            bends = self._linear(style, f"bends.{k}")  # (1, 2 x 64), gain and shift
            gain, shift = (
                g.op("Reshape", v, g.integers(WIDTH, 1))
                for v in g.ops("Split", 2, bends, axis=1, num_outputs=2)
            )
            gain = g.op("Add", gain, g.constant(1.0))
            shift = g.op("Add", g.op("Mul", gain, g.constant(bias[:, None])), shift)
            x = g.op(
                "MatMul", g.op("Mul", gain, g.constant(weight)), x
            )  # the latent point bends the weights, not each place
            x = g.silu(g.op("Add", x, shift))
            layers.append(g.op("Reshape", x, self.grid))
        fields = g.op(
            "Add",
            g.op("MatMul", g.constant(self.weights["fields.weight"]), x),
            g.constant(self.weights["fields.bias"][:, None]),
        )
        return (
            g.op("Reshape", fields, self.grid),
            g.op("Reshape", g.op("Sigmoid", colours), g.integers(COLOURS, 3)),
            layers,
        )

    def _waves(self) -> str:
        """Places and waves, (98, rows x columns). sin(a + b) from sines and cosines of a and b: products instead of many sines."""
        g, down = self.graph, self._axis(self.rows, self.extent[0], 1)
        across = self._axis(self.columns, self.extent[1], 0)
        sines = g.op(
            "Add", g.op("Mul", down["Sin"], across["Cos"]), g.op("Mul", down["Cos"], across["Sin"])
        )
        cosines = g.op(
            "Sub", g.op("Mul", down["Cos"], across["Cos"]), g.op("Mul", down["Sin"], across["Sin"])
        )
        nothing = g.constant(0.0)
        x, y = (
            g.op("Add", across["place"], g.op("Mul", down["place"], nothing)),
            g.op("Add", down["place"], g.op("Mul", across["place"], nothing)),
        )
        return g.op(
            "Reshape",
            g.op("Concat", x, y, sines, cosines, axis=0),
            g.integers(2 + 2 * self.weights["waves"].shape[1], -1),
        )

    def _axis(self, count: str, reach: str, axis: int) -> dict[str, str]:
        """Middles of the cells down (axis 1) or across (0), and sine and cosine of each wave there; all broadcast to (..., rows, columns)."""
        g, cells = self.graph, self.graph.op("Cast", count, to=1)
        steps = g.op("Range", g.constant(0.5), g.op("Squeeze", cells), g.constant(1.0))
        place = g.op(
            "Mul",
            g.op("Sub", g.op("Div", g.op("Mul", steps, g.constant(2.0)), cells), g.constant(1.0)),
            reach,
        )
        place = g.op(
            "Unsqueeze", place, g.integers(0, 2 if axis else 1)
        )  # (1, rows, 1) or (1, 1, columns)
        turns = g.op("Mul", g.constant(self.weights["waves"][axis][:, None, None]), place)
        return {"place": place, "Sin": g.op("Sin", turns), "Cos": g.op("Cos", turns)}

    def _picture(self, fields: str, colours: str) -> str:
        """Sideways in one piece, then down in bands of lines that are painted while the cache still holds them."""
        g = self.graph
        sources = self._sideways(self._finer(self._prepared(fields)))  # (rows, 6 x width)
        tile = g.op(
            "Tile",
            g.constant(grain()),
            g.op(
                "Concat",
                g.integers(1),
                self._up(g.op("Div", self.width, g.integers(GRAIN))),
                axis=0,
            ),
        )
        tile = g.op("Slice", tile, g.integers(0), self.width, g.integers(1))
        painted = g.scan(self._band(sources, tile, self._curves(colours)), *self._bands())
        painted = g.op("Reshape", painted, g.op("Concat", g.integers(-1, 3), self.width, axis=0))
        painted = g.op("Slice", painted, g.integers(0), self.height, g.integers(0))
        return g.op("Unsqueeze", g.op("Transpose", painted, perm=[1, 0, 2]), g.integers(0))

    def _up(self, count: str) -> str:
        return self.graph.op("Add", count, self.graph.integers(1))

    def _prepared(self, fields: str) -> str:
        """All that needs no pixel: back, front, veil, its steepness, light that is left, glow; (1, 6, rows, columns)."""
        g = self.graph
        back, front, veil, edge, shade, glow = g.ops(
            "Split", len(FIELDS), fields, axis=1, num_outputs=len(FIELDS)
        )
        glow = g.op("Clip", glow, g.constant(0.0), g.constant(1.0))
        lit = g.op(
            "Mul",
            g.op("Clip", shade, g.constant(0.0), g.constant(1.1)),
            g.op("Sub", g.constant(1.0), g.op("Mul", glow, g.constant(DAZZLE))),
        )
        return g.op("Concat", back, front, veil, g.op("Exp", edge), lit, glow, axis=1)

    def _finer(self, fields: str) -> str:
        g = self.graph
        wider = g.op("Pad", fields, g.integers(0, 0, 2, 2, 0, 0, 2, 2), mode="edge")
        return g.op(
            "DepthToSpace",
            g.op("Conv", wider, g.constant(finer_kernels()), group=len(FIELDS)),
            blocksize=FINER,
            mode="CRD",
        )

    def _sideways(self, fields: str) -> str:
        """(1, 6, rows, columns) -> (rows, 6 x width); ONNX Runtime enlarges fastest along the first axis."""
        g = self.graph
        columns = g.op("Transpose", fields, perm=[0, 3, 2, 1])  # (1, columns, rows, 6)
        columns = g.op("Reshape", columns, g.integers(0, 0, 1, -1))
        whole = g.op(
            "Concat",
            g.integers(1),
            self.width,
            g.op("Slice", g.op("Shape", columns), g.integers(2), g.integers(4)),
            axis=0,
        )
        wide = g.op(
            "Resize",
            columns,
            "",
            "",
            whole,
            mode="linear",
            coordinate_transformation_mode="half_pixel",
        )
        rows = g.op("Transpose", wide, perm=[0, 2, 3, 1])  # (1, 1, rows x 6, width)
        return g.op(
            "Reshape",
            rows,
            g.op("Concat", g.op("Mul", self.rows, g.integers(FINER)), g.integers(-1), axis=0),
        )

    def _curves(self, colours: str) -> str:
        """(3, 10): see compose.curves, and the grain's; the inks of both planes lie in pairs, power by power."""
        g = self.graph
        each = curves(np.eye(COLOURS, dtype=np.float32))
        order = [plane * STOPS + power for power in range(STOPS) for plane in (0, 1)]
        mixed = g.op("MatMul", g.constant(255 * each[[*order, COLOURS - 1]]), colours)
        return g.op(
            "Transpose", g.op("Concat", mixed, g.constant(np.ones((1, 3))), axis=0), perm=[1, 0]
        )

    def _bands(self) -> list[str]:
        """For each band: its source rows (bands, s), their weights (bands, lines, s), the grain's rows (bands, lines)."""
        g = self.graph
        one, rows = g.integers(1), g.op("Cast", g.op("Mul", self.rows, g.integers(FINER)), to=1)
        lines = g.op(
            "Min", g.op("Max", one, g.op("Div", g.integers(BAND), self.width)), self.height
        )
        bands = g.op("Div", g.op("Sub", g.op("Add", self.height, lines), one), lines)
        numbers = g.op(
            "Range",
            g.constant(0, np.int64),
            g.op("Squeeze", g.op("Mul", bands, lines)),
            g.constant(1, np.int64),
        )
        numbers = g.op("Reshape", numbers, g.op("Concat", bands, lines, axis=0))
        per_line = g.op("Div", rows, g.op("Cast", self.height, to=1))
        place = g.op(
            "Sub",
            g.op("Mul", g.op("Add", g.op("Cast", numbers, to=1), g.constant(0.5)), per_line),
            g.constant(0.5),
        )
        last = g.op("Sub", rows, g.constant(1.0))
        place = g.op("Min", g.op("Max", place, g.constant(0.0)), last)
        start = g.op("Floor", g.op("Slice", place, g.integers(0), one, one))
        reach = g.op(
            "Squeeze",
            g.op(
                "Add",
                g.op("Ceil", g.op("Mul", g.op("Cast", lines, to=1), per_line)),
                g.constant(2.0),
            ),
        )
        source = g.op("Add", start, g.op("Range", g.constant(0.0), reach, g.constant(1.0)))
        apart = g.op(
            "Abs",
            g.op("Sub", g.op("Unsqueeze", place, g.integers(2)), g.op("Unsqueeze", source, one)),
        )
        weights = g.op("Relu", g.op("Sub", g.constant(1.0), apart))
        return [
            g.op("Cast", g.op("Min", source, last), to=7),
            weights,
            g.op("Mod", numbers, g.integers(GRAIN)),
        ]

    def _band(self, sources: str, tile: str, curve: str) -> Graph:
        """The lines of a band, (lines, 3, width) uint8; it looks at the whole graph's sources, grain and colours."""
        b = Graph("band", prefix="band_")
        source = b.input("band_source", "int64", ["s"])
        weights = b.input("band_weights", "float32", ["lines", "s"])
        grained = b.input("band_grain", "int64", ["lines"])
        rows = b.op("MatMul", weights, b.op("Gather", sources, source, axis=0))
        rows = b.op("Reshape", rows, b.integers(0, len(FIELDS), -1))
        phases, steep, lit, glow = b.ops("Split", 4, rows, b.integers(3, 1, 1, 1), axis=1)
        apart = b.op("Sub", phases, b.op("Round", phases))
        square = b.op("Mul", apart, apart)
        folded = b.op(
            "Mul", square, b.op("Sub", b.constant(8.0), b.op("Mul", square, b.constant(16.0)))
        )
        curved, veil = b.ops("Split", 2, folded, b.integers(2, 1), axis=1)
        seen = b.op("Mul", b.op("Sub", veil, b.constant(0.5)), steep)
        seen = b.op("Clip", b.op("Add", seen, b.constant(0.5)), b.constant(0.0), b.constant(1.0))
        seen = b.op("Mul", seen, lit)
        powers = [b.op("Concat", b.op("Sub", lit, seen), seen, axis=1)]
        for _ in range(STOPS - 1):
            powers.append(b.op("Mul", powers[-1], curved))
        grain_ = b.op("Unsqueeze", b.op("Gather", tile, grained, axis=0), b.integers(1))
        inks = b.op("Concat", *powers, glow, grain_, axis=1)
        painted = b.op("MatMul", curve, inks)
        b.output(
            b.op("QuantizeLinear", painted, b.constant(1.0), b.constant(0, np.uint8)),
            "band_pixels",
            "uint8",
            ["lines", 3, "width"],
        )
        return b
