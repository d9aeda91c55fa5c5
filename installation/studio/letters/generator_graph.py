"""The generator as one ONNX graph: points -> letter weights, styles -> fields -> picture.

Repeats calibration.py and network.py with a decoder's weights. canvas_graph.py places the letters,
painter_graph.py paints them.
"""

import numpy as np

from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import BORDER, COUNTRY_AXES, POLE, Calibration
from installation.studio.letters.canvas_graph import LettersCanvas
from installation.studio.letters.loose_parts import write_without_loose_parts
from installation.studio.letters.network import FINER, GRIDS, START
from installation.studio.letters.painter_graph import LOOK_INPUTS, LettersPainter
from installation.studio.letters.prints_graph import Prints

# hidden layers that are given out, coarse to fine
LAYERS = ("layer_coarse", "layer_middle", "layer_fine")


class LettersDecoderGraph:
    """network.LettersDecoder, node by node."""

    def __init__(self, graph: Graph, weights: NetworkWeights):
        self._graph = graph
        self._weights = weights

    def write(self, letter: str, style: str, is_portrait: str) -> tuple[str, list[str]]:
        """Letter (n, 29), style (n, STYLE), () bool -> (n, 1, 108, 192), and LAYERS."""
        joined = self._graph.concat(letter, style, axis=1)
        first = self._told(joined, "tell.0")
        told = self._told(first, "tell.2")
        started = self._graph.either(
            is_portrait,
            lambda g: self._start(g, told, "portrait"),
            lambda g: self._start(g, told, "landscape"),
            "float32",
            ["n", START, "rows", "columns"],
        )
        coarse = self._stage(started, told, "coarse")
        middle = self._stage(self._doubled(coarse, "to_middle.0"), told, "middle")
        fine = self._stage(self._doubled(middle, "to_fine.0"), told, "fine")
        drawn = self._convolved(fine, "draw.0")
        field = self._smoothed(self._shuffled(drawn, FINER))
        return field, [coarse, middle, fine]

    def _start(self, graph: Graph, told: str, window: str) -> str:
        started = self._weights.linear(graph, told, f"start.{window}")
        return graph.reshape(started, -1, START, *GRIDS[window])

    def _smoothed(self, field: str) -> str:
        rim = self._graph.integers(0, 0, 1, 1, 0, 0, 1, 1)
        wider = self._graph.op("Pad", field, rim, mode="edge")
        kernel = self._graph.constant(self._weights.buffer("smoothing"))
        return self._graph.op("Conv", wider, kernel)

    def _stage(self, x: str, told: str, name: str) -> str:
        x = self._told_convolution(x, told, f"{name}.first")
        k = 0
        while self._weights.has(f"{name}.more.{k}.gains"):
            correction = self._told_convolution(x, told, f"{name}.more.{k}")
            x = self._graph.add(x, correction)
            k += 1
        return x

    def _told_convolution(self, x: str, told: str, name: str) -> str:
        graph = self._graph
        seen = self._convolved(x, f"{name}.convolution")
        weight, bias = self._weights.pair(f"{name}.gains")
        channels = len(bias) // 2
        gain = graph.linear(told, weight[:channels], bias[:channels])
        loudness = graph.add(graph.op("Tanh", gain), 1.0)
        shift = graph.linear(told, weight[channels:], bias[channels:])
        factor = graph.reshape(loudness, -1, channels, 1, 1)
        offset = graph.reshape(shift, -1, channels, 1, 1)
        louder = graph.multiply(seen, factor)
        return graph.silu(graph.add(louder, offset))

    def _told(self, x: str, name: str) -> str:
        return self._graph.silu(self._linear(x, name))

    def _doubled(self, x: str, name: str) -> str:
        return self._shuffled(self._convolved(x, name), 2)

    def _convolved(self, x: str, name: str) -> str:
        kernel, bias = self._weights.pair(name)
        reach = kernel.shape[2] // 2
        factors = self._graph.constant(kernel)
        offsets = self._graph.constant(bias)
        sides = [reach] * 4
        return self._graph.op(
            "Conv",
            x,
            factors,
            offsets,
            pads=sides,
        )

    def _shuffled(self, x: str, times: int) -> str:
        return self._graph.op(
            "DepthToSpace",
            x,
            blocksize=times,
            mode="CRD",
        )

    def _linear(self, x: str, name: str) -> str:
        return self._weights.linear(self._graph, x, name)


def write_conditions(
    graph: Graph,
    z: str,
    calibration: Calibration,
) -> tuple[str, str]:
    """(n, d) points -> letter weights (n, 29) and styles (n, STYLE)."""
    count = calibration.axes.shape[0]
    parts = graph.integers(COUNTRY_AXES, count)
    place, rest = graph.ops("Split", 2, z, parts, axis=1)
    weights = _country_weights(graph, place, calibration)
    means = graph.constant(calibration.means)
    axes = graph.constant(calibration.axes.T)
    mean = graph.op("MatMul", weights, means)
    own = graph.op("MatMul", rest, axes)
    return weights, graph.add(mean, own)


def _country_weights(
    graph: Graph,
    place: str,
    calibration: Calibration,
) -> str:
    """(n, COUNTRY_AXES) -> (n, 29)."""
    countries = calibration.countries
    last = graph.integers(1)
    squared = graph.op("ReduceSumSquare", place, last, keepdims=1)
    length = graph.op("Sqrt", graph.add(squared, POLE))
    direction = graph.divide(place, length)
    scores = graph.linear(direction, countries.capitals, countries.bonus)
    highest = graph.op("ReduceMax", scores, last, keepdims=1)
    near = graph.op("Relu", graph.add(graph.subtract(scores, highest), BORDER))
    raised = graph.multiply(near, near)
    return graph.divide(raised, graph.op("ReduceSum", raised, last, keepdims=1))


def letters_graph(weights: dict[str, np.ndarray], calibration: Calibration) -> Graph:
    """The whole generator: `z` (n, d), `spots` (n, 2), `size` (2,) and a look -> `picture`.

    Beside it the letter weights of each point, `letters` (n, 29), the companded fields `field`
    (letters, 1, h, w), of several inks more than n, and the hidden LAYERS of the decoder.
    """
    graph = Graph("latenzraum letters")
    styles = calibration.means.shape[1]
    z = graph.input("z", "float32", ["n", COUNTRY_AXES + styles])
    spots = graph.input("spots", "float32", ["n", 2])
    size = graph.input("size", "int64", [2])
    look = {name: graph.input(name, "float32", shape) for name, shape in LOOK_INPUTS.items()}
    printed = Prints(graph, z, spots, look["kind"], look["spread"], styles)
    letter, style = write_conditions(graph, printed.points, calibration)
    decoder = LettersDecoderGraph(graph, NetworkWeights(weights))
    torn, layers = decoder.write(letter, style, _is_portrait(graph, size))
    field = write_without_loose_parts(graph, torn, letter)
    canvas = LettersCanvas(graph, size, printed.spots)
    placed = canvas.place(graph.op("Squeeze", field, graph.integers(1)))
    painter = LettersPainter(graph, canvas, look, _bearing(graph, z, spots))
    picture = painter.write(placed, printed.inks)
    graph.output(picture, "picture", "uint8", [1, 3, "height", "width"])
    own = graph.op("Slice", letter, graph.integers(0), graph.op("Shape", z, start=0, end=1))
    graph.output(own, "letters", "float32", ["n", len(LETTERS)])
    graph.output(field, "field", "float32", ["prints", 1, "rows", "columns"])
    for name, layer in zip(LAYERS, layers, strict=True):
        graph.output(
            layer, name, "float32", ["prints", "channels", f"{name}_rows", f"{name}_columns"]
        )
    return graph


def _is_portrait(graph: Graph, size: str) -> str:
    height, width = graph.split(size, 2, axis=0)
    return graph.op("Squeeze", graph.op("Greater", height, width))


def _bearing(graph: Graph, z: str, spots: str) -> str:
    """(1, 2): two directions of style, of all letters by their sizes."""
    start = graph.integers(COUNTRY_AXES)
    end = graph.integers(COUNTRY_AXES + 2)
    two = graph.op("Slice", z, start, end, graph.integers(1))
    _, sizes = graph.split(spots, 2, axis=1)
    held = graph.maximum(sizes, 1e-3)
    total = graph.op("ReduceSum", held, graph.integers(0), keepdims=1)
    mean = graph.op("MatMul", graph.transpose(held, 1, 0), two)
    return graph.divide(mean, total)
