"""encoder.onnx: a visitor's coarse silhouette to a letter, so that raised arms are a Y.

`pack` calls, in this order:

    body_training.make_body_alphabet(data, work, minutes=8.0, seed=1)
        data: LettersDataset; trains and keeps WORK/body.pt
    body_training.load_body_alphabet(work) -> BodyNetwork
        raises FileNotFoundError where none has been trained
    body_encoder.encoder_graph(network, calibration, points, inks) -> Graph
        points (n, 55) of real letters, those of the map; inks (n,) their share of ink, see `ink_shares`
    body_trial.body_rows(path of encoder.onnx, network, calibration.countries)
        -> list of (what, measured, wanted)
    body_trial.write_body_sheet(path of encoder.onnx, network, calibration.countries, path of the PNG)
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from installation.messages import SILHOUETTE_SHAPE
from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.training_loop import weights_of
from installation.studio.letters import LETTERS
from installation.studio.letters.body_network import CHANNELS, HALVED, LEFT_OVER, SIDE, BodyNetwork
from installation.studio.letters.calibration import COUNTRY_AXES, Calibration

ENCODER_FILE = "encoder.onnx"
ROWS, COLUMNS = SILHOUETTE_SHAPE
DECIDEDNESS = 10.0  # how quickly the best letter wins over the next; 1 shares as the network doubts
# by how many of the faces' standard deviations a body one of its own stouter is bolder
BOLDER = 0.5
# what a body may ask for: beyond, hairlines break and counters close
LIGHTEST = -1.0
BOLDEST = 0.7

Floats = NDArray[np.floating[Any]]


def ink_shares(thumbnails: NDArray[np.uint8]) -> Floats:
    """How much of each thumbnail (n, h, w, 3), dark letters on light paper, is ink: (n,)."""
    grey = thumbnails.mean(3, dtype=np.float32) / 255
    ink: Floats = 1 - grey.mean((1, 2))
    return ink


def bold_direction(points: Floats, inks: Floats, calibration: Calibration) -> Floats:
    """The style (52,) of a face bolder than the mean by one standard deviation.

    The mean style of faces of that boldness, by linear regression; boldness is the share of ink beside
    other faces of the same letter.
    """
    letters = calibration.countries.weights(points[:, :COUNTRY_AXES]).argmax(1)
    boldness = np.zeros(len(inks))
    for letter in np.unique(letters):
        of_letter = letters == letter
        own = inks[of_letter]
        boldness[of_letter] = (own - own.mean()) / (own.std() + 1e-6)
    styles = points[:, COUNTRY_AXES:]
    together = boldness @ styles
    direction: Floats = together / max(float(boldness @ boldness), 1e-6)
    return direction


def encoder_graph(
    network: BodyNetwork,
    calibration: Calibration,
    points: Floats,
    inks: Floats,
) -> Graph:
    """`silhouette` (1, 18, 32) uint8 -> `z` (1, 55) and `confidence` (1,), 0 where nobody is.

    The letter is a place on the globe: its capital, and between two only where both are as likely.
    The style is as bold as the body is stout.
    """
    graph = Graph("latenzraum letters, body alphabet")
    writer = _BodyGraph(graph, NetworkWeights(weights_of(network)))
    silhouette = graph.input("silhouette", "uint8", [1, ROWS, COLUMNS])
    cells = graph.to_float(silhouette)
    answers = writer.answers(cells)
    scores, meant, thickness = writer.parts(answers)
    sharper = graph.multiply(scores, DECIDEDNESS)
    shares = graph.op("Softmax", sharper, axis=1)
    capitals = graph.constant(calibration.countries.places())
    place = graph.op("MatMul", shares, capitals)
    norm = graph.op("ReduceL2", place, graph.integers(1), keepdims=1)
    far = graph.divide(COUNTRY_AXES**0.5, graph.maximum(norm, 1e-3))
    country = graph.multiply(place, far)
    bold = graph.clip(graph.multiply(thickness, BOLDER), LIGHTEST, BOLDEST)
    direction = bold_direction(points, inks, calibration)
    style = graph.op("MatMul", bold, graph.constant(direction[None]))
    z = graph.concat(country, style, axis=1)
    graph.output(z, "z", "float32", [1, points.shape[1]])
    anybody = graph.op("ReduceMax", cells, graph.integers(1, 2), keepdims=0)
    likelihoods = graph.op("Softmax", scores, axis=1)
    likeliest = graph.op("ReduceMax", likelihoods, graph.integers(1), keepdims=0)
    sure = graph.multiply(graph.reshape(graph.op("Sigmoid", meant), 1), likeliest)
    graph.output(graph.multiply(sure, anybody), "confidence", "float32", [1])
    return graph


class _BodyGraph:
    """Writes what `BodyNetwork` does for one silhouette."""

    def __init__(self, graph: Graph, weights: NetworkWeights):
        self._graph = graph
        self._weights = weights

    def answers(self, cells: str) -> str:
        """(1, 18, 32) -> (1, 31)."""
        graph = self._graph
        x, extras = self._squares(cells)
        for layer in ("first", "second"):
            kernel, bias = self._weights.pair(layer)
            x = graph.op(
                "Conv",
                x,
                graph.constant(kernel),
                graph.constant(bias),
                strides=[HALVED] * 2,
                pads=[kernel.shape[2] // 2] * 4,
            )
            x = graph.op("Relu", x)
        flat = graph.reshape(x, 1, CHANNELS[-1] * LEFT_OVER**2)
        seen = graph.concat(flat, extras, axis=1)
        hidden = graph.op("Relu", self._weights.linear(graph, seen, "hidden"))
        return self._weights.linear(graph, hidden, "out")

    def parts(self, answers: str) -> tuple[str, str, str]:
        """Scores (1, 29), whether it is meant (1, 1), thickness (1, 1)."""
        graph = self._graph
        sizes = graph.integers(len(LETTERS), 1, 1)
        scores, meant, thickness = graph.ops("Split", 3, answers, sizes, axis=1)
        return scores, meant, thickness

    def _squares(self, cells: str) -> tuple[str, str]:
        """See `body_squares`: (1, 2, SIDE, SIDE) and (1, EXTRAS)."""
        graph = self._graph
        top, height = self._extent(cells, ROWS, 2)
        left, width = self._extent(cells, COLUMNS, 1)
        longest = graph.maximum(height, width)
        middle_down = graph.add(top, graph.multiply(height, 0.5))
        middle_across = graph.add(left, graph.multiply(width, 0.5))
        squares = []
        for tall, wide in ((longest, longest), (height, width)):
            down = self._tents(middle_down, tall, ROWS)
            across = self._tents(middle_across, wide, COLUMNS)
            rows = graph.op("MatMul", down, cells)
            square = graph.op("MatMul", rows, graph.transpose(across, 0, 2, 1))
            squares.append(graph.reshape(square, 1, 1, SIDE, SIDE))
        total = graph.op("ReduceSum", cells, graph.integers(1, 2), keepdims=0)
        fill = graph.divide(total, graph.multiply(height, width))
        last = graph.op(
            "Slice", cells, graph.integers(ROWS - 1), graph.integers(ROWS), graph.integers(1)
        )
        touches = graph.op("ReduceMax", last, graph.integers(1, 2), keepdims=0)
        proportion = graph.multiply(graph.op("Log", graph.divide(width, height)), 1 / np.log(2))
        extras = graph.concat(
            proportion,
            fill,
            graph.multiply(height, 1 / ROWS),
            touches,
            axis=0,
        )
        return graph.concat(*squares, axis=1), graph.reshape(extras, 1, -1)

    def _extent(self, cells: str, count: int, other_axis: int) -> tuple[str, str]:
        """First set row or column and how many there are, (1,) each; of an empty view 1."""
        graph = self._graph
        is_set = graph.op("ReduceMax", cells, graph.integers(other_axis), keepdims=0)
        numbers = np.arange(count)
        from_end = graph.multiply(is_set, graph.constant(count - numbers))
        from_start = graph.multiply(is_set, graph.constant(numbers + 1))
        least = graph.op("ReduceMax", from_end, graph.integers(1), keepdims=0)
        first = graph.subtract(count, least)
        last = graph.op("ReduceMax", from_start, graph.integers(1), keepdims=0)
        return first, graph.maximum(graph.subtract(last, first), 1.0)

    def _tents(self, middle: str, extent: str, count: int) -> str:
        """See `tents`: (1, SIDE, count)."""
        graph = self._graph
        places = (np.arange(SIDE) + 0.5) / SIDE - 0.5
        spread = graph.multiply(graph.constant(places[:, None]), extent)
        wanted = graph.add(spread, middle)
        cells = np.arange(count) + 0.5
        away = graph.op("Abs", graph.subtract(wanted, graph.constant(cells)))
        reach = graph.maximum(graph.multiply(extent, 1 / SIDE), 1.0)
        inside = graph.op("Relu", graph.subtract(1.0, graph.divide(away, reach)))
        weights = graph.divide(inside, reach)
        return graph.reshape(weights, 1, SIDE, count)
