"""The generator as one ONNX graph: point -> latent -> fields and colours -> picture at the wanted size.

The first half repeats network.py with a decoder's weights, the second half repeats compose.py.
"""

import numpy as np

from .compose import EDGE, STACK, gradients
from .drawing import COLOURS, LAYERS, WIDTH
from .fields import COLUMNS, REACH, ROWS
from .graph import Graph
from .latent import Calibration
from .network import BLUR, CALM, DRAWN, SWITCHES

INKS = len(STACK) + 1  # and the sky
BAND = 65536  # pixels of a band: its inks take two megabytes, which the caches of two cores hold
STAGE_LAYERS = (
    "layer_seed",
    "layer_storeys",
    "layer_bays",
    "layer_edges",
)  # the decoder's stages, coarse to fine


class DecoderGraph:
    """Writes the decoder; `weights` is the state of network.Decoder as numpy arrays."""

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray], stages: tuple):
        self.graph, self.weights, self.stages = graph, weights, stages

    def write(self, latent: str) -> tuple[str, str, list[str]]:
        """(1, 64) -> fields (1, 8, 144, 256), colours (9, 3), the stages' maps."""
        g = self.graph
        style = g.silu(self._linear(g.silu(self._linear(latent, "style.0")), "style.2"))
        rows, columns, channels = self.stages[0][:3]
        x = g.op("Reshape", self._linear(style, "start.0"), g.integers(1, channels, rows, columns))
        maps = []
        for k, shape in enumerate(self.stages):
            seen, x = self._stage(f"stages.{k}", shape, x, style)
            maps.append(seen)
        colours = self._linear(g.silu(self._linear(style, "colours.0")), "colours.2")
        colours = g.op("Reshape", g.op("Sigmoid", colours), g.integers(len(COLOURS), 3))
        blur = g.constant(np.repeat(BLUR[None, None], DRAWN, 0))
        x = g.op("Conv", x, blur, pads=[1] * 4, group=DRAWN)
        return g.op("Tanh", g.op("Concat", x, self._darkness(style), axis=1)), colours, maps

    def _darkness(self, style: str) -> str:
        """See network.Darkness."""
        g = self.graph
        weight, bias = (
            self.weights["darkness.profiles.weight"],
            self.weights["darkness.profiles.bias"],
        )
        rows = ROWS * SWITCHES
        down = g.linear(
            style, *(calmed(v[:rows].reshape(ROWS, SWITCHES, -1), 0) for v in (weight, bias))
        )
        across = g.linear(
            style, *(calmed(v[rows:].reshape(SWITCHES, COLUMNS, -1), 1) for v in (weight, bias))
        )
        down, across = (
            g.op("Reshape", down, g.integers(1, 1, ROWS, SWITCHES)),
            g.op("Reshape", across, g.integers(1, 1, SWITCHES, COLUMNS)),
        )
        return g.op("MatMul", down, across)

    def _linear(self, x: str, name: str) -> str:
        return self.graph.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _stage(self, name: str, shape: tuple, x: str, style: str) -> tuple[str, str]:
        g = self.graph
        rows, columns, _, woven, channels = shape
        if woven:
            x = g.op("Concat", x, self._weave(name, rows, columns, woven, style), axis=1)
        x = self._styled(f"{name}.first", x, style, (channels, rows, columns))
        if f"{name}.second.convolution.weight" in self.weights:
            x = g.op("Add", x, self._styled(f"{name}.second", x, style, (channels, rows, columns)))
        reach = self.weights[f"{name}.up.0.weight"].shape[-1] // 2
        up = self._convolution(x, f"{name}.up.0", reach)
        return x, g.op("DepthToSpace", up, blocksize=2, mode="CRD")

    def _weave(self, name: str, rows: int, columns: int, woven: int, style: str) -> str:
        """Profiles are kept by cell in the network; here by channel, so that the product needs no transpose."""
        g, cells = self.graph, rows + columns
        weight, bias = (
            self.weights[f"{name}.weave.profiles.weight"],
            self.weights[f"{name}.weave.profiles.bias"],
        )
        order = np.arange(cells * woven).reshape(cells, woven).T
        down = g.linear(style, weight[order[:, :rows].ravel()], bias[order[:, :rows].ravel()])
        across = g.linear(style, weight[order[:, rows:].ravel()], bias[order[:, rows:].ravel()])
        down = g.op("Reshape", down, g.integers(1, woven, rows, 1))
        return g.op("Mul", down, g.op("Reshape", across, g.integers(1, woven, 1, columns)))

    def _convolution(self, x: str, name: str, reach: int) -> str:
        inputs = [x] + [
            self.graph.constant(self.weights[f"{name}.{k}"])
            for k in ("weight", "bias")
            if f"{name}.{k}" in self.weights
        ]
        return self.graph.op("Conv", *inputs, pads=[reach] * 4)

    def _styled(self, name: str, x: str, style: str, shape: tuple) -> str:
        """Convolution, norm, gain and shift; the norm's own gain and shift are folded into the style's."""
        g, channels = self.graph, shape[0]
        weight, bias = self.weights[f"{name}.gains.weight"], self.weights[f"{name}.gains.bias"]
        own = self.weights.get(f"{name}.norm.weight", np.ones(channels, np.float32))
        own_shift = self.weights.get(f"{name}.norm.bias", np.zeros(channels, np.float32))
        gain = g.linear(style, weight[:channels] * own[:, None], (1 + bias[:channels]) * own)
        shift_weight = weight[channels:] + weight[:channels] * own_shift[:, None]
        shift = g.linear(style, shift_weight, bias[channels:] + (1 + bias[:channels]) * own_shift)
        x = self._convolution(x, f"{name}.convolution", 1)
        if f"{name}.norm.weight" in self.weights:
            x = self._normed(x, shape)
        each = g.integers(1, channels, 1, 1)
        x = g.op("Add", g.op("Mul", x, g.op("Reshape", gain, each)), g.op("Reshape", shift, each))
        return g.silu(x)

    def _normed(self, x: str, shape: tuple, groups: int = 8) -> str:
        g = self.graph
        flat = g.op("Reshape", x, g.integers(1, groups, -1))
        even = g.op(
            "InstanceNormalization",
            flat,
            g.constant(np.ones(groups)),
            g.constant(np.zeros(groups)),
            epsilon=1e-5,
        )
        return g.op("Reshape", even, g.integers(1, *shape))


def calmed(values: np.ndarray, axis: int) -> np.ndarray:
    """What `network.Darkness` does to its profiles, done to the weights that make them: (a, b, n) -> (a b, n) or (a b,)."""
    reach = len(CALM) // 2
    padded = np.pad(
        values, [(reach, reach) if k == axis else (0, 0) for k in range(3)], mode="edge"
    )
    calm = sum(
        share * np.take(padded, range(k, k + values.shape[axis]), axis)
        for k, share in enumerate(CALM)
    )
    return (
        calm.reshape(-1, values.shape[2]).squeeze(1)
        if values.shape[2] == 1
        else calm.reshape(-1, values.shape[2])
    )


class ComposerGraph:
    """Writes the composition; the drawing's 16:9 frame covers the wanted picture, what juts out is cut."""

    def __init__(self, graph: Graph, size: str):
        self.graph, self.size = graph, size
        g = graph
        wanted = g.op("Cast", size, to=1)
        grid = g.constant([ROWS, COLUMNS])
        # pixels per cell: as many as it takes for the frame to cover the picture both ways
        self.scale = g.op("ReduceMax", g.op("Div", wanted, grid), keepdims=1)
        self.shown = g.op("Round", g.op("Div", wanted, self.scale))  # cells, (2,)
        # sideways the middle is kept; of what is too high, two thirds go from the sky
        self.first = g.op(
            "Round", g.op("Mul", g.op("Sub", grid, self.shown), g.constant([0.67, 0.5]))
        )
        self.rows, self.columns = self._halves(g.op("Cast", self.shown, to=7))
        self.height, self.width = self._halves(size)
        per_band = g.op("Max", g.integers(1), g.op("Div", g.integers(BAND), self.width))
        self.lines = g.op("Min", per_band, self.height)  # of one band
        last = g.op("Sub", g.op("Add", self.height, self.lines), g.integers(1))
        self.bands = g.op("Div", last, self.lines)

    def write(self, fields: str, colours: str) -> str:
        """(1, 8, 144, 256), (9, 3) -> (1, 3, height, width) uint8.

        Enlarging goes sideways first, along the first axis with everything else beside it as one long row:
        ONNX Runtime does that several times faster than both ways at once. Then down, in bands of lines
        that are painted to the end while the processor's cache still holds them: in whole pictures, the
        memory is what is waited for.
        """
        g = self.graph
        unit = g.constant(
            REACH * COLUMNS / WIDTH / EDGE
        )  # a field's unit in edges, at one pixel per cell
        layers = g.op("Concat", *self._nested(self._cut(fields)), axis=1)
        layers = g.op("Add", g.op("Mul", layers, g.op("Mul", self.scale, unit)), g.constant(0.5))
        sky = g.op(
            "Add",
            g.op(
                "Mul", g.op("Slice", layers, *(g.integers(v) for v in (0, 1, 1))), g.constant(0.0)
            ),
            g.constant(1.0),
        )
        layers = g.op("Concat", sky, layers, axis=1)  # (1, 8, rows, columns); the sky is behind all
        columns = g.op(
            "Transpose", self._shaped(layers, -1, self.columns), perm=[1, 0]
        )  # (columns, 8 x rows)
        wide = self._widened(self._shaped(columns, 1, self.columns, 1, -1))
        rows = g.op("Transpose", wide, perm=[1, 0])  # (8 x rows, width)
        numbers, share = self._numbered()
        weights, sources = self._mixing(numbers)
        colours = self._shaped(self._line_colours(colours, share), self.bands, self.lines, 3, INKS)
        sources = g.op("Gather", rows, sources, axis=0)  # (bands, s, 8, width)
        painted = g.scan(
            self._band(),
            self._shaped(sources, self.bands, -1, g.op("Mul", self.width, g.integers(INKS))),
            weights,
            colours,
        )
        painted = g.op(
            "Slice",
            self._shaped(painted, -1, 3, self.width),
            g.integers(0),
            self.height,
            g.integers(0),
        )
        planes = g.op("Transpose", painted, perm=[1, 0, 2])
        return g.op("Unsqueeze", planes, g.integers(0))

    def _band(self) -> Graph:
        """Source rows (s, 8 x width), their weights (lines, s), colours (lines, 3, 8) -> (lines, 3, width) uint8."""
        b = Graph("band", prefix="band_")
        rows = b.input("band_rows", "float32", ["s", "wide"])
        weights = b.input("band_weights", "float32", ["lines", "s"])
        colours = b.input("band_colours", "float32", ["lines", 3, INKS])
        ink = b.op("Clip", b.op("MatMul", weights, rows), b.constant(0.0), b.constant(1.0))
        painted = b.op("MatMul", colours, b.op("Reshape", ink, b.integers(0, INKS, -1)))
        pixels = b.op(
            "QuantizeLinear", painted, b.constant(1.0), b.constant(0, np.uint8)
        )  # rounds and saturates
        b.output(pixels, "band_pixels", "uint8", ["lines", 3, "width"])
        return b

    def _numbered(self) -> tuple[str, str]:
        """Each band's lines, (bands, lines) float, and how far down the picture each lies, in 0..1."""
        g = self.graph
        end = g.op("Squeeze", g.op("Mul", self.bands, self.lines))
        lines = g.op(
            "Cast", g.op("Range", g.constant(0, np.int64), end, g.constant(1, np.int64)), to=1
        )
        share = g.op("Div", g.op("Add", lines, g.constant(0.5)), g.op("Cast", self.height, to=1))
        return self._shaped(lines, self.bands, self.lines), share

    def _mixing(self, numbers: str) -> tuple[str, str]:
        """Linear enlarging as a product: weights (bands, lines, s) of each band's source rows, and where
        these are in each of the 8 layers, (bands, s, 8).

        A row's weight falls from one to nothing over the distance of a row.
        """
        g = self.graph
        rows = g.op("Cast", self.rows, to=1)
        per_line = g.op("Div", rows, g.op("Cast", self.height, to=1))
        place = g.op(
            "Sub", g.op("Mul", g.op("Add", numbers, g.constant(0.5)), per_line), g.constant(0.5)
        )
        place = g.op("Min", g.op("Max", place, g.constant(0.0)), g.op("Sub", rows, g.constant(1.0)))
        start = g.op(
            "Floor", g.op("Slice", place, g.integers(0), g.integers(1), g.integers(1))
        )  # (bands, 1)
        reach = g.op("Ceil", g.op("Mul", g.op("Cast", self.lines, to=1), per_line))
        reach = g.op("Squeeze", g.op("Add", reach, g.constant(2.0)))
        source = g.op(
            "Add", start, g.op("Range", g.constant(0.0), reach, g.constant(1.0))
        )  # (bands, s)
        apart = g.op(
            "Abs",
            g.op(
                "Sub",
                g.op("Unsqueeze", place, g.integers(2)),
                g.op("Unsqueeze", source, g.integers(1)),
            ),
        )
        weights = g.op("Relu", g.op("Sub", g.constant(1.0), apart))
        source = g.op("Cast", g.op("Min", source, g.op("Sub", rows, g.constant(1.0))), to=7)
        layers = g.op("Mul", self.rows, g.constant(np.arange(INKS), np.int64))
        return weights, g.op("Add", g.op("Unsqueeze", source, g.integers(2)), layers)

    def _line_colours(self, colours: str, share: str) -> str:
        """(lines, 3, 8): sky, then each layer minus the one behind it; see compose.row_colours."""
        g = self.graph
        first, shown = (self._halves(v)[0] for v in (self.first, self.shown))
        depth = g.op("Div", g.op("Add", g.op("Mul", share, shown), first), g.constant(float(ROWS)))
        behind = np.eye(INKS, dtype=np.float32) - np.eye(INKS, k=-1, dtype=np.float32)
        top, foot = (
            g.op("Transpose", g.op("MatMul", g.constant(255 * behind @ m), colours), perm=[1, 0])
            for m in gradients()
        )
        depth = g.op("Reshape", depth, g.integers(-1, 1, 1))
        return g.op("Add", top, g.op("Mul", depth, g.op("Sub", foot, top)))

    def _halves(self, pair: str) -> list[str]:
        """(2,) -> two (1,)."""
        return self.graph.ops("Split", 2, pair, axis=0, num_outputs=2)

    def _shaped(self, x: str, *sizes) -> str:
        """Reshaped; a size is a number or a value (1,) int64."""
        g = self.graph
        return g.op(
            "Reshape",
            x,
            g.op(
                "Concat",
                *(g.integers(size) if isinstance(size, int) else size for size in sizes),
                axis=0,
            ),
        )

    def _widened(self, x: str) -> str:
        """(1, columns, 1, n) -> (width, n), linearly."""
        g = self.graph
        beside = g.op("Slice", g.op("Shape", x), g.integers(3), g.integers(4))
        whole = g.op("Concat", g.integers(1), self.width, g.integers(1), beside, axis=0)
        x = g.op(
            "Resize", x, "", "", whole, mode="linear", coordinate_transformation_mode="half_pixel"
        )
        return g.op("Reshape", x, g.op("Concat", self.width, beside, axis=0))

    def _nested(self, fields: str) -> list[str]:
        """See compose.nest."""
        g = self.graph
        f = dict(
            zip(
                LAYERS,
                g.ops("Split", len(LAYERS), fields, axis=1, num_outputs=len(LAYERS)),
                strict=True,
            )
        )
        building = g.op("Min", f["mass"], g.op("Neg", f["ground"]))
        standing = g.op("Max", building, f["ground"])
        near = g.op("Max", standing, f["near"])
        far = g.op("Max", near, f["far"])
        opening = g.op("Min", f["opening"], building)
        relief = g.op("Min", g.op("Max", f["relief"], opening), building)
        light = g.op(
            "Min", f["light"], g.op("Neg", f["dark"]), g.op("Max", opening, g.op("Neg", far))
        )
        return [far, near, standing, building, relief, opening, light]

    def _cut(self, fields: str) -> str:
        """(1, 8, 144, 256) without the rows and columns that jut out."""
        g = self.graph
        first = g.op("Cast", self.first, to=7)
        last = g.op("Add", first, g.op("Cast", self.shown, to=7))
        return g.op("Slice", fields, first, last, g.integers(2, 3))


def generator_graph(
    weights: dict[str, np.ndarray], stages: tuple, calibration: Calibration
) -> Graph:
    """The whole generator: z has variance 1 over the drawings; it becomes a latent, is decoded, painted."""
    graph = Graph("latenzraum facades")
    z = graph.input("z", "float32", [1, len(calibration.mean)])
    size = graph.input("size", "int64", [2])
    latent = graph.linear(z, calibration.axes, calibration.mean)
    fields, colours, maps = DecoderGraph(graph, weights, stages).write(latent)
    picture = ComposerGraph(graph, size).write(fields, colours)
    graph.output(picture, "picture", "uint8", [1, 3, "height", "width"])
    for (rows, columns, _, _, channels), name, seen in zip(stages, STAGE_LAYERS, maps, strict=True):
        graph.output(seen, name, "float32", [1, channels, rows, columns])
    graph.output(fields, "layer_ink", "float32", [1, len(LAYERS), ROWS, COLUMNS])
    return graph
