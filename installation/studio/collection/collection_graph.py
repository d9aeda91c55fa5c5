"""The graph of a collection's pack: a point to the picture on the wall."""

import numpy as np

from installation.studio.collection.books import Books
from installation.studio.collection.frame import DETAIL, FINE, Frame
from installation.studio.collection.layout_network import (
    BEYOND,
    CHANNELS,
    FINEST,
    HALVINGS,
    LATENT,
    SLOPE,
)
from installation.studio.collection.texture_graph import TexturePainter
from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.whitening import Whitening

GREY = 127.5  # grey levels for each of -1..1
LAYERS = ("layer_seed", "layer_shapes", "layer_layout")


class CollectionGraph:
    """Writes the layout's network, and then both books."""

    def __init__(
        self, weights: dict[str, np.ndarray], whitening: Whitening, frame: Frame, books: Books
    ):
        self._weights = NetworkWeights(weights)
        self._whitening = whitening
        self._frame = frame
        self._books = books
        self._graph = Graph("latenzraum collection")

    def write(self) -> Graph:
        """`z` (1, latent) -> `picture` (1, 3, height, width) uint8, and hidden layers."""
        graph = self._graph
        z = graph.input("z", "float32", [1, LATENT])
        latent = graph.linear(z, self._whitening.axes, self._whitening.mean)
        layout = graph.clip(self._decoder(latent), -1, 1)
        detailed = graph.clip(self._detailed(layout), -1, 1)
        pixels = self._finished(detailed)
        graph.output(pixels, "picture", "uint8", [1, 3, *self._frame.fine])
        return graph

    def _decoder(self, latent: str) -> str:
        graph = self._graph
        rows = self._frame.rows >> HALVINGS
        columns = self._frame.columns >> HALVINGS
        seed = self._weights.linear(graph, latent, "decoder.seed")
        x = graph.reshape(self._leaky(seed), 1, CHANNELS[0], rows, columns)
        x = self._shown("layer_seed", x, [CHANNELS[0], rows, columns])
        shown = {
            2: ("layer_shapes", [CHANNELS[1], 2 * rows, 2 * columns]),
            4: ("layer_layout", [CHANNELS[2], 4 * rows, 4 * columns]),
        }
        for number in range(5):
            if number % 2:
                x = self._doubled(x)
            x = self._styled(x, latent, f"decoder.styled.{number}", is_finest=number >= FINEST)
            if number in shown:
                name, shape = shown[number]
                x = self._shown(name, x, shape)
        return self._convolved(x, "decoder.out", is_finest=True)

    def _styled(self, x: str, latent: str, layer: str, is_finest: bool) -> str:
        """A convolution whose channels the point makes louder or softer."""
        graph = self._graph
        style = graph.reshape(self._weights.linear(graph, latent, f"{layer}.style"), 1, -1, 1, 1)
        scale, shift = graph.split(style, 2, axis=1)
        convolved = self._convolved(x, f"{layer}.convolution", is_finest)
        louder = graph.multiply(convolved, graph.add(scale, 1.0))
        return self._leaky(graph.add(louder, shift))

    def _detailed(self, layout: str) -> str:
        """(1, 3, 8 rows, 8 columns)."""
        book = self._books.detail
        painter = TexturePainter(self._graph, book, self._frame.rows, self._frame.columns)
        return self._graph.add(self._enlarged(layout, DETAIL), painter.write(layout))

    def _finished(self, detailed: str) -> str:
        """(1, 3, 32 rows, 32 columns) uint8."""
        graph = self._graph
        painter = TexturePainter(graph, self._books.fine, *self._frame.detailed)
        finer = graph.multiply(painter.write(detailed), GREY)
        levels = graph.add(graph.multiply(detailed, GREY), GREY)
        return graph.to_pixels(graph.add(self._enlarged(levels, FINE), finer))

    def _shown(self, name: str, x: str, shape: list[int]) -> str:
        """A hidden layer that visitors see when they look inside."""
        self._graph.output(x, name, "float32", [1, *shape])
        return name

    def _convolved(self, x: str, layer: str, is_finest: bool) -> str:
        graph = self._graph
        weight, bias = self._weights.pair(layer)
        factors = graph.constant(weight)
        offsets = graph.constant(bias)
        if not is_finest:
            return graph.op("Conv", x, factors, offsets, pads=[1] * 4)
        wider = graph.op("Pad", x, graph.integers(0, 0, 1, 1, 0, 0, 1, 1), mode=BEYOND)
        return graph.op("Conv", wider, factors, offsets)

    def _leaky(self, x: str) -> str:
        return self._graph.op("LeakyRelu", x, alpha=SLOPE)

    def _doubled(self, x: str) -> str:
        scales = self._graph.constant([1, 1, 2, 2])
        return self._graph.op(
            "Resize",
            x,
            "",
            scales,
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )

    def _enlarged(self, x: str, factor: int) -> str:
        scales = self._graph.constant([1, 1, factor, factor])
        return self._graph.op(
            "Resize",
            x,
            "",
            scales,
            mode="linear",
            coordinate_transformation_mode="half_pixel",
        )
