"""The graph of a collection's pack: a point to the picture on the wall."""

import numpy as np

from installation.studio.collection.detail_network import (
    MARGIN,
    RESIDUALS,
    RIM,
    SLOPE,
    doubling_kernels,
    fixed_noise,
)
from installation.studio.collection.frame import DETAIL, FINE, Frame
from installation.studio.collection.layout_network import CHANNELS, HALVINGS, LATENT
from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.whitening import Whitening

GREY = 127.5  # grey levels for each of -1..1
LAYERS = ("layer_seed", "layer_shapes", "layer_layout", "layer_detail")


class CollectionGraph:
    """Writes the networks one after another."""

    def __init__(self, weights: dict[str, np.ndarray], whitening: Whitening, frame: Frame):
        self._weights = NetworkWeights(weights)
        self._whitening = whitening
        self._frame = frame
        self._graph = Graph("latenzraum collection")

    def write(self) -> Graph:
        """`z` (1, latent) -> `picture` (1, 3, height, width) uint8, and hidden layers."""
        graph = self._graph
        z = graph.input("z", "float32", [1, LATENT])
        latent = graph.linear(z, self._whitening.axes, self._whitening.mean)
        layout = self._decoder(latent)
        detailed = self._detail(layout)
        levels = graph.to_pixels(self._fine(self._without(detailed, MARGIN * DETAIL - RIM)))
        pixels = self._shuffled(self._without(levels, RIM * FINE // 2), 2)
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
            x = self._styled(x, latent, f"decoder.styled.{number}")
            if number in shown:
                name, shape = shown[number]
                x = self._shown(name, x, shape)
        return self._convolved(x, "decoder.out")

    def _styled(self, x: str, latent: str, layer: str) -> str:
        """A convolution whose channels the point makes louder or softer."""
        graph = self._graph
        style = graph.reshape(self._weights.linear(graph, latent, f"{layer}.style"), 1, -1, 1, 1)
        scale, shift = graph.split(style, 2, axis=1)
        louder = graph.multiply(self._convolved(x, f"{layer}.convolution"), graph.add(scale, 1.0))
        return self._leaky(graph.add(louder, shift))

    def _detail(self, layout: str) -> str:
        graph = self._graph
        rows = self._frame.rows + 2 * MARGIN
        columns = self._frame.columns + 2 * MARGIN
        noise = fixed_noise(rows, columns)
        layout = graph.op(
            "Pad", layout, graph.integers(0, 0, MARGIN, MARGIN, 0, 0, MARGIN, MARGIN), mode="edge"
        )
        x = self._leaky(self._grained(layout, "detail.first", noise[0], 0))
        for number in range(0, 2 * RESIDUALS, 2):
            inner = self._leaky(self._convolved(x, f"detail.residuals.{number}"))
            added = self._convolved(inner, f"detail.residuals.{number + 1}")
            x = self._leaky(graph.add(x, added))
        x = self._leaky(self._smoothly_doubled(x, "detail.up_middle"))
        x = self._leaky(self._grained(x, "detail.middle", noise[1], 1))
        channels = len(self._weights.weight("detail.middle"))
        x = self._shown("layer_detail", x, [channels, 2 * rows, 2 * columns])
        x = self._leaky(self._smoothly_doubled(x, "detail.up_fine"))
        x = self._leaky(self._grained(x, "detail.fine", noise[2], 2))
        added = self._smoothly_doubled(x, "detail.out")
        return graph.add(added, self._enlarged(layout, DETAIL))

    def _fine(self, detailed: str) -> str:
        """The picture on the wall, 0..255, half as large yet with 4 channels a colour.

        What takes the picture apart into its pixels comes last, when a value is one byte.
        """
        graph = self._graph
        x = self._leaky(self._convolved(detailed, "fine.first", stride=2))
        x = self._leaky(self._convolved(x, "fine.second"))
        x = self._leaky(self._convolved(x, "fine.third"))
        x = self._leaky(self._smoothly_doubled(x, "fine.up_whole"))
        x = self._leaky(self._smoothly_doubled(x, "fine.up_double"))
        weight, bias = self._weights.pair("fine.out.convolution")
        factors = graph.constant(GREY * doubling_kernels(weight))
        offsets = graph.constant(GREY * (np.repeat(bias, 4) + 1))
        added = graph.op("Conv", x, factors, offsets, pads=[1] * 4)
        around = graph.op("Pad", detailed, graph.integers(0, 0, 1, 1, 0, 0, 1, 1), mode="edge")
        enlarged = graph.op("Conv", around, graph.constant(GREY * twice_doubling_kernels()))
        return graph.add(added, self._shuffled(enlarged, 2))

    def _without(self, x: str, rim: int) -> str:
        """A picture without so many pixels on each side."""
        graph = self._graph
        starts = graph.integers(rim, rim)
        ends = graph.integers(-rim, -rim)
        return graph.op("Slice", x, starts, ends, graph.integers(2, 3))

    def _shown(self, name: str, x: str, shape: list[int]) -> str:
        """A hidden layer that visitors see when they look inside."""
        self._graph.output(x, name, "float32", [1, *shape])
        return name

    def _convolved(self, x: str, layer: str, stride: int = 1) -> str:
        weight, bias = self._weights.pair(layer)
        factors = self._graph.constant(weight)
        offsets = self._graph.constant(bias)
        return self._graph.op("Conv", x, factors, offsets, pads=[1] * 4, strides=[stride] * 2)

    def _grained(self, x: str, layer: str, noise: np.ndarray, size: int) -> str:
        """A convolution, and what another makes of the frame's noise, which is computed once."""
        factors = self._graph.constant(self._weights.weight(f"detail.noise.{size}"))
        grain = self._graph.op("Conv", self._graph.constant(noise), factors, pads=[1] * 4)
        return self._graph.add(self._convolved(x, layer), grain)

    def _smoothly_doubled(self, x: str, layer: str) -> str:
        """As Doubling does it."""
        weight, bias = self._weights.pair(f"{layer}.convolution")
        factors = self._graph.constant(doubling_kernels(weight))
        offsets = self._graph.constant(np.repeat(bias, 4))
        return self._shuffled(self._graph.op("Conv", x, factors, offsets, pads=[1] * 4), 2)

    def _leaky(self, x: str) -> str:
        return self._graph.op("LeakyRelu", x, alpha=SLOPE)

    def _shuffled(self, x: str, factor: int) -> str:
        """Channels become pixels, as in PyTorch's pixel_shuffle."""
        return self._graph.op("DepthToSpace", x, blocksize=factor, mode="CRD")

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


def twice_doubling_kernels() -> np.ndarray:
    """(48, 3, 3, 3): linear enlargement by 4 as a convolution whose channels become pixels in two steps.

    The same as "linear" with "half_pixel" of ONNX's Resize on a picture whose rim is repeated.
    """
    centres = (np.arange(FINE) + 0.5) / FINE - 0.5  # of the new pixels, beside the old one
    neighbours = np.array([-1, 0, 1])
    along = np.clip(1 - np.abs(centres[:, None] - neighbours), 0, 1)
    halves = along.reshape(2, 2, 3)  # where in the first doubling, where in the second
    both = np.einsum("sti,uvj->tvsuij", halves, halves).reshape(FINE * FINE, 3, 3)
    kernels = np.zeros((3, FINE * FINE, 3, 3, 3), np.float32)
    for colour in range(3):
        kernels[colour, :, colour] = both
    return kernels.reshape(3 * FINE * FINE, 3, 3, 3)
