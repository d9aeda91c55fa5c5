"""The second network as an ONNX graph, and how well the file reads pictures.

First kernels and feature maps are outputs too: they are what the exhibit shows.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import nn

from installation.packs.session import open_session
from installation.studio.common.edges import write_edges
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.training_loop import weights_of
from installation.studio.letters import LETTERS
from installation.studio.letters.lot_paintings import SIZE
from installation.studio.letters.second_network import (
    CHANNELS,
    DARKEST,
    KERNELS,
    SHARPNESS,
    STRIDES,
    VARIANTS,
    LetterFinder,
)

SECOND_NETWORK_FILE = "classifier.onnx"


def second_network_graph(networks: nn.ModuleDict) -> Graph:
    """`picture` (1, h, w, 3) uint8 -> for each variant scores (1, 29), kernels and feature maps.

    The picture should be asked of the generator at 128 x 72: a large one is thinned out, not
    averaged.
    """
    graph = Graph("latenzraum letters, second network")
    picture = graph.input("picture", "uint8", [1, "height", "width", 3])
    planes = graph.transpose(graph.to_float(picture), 0, 3, 1, 2)
    small = graph.resize(planes, graph.integers(1, 3, *SIZE))
    seen = graph.multiply(small, 1 / 255)
    graph.output(write_edges(graph, seen), "edges", "float32", [1, 1, *SIZE])
    for name, view in (("colour", seen), ("edges", "edges")):
        network = networks[name]
        assert isinstance(network, LetterFinder)
        _write_variant(graph, network, name, view)
    return graph


def _write_variant(graph: Graph, network: LetterFinder, name: str, view: str) -> None:
    """Writes one network; `view` is what it looks at."""
    kernels, _ = network.folded(0)
    shown = graph.op("Identity", graph.constant(kernels))
    graph.output(shown, f"kernels_{name}", "float32", list(kernels.shape))
    x = _write_standardised(graph, view)
    for number in range(len(KERNELS)):
        x = graph.op("Relu", _write_convolution(graph, network, number, x))
        if number == 0:
            output = f"features_1_{name}"
            shape = [1, CHANNELS[0], SIZE[0] // 2, SIZE[1] // 2]
            graph.output(x, output, "float32", shape)
            x = output
    verdict = weights_of(network.verdict)
    factors = graph.constant(verdict["weight"])
    offsets = graph.constant(verdict["bias"])
    places = graph.op("Conv", x, factors, offsets)
    by_letter = graph.reshape(places, 1, len(LETTERS), -1)
    sharp = graph.multiply(by_letter, SHARPNESS)
    surest = graph.op("ReduceLogSumExp", sharp, graph.integers(2), keepdims=0)
    scores = graph.op("Softmax", graph.multiply(surest, 1 / SHARPNESS), axis=1)
    graph.output(scores, f"scores_{name}", "float32", [1, len(LETTERS)])


def _write_standardised(graph: Graph, view: str) -> str:
    """See `standardised`."""
    axes = graph.integers(1, 2, 3)
    mean = graph.op("ReduceMean", view, axes, keepdims=1)
    away = graph.subtract(view, mean)
    squares = graph.multiply(away, away)
    variance = graph.op("ReduceMean", squares, axes, keepdims=1)
    spread = graph.op("Sqrt", graph.add(variance, DARKEST))
    return graph.divide(away, spread)


def _write_convolution(graph: Graph, network: LetterFinder, number: int, x: str) -> str:
    weight, bias = network.folded(number)
    side = KERNELS[number] // 2
    stride = STRIDES[number]
    factors = graph.constant(weight)
    offsets = graph.constant(bias)
    return graph.op(
        "Conv",
        x,
        factors,
        offsets,
        strides=[stride, stride],
        pads=[side] * 4,
    )


def shares_right(
    path: Path,
    pictures: Sequence[NDArray[np.uint8]],
    letters: NDArray[np.int64],
) -> dict[str, float]:
    """Which share of pictures (h, w, 3), of letters (n,), the file reads rightly, in each way."""
    session = open_session(path, threads=0)
    shares = {}
    for name in VARIANTS:
        right = 0
        for picture, letter in zip(pictures, letters, strict=True):
            (answer,) = session.run([f"scores_{name}"], {"picture": picture[None]})
            right += int(np.asarray(answer).argmax() == letter)
        shares[name] = right / len(letters)
    return shares
