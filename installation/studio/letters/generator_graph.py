"""The generator as an ONNX graph: point -> letter weights and style -> companded field.

Repeats calibration.py and network.py with a decoder's weights. The field goes on to the composer
that paints it.
"""

import numpy as np

from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.calibration import COUNTRY_AXES, DECIDED, POLE, Calibration
from installation.studio.letters.grid import NARROW, WIDE
from installation.studio.letters.network import FINER, GRIDS, START

FIELD_SIZES = {
    "landscape": (NARROW, WIDE),
    "portrait": (WIDE, NARROW),
}


class LettersDecoderGraph:
    """network.LettersDecoder, node by node."""

    def __init__(self, graph: Graph, weights: NetworkWeights):
        self._graph = graph
        self._weights = weights

    def write(self, letter: str, style: str, window: str) -> str:
        """(1, 29), (1, STYLE) -> (1, 1, 108, 192), or (1, 1, 192, 108) in portrait."""
        joined = self._graph.concat(letter, style, axis=1)
        first = self._told(joined, "tell.0")
        told = self._told(first, "tell.2")
        started = self._linear(told, f"start.{window}")
        x = self._graph.reshape(started, 1, START, *GRIDS[window])
        x = self._stage(x, told, "coarse")
        x = self._doubled(x, "to_middle.0")
        x = self._stage(x, told, "middle")
        x = self._doubled(x, "to_fine.0")
        x = self._stage(x, told, "fine")
        drawn = self._convolved(x, "draw.0")
        return self._shuffled(drawn, FINER)

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
        factor = graph.reshape(loudness, 1, channels, 1, 1)
        offset = graph.reshape(shift, 1, channels, 1, 1)
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
    """(1, d) point -> letter weights (1, 29) and style (1, STYLE)."""
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
    """(1, COUNTRY_AXES) -> (1, 29)."""
    countries = calibration.countries
    last = graph.integers(1)
    squared = graph.op("ReduceSumSquare", place, last, keepdims=1)
    length = graph.op("Sqrt", graph.add(squared, POLE))
    direction = graph.divide(place, length)
    nearness = DECIDED * countries.capitals
    bonus = DECIDED * countries.bonus
    scores = graph.linear(direction, nearness, bonus)
    return graph.op("Softmax", scores, axis=1)


def field_graph(
    weights: dict[str, np.ndarray],
    calibration: Calibration,
    window: str,
) -> Graph:
    """z -> field, and the letter weights beside it."""
    graph = Graph("latenzraum letters")
    letters, style_size = calibration.means.shape
    z = graph.input("z", "float32", [1, COUNTRY_AXES + style_size])
    letter, style = write_conditions(graph, z, calibration)
    decoder = LettersDecoderGraph(graph, NetworkWeights(weights))
    field = decoder.write(letter, style, window)
    size = FIELD_SIZES[window]
    graph.output(field, "field", "float32", [1, 1, *size])
    graph.output(letter, "letters", "float32", [1, letters])
    return graph
