"""The generator as one ONNX graph: point -> nearer to drawings -> latent -> fields and colours -> picture at the wanted size.

The first half repeats network.py with a decoder's weights, the second half repeats compose.py.
"""

import numpy as np

from .compose import EDGE, gradients
from .drawing import COLOURS, LAYERS, WIDTH
from .fields import COLUMNS, REACH, ROWS
from .graph import Graph
from .latent import Calibration, Memory
from .network import BLUR

STAGE_LAYERS = ("layer_seed", "layer_storeys", "layer_bays", "layer_edges")  # the decoder's stages, coarse to fine


class DecoderGraph:
    """Writes the decoder; `weights` is the state of network.Decoder as numpy arrays."""

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray], stages: tuple):
        self.graph, self.weights, self.stages = graph, weights, stages

    def write(self, latent: str) -> tuple[str, str, list[str]]:
        """(1, 64) -> fields (1, 8, 144, 256), colours (10, 3), the stages' maps."""
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
        blur = g.constant(np.repeat(BLUR[None, None], len(LAYERS), 0))
        x = g.op("Conv", x, blur, pads=[1] * 4, group=len(LAYERS))
        return g.op("Tanh", x), colours, maps

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
        weight, bias = self.weights[f"{name}.weave.profiles.weight"], self.weights[f"{name}.weave.profiles.bias"]
        order = np.arange(cells * woven).reshape(cells, woven).T
        down = g.linear(style, weight[order[:, :rows].ravel()], bias[order[:, :rows].ravel()])
        across = g.linear(style, weight[order[:, rows:].ravel()], bias[order[:, rows:].ravel()])
        down = g.op("Reshape", down, g.integers(1, woven, rows, 1))
        return g.op("Mul", down, g.op("Reshape", across, g.integers(1, woven, 1, columns)))

    def _convolution(self, x: str, name: str, reach: int) -> str:
        inputs = [x] + [self.graph.constant(self.weights[f"{name}.{k}"]) for k in ("weight", "bias") if f"{name}.{k}" in self.weights]
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
        even = g.op("InstanceNormalization", flat, g.constant(np.ones(groups)), g.constant(np.zeros(groups)), epsilon=1e-5)
        return g.op("Reshape", even, g.integers(1, *shape))


class ComposerGraph:
    """Writes the composition; the drawing's 16:9 frame covers the wanted picture, what juts out is cut."""

    def __init__(self, graph: Graph, size: str):
        self.graph, self.size = graph, size
        wanted = graph.op("Cast", size, to=1)
        grid = graph.constant([ROWS, COLUMNS])
        # pixels per cell: as many as it takes for the frame to cover the picture both ways
        self.scale = graph.op("ReduceMax", graph.op("Div", wanted, grid), keepdims=1)
        self.shown = graph.op("Round", graph.op("Div", wanted, self.scale))  # cells, (2,)
        # sideways the middle is kept; of what is too high, two thirds go from the sky
        self.first = graph.op("Round", graph.op("Mul", graph.op("Sub", grid, self.shown), graph.constant([0.67, 0.5])))

    def write(self, fields: str, colours: str) -> str:
        """(1, 8, 144, 256), (10, 3) -> (1, height, width, 3) uint8.

        Enlarging goes sideways first and then down, each time along the first axis with everything else
        beside it as one long row, and what lies between is a plain transpose of two axes: ONNX Runtime does
        that several times faster than both ways at once. Every second line is painted and those between are
        mixed from their neighbours: half of the work at full size, and edges no softer than EDGE says.
        """
        g = self.graph
        unit = g.constant(REACH * COLUMNS / WIDTH / EDGE)  # a field's unit in edges, at one pixel per cell
        layers = g.op("Concat", *self._nested(self._cut(fields)), axis=1)
        layers = g.op("Add", g.op("Mul", layers, g.op("Mul", self.scale, unit)), g.constant(0.5))
        sky = g.op("Add", g.op("Mul", g.op("Slice", layers, *(g.integers(v) for v in (0, 1, 1))), g.constant(0.0)), g.constant(1.0))
        layers = g.op("Concat", sky, layers, axis=1)  # (1, 9, rows, columns); the sky is behind all
        cells, pixels = self._sizes()
        sideways = self._enlarged(self._turned(layers, cells[1]), cells[1], pixels[1])  # (columns, 9 x rows)
        lines = g.op("Div", g.op("Add", pixels[0], g.integers(1)), g.integers(2))
        down = self._enlarged(self._turned(sideways, cells[0]), cells[0], lines)  # (lines, columns x 9)
        ink = g.op("Clip", down, g.constant(0.0), g.constant(1.0))
        ink = g.op("Reshape", ink, g.op("Concat", lines, pixels[1], g.integers(len(LAYERS) + 1), axis=0))
        painted = g.op("MatMul", ink, self._row_colours(colours, lines))
        painted = g.op("Reshape", painted, g.op("Concat", lines, g.integers(-1), axis=0))
        picture = self._enlarged(painted, lines, pixels[0])
        picture = g.op("Reshape", picture, g.op("Concat", g.integers(1), *pixels, g.integers(3), axis=0))
        return g.op("QuantizeLinear", picture, g.constant(1.0), g.constant(0, np.uint8))  # rounds and saturates

    def _sizes(self) -> tuple[list[str], list[str]]:
        """Rows and columns of the fields that are shown, and of the picture; (1,) int64 each."""
        g = self.graph
        return (g.ops("Split", 2, value, axis=0, num_outputs=2) for value in (g.op("Cast", self.shown, to=7), self.size))

    def _turned(self, x: str, last: str) -> str:
        """(..., last) -> (last, everything before)."""
        g = self.graph
        flat = g.op("Reshape", x, g.op("Concat", g.integers(-1), last, axis=0))
        return g.op("Transpose", flat, perm=[1, 0])

    def _enlarged(self, x: str, old: str, new: str) -> str:
        """(old, n) -> (new, n), linearly."""
        g, one = self.graph, self.graph.integers(1)
        beside = g.op("Slice", g.op("Shape", x), one, g.integers(2))
        x = g.op("Reshape", x, g.op("Concat", one, old, one, beside, axis=0))
        whole = g.op("Concat", one, new, one, beside, axis=0)
        x = g.op("Resize", x, "", "", whole, mode="linear", coordinate_transformation_mode="half_pixel")
        return g.op("Reshape", x, g.op("Concat", new, beside, axis=0))

    def _nested(self, fields: str) -> list[str]:
        """See compose.nest."""
        g = self.graph
        f = dict(zip(LAYERS, g.ops("Split", len(LAYERS), fields, axis=1, num_outputs=len(LAYERS)), strict=True))
        building = g.op("Min", f["mass"], g.op("Neg", f["ground"]))
        standing = g.op("Max", building, f["ground"])
        near = g.op("Max", standing, f["near"])
        far = g.op("Max", near, f["far"])
        opening = g.op("Min", f["opening"], building)
        relief = g.op("Min", g.op("Max", f["relief"], opening), building)
        light = g.op("Min", f["light"], opening)
        disc = g.op("Min", f["disc"], g.op("Neg", far))
        return [disc, far, near, standing, building, relief, opening, light]

    def _cut(self, fields: str) -> str:
        """(1, 8, 144, 256) without the rows and columns that jut out."""
        g = self.graph
        first = g.op("Cast", self.first, to=7)
        last = g.op("Add", first, g.op("Cast", self.shown, to=7))
        return g.op("Slice", fields, first, last, g.integers(2, 3))

    def _row_colours(self, colours: str, lines: str) -> str:
        """(lines, 9, 3): sky, then each layer minus the one behind it; see compose.row_colours."""
        g = self.graph
        behind = np.eye(9, dtype=np.float32)
        for row, back in enumerate((0, 0, 2, 3, 4, 5, 6, 7), start=1):
            behind[row, back] -= 1
        top, foot = (g.op("MatMul", g.constant(255 * behind @ m), colours) for m in gradients())
        return g.op("Add", top, g.op("Mul", self._depth(lines), g.op("Sub", foot, top)))

    def _depth(self, lines: str) -> str:
        """How far down the frame each painted line lies, (lines, 1, 1) in 0..1."""
        g = self.graph
        count = g.op("Cast", lines, to=1)
        rows = g.op("Range", g.constant(0.0), g.op("Squeeze", count), g.constant(1.0))
        share = g.op("Div", g.op("Add", rows, g.constant(0.5)), count)
        first, shown = (g.ops("Split", 2, v, axis=0, num_outputs=2)[0] for v in (self.first, self.shown))
        depth = g.op("Div", g.op("Add", g.op("Mul", share, shown), first), g.constant(float(ROWS)))
        return g.op("Reshape", depth, g.integers(-1, 1, 1))


def _recalled(graph: Graph, z: str, memory: Memory) -> str:
    """See latent.Memory.recall."""
    likeness = graph.op("MatMul", z, graph.constant(memory.sharpness * memory.directions.T))
    amid = graph.op("MatMul", graph.op("Softmax", likeness, axis=1), graph.constant(memory.pull * memory.anchors))
    return graph.op("Add", graph.op("Mul", z, graph.constant(1 - memory.pull)), amid)


def generator_graph(weights: dict[str, np.ndarray], stages: tuple, calibration: Calibration, memory: Memory) -> Graph:
    """The whole generator: z is N(0, 1) where the drawings are, is pulled towards them, decoded, painted."""
    graph = Graph("latenzraum facades")
    z = graph.input("z", "float32", [1, len(calibration.mean)])
    size = graph.input("size", "int64", [2])
    latent = graph.linear(_recalled(graph, z, memory), calibration.axes, calibration.mean)
    fields, colours, maps = DecoderGraph(graph, weights, stages).write(latent)
    picture = ComposerGraph(graph, size).write(fields, colours)
    graph.output(picture, "picture", "uint8", [1, "height", "width", 3])
    for (rows, columns, _, _, channels), name, seen in zip(stages, STAGE_LAYERS, maps, strict=True):
        graph.output(seen, name, "float32", [1, channels, rows, columns])
    graph.output(fields, "layer_ink", "float32", [1, len(LAYERS), ROWS, COLUMNS])
    return graph
