"""The decoder of network.py as part of an ONNX graph, with the weights of a trained one.

Several houses are decoded at once, each alone while the grids are coarse; the finer stages, which cost the
most, draw one picture in which each column belongs to one house.
"""

from collections.abc import Sequence

import numpy as np

from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import COLOURS
from installation.studio.facades.network import BLUR, GROUPS, StageShape
from installation.studio.facades.party_walls import PartyWalls
from installation.studio.facades.plan_layout import PAINT
from installation.studio.facades.profiles import DRAWN
from installation.studio.facades.profiles_graph import ProfilesGraph
from installation.studio.facades.stencils_graph import with_stencils


class FacadesDecoderGraph:
    """Writes the decoder; `weights` is the state of network.FacadesDecoder as numpy arrays."""

    def __init__(
        self,
        graph: Graph,
        weights: dict[str, np.ndarray],
        stages: Sequence[StageShape],
        walls: PartyWalls,
    ):
        self.graph = graph
        self.weights = NetworkWeights(weights)
        self.stages = stages
        self.walls = walls
        self.profiles = ProfilesGraph(graph, self.weights, walls)

    def write(self, told: str) -> tuple[str, str, list[str]]:
        """Of n houses (n, d) -> fields (1, 8, 144, 256), colours (9, 3), the stages' maps.

        `told`: their latents, or their plans and colours.
        """
        g = self.graph
        paint = None
        if not self.weights.has("colours.0"):
            size = self.weights.weight("style.0").shape[1]
            told, paint = g.ops("Split", 2, told, g.integers(size, PAINT), axis=1)
        style = self._style(told)
        x = self._start(style)
        maps = []
        for k, shape in enumerate(self.stages):
            if not shape.is_coarse and self.stages[k - 1].is_coarse:
                x = self.walls.joined(x, shape.columns)
            seen = self._stage(f"stages.{k}", shape, x, style)
            x = self._enlarged(f"stages.{k}.up.0", seen)
            maps.append(self.walls.joined(seen, shape.columns) if shape.is_coarse else seen)
        colours = self.walls.mixed(self._colours(style, paint))
        blur = g.constant(np.repeat(BLUR[None, None], DRAWN, 0))
        x = g.op(
            "Conv",
            x,
            blur,
            pads=[1] * 4,
            group=DRAWN,
        )
        straight = self.profiles.with_grids(x, style)
        if self.weights.has("stencils.amounts.0"):
            straight = with_stencils(g, self.weights, self.walls, straight, style)
        dark = self.profiles.darkness(style)
        fields = g.concat(straight, dark, axis=1)
        return g.op("Tanh", fields), colours, maps

    def _style(self, told: str) -> str:
        """(n, d) -> (n, STYLE)."""
        first = self._linear(told, "style.0")
        first = self.graph.silu(first)
        second = self._linear(first, "style.2")
        return self.graph.silu(second)

    def _start(self, style: str) -> str:
        """(n, STYLE) -> what the coarsest stage takes in."""
        shape = self.stages[0]
        start = self._linear(style, "start.0")
        return self.graph.reshape(
            start,
            -1,
            shape.taken_in,
            shape.rows,
            shape.columns,
        )

    def _colours(self, style: str, paint: str | None) -> str:
        """As they are told, or out of (n, STYLE) -> (n, 9, 3) in 0..1."""
        g = self.graph
        if paint is None:
            hidden = self._linear(style, "colours.0")
            hidden = g.silu(hidden)
            colours = self._linear(hidden, "colours.2")
            paint = g.op("Sigmoid", colours)
        return g.reshape(paint, -1, len(COLOURS), 3)

    def _linear(self, x: str, layer: str) -> str:
        return self.weights.linear(self.graph, x, layer)

    def _stage(self, name: str, shape: StageShape, x: str, style: str) -> str:
        """What is seen at this stage: (n, channels, rows, columns) where it is coarse, else of one picture."""
        g = self.graph
        if shape.woven:
            woven = self.profiles.weave(f"{name}.weave.profiles", shape, style)
            x = g.concat(x, woven, axis=1)
        x = self._styled(f"{name}.first", shape, x, style)
        second = f"{name}.second"
        if self.weights.has(f"{second}.convolution"):
            x = g.add(x, self._styled(second, shape, x, style))
        return x

    def _enlarged(self, layer: str, x: str) -> str:
        """What goes on to the next stage, with twice the rows and columns."""
        size = self.weights.weight(layer).shape[-1]
        up = self._convolution(x, layer, reach=size // 2)
        return self.graph.op(
            "DepthToSpace",
            up,
            blocksize=2,
            mode="CRD",
        )

    def _convolution(self, x: str, layer: str, reach: int) -> str:
        """With its bias where it has one."""
        g = self.graph
        inputs = [x]
        inputs.append(g.constant(self.weights.weight(layer)))
        bias = self.weights.bias(layer)
        if bias is not None:
            inputs.append(g.constant(bias))
        return g.op("Conv", *inputs, pads=[reach] * 4)

    def _styled(self, name: str, shape: StageShape, x: str, style: str) -> str:
        """Convolution, norm, gain and shift; the norm's own gain and shift are folded into the style's."""
        g = self.graph
        gain, shift = self._gains(name, shape.channels, style)
        x = self._convolution(x, f"{name}.convolution", reach=1)
        if self.weights.has(f"{name}.norm"):
            x = self._normed(x, shape)
        if shape.is_coarse:
            gain = g.reshape(gain, -1, shape.channels, 1, 1)
            shift = g.reshape(shift, -1, shape.channels, 1, 1)
        else:
            gain = self._of_columns(gain, shape)
            shift = self._of_columns(shift, shape)
        louder = g.multiply(x, gain)
        return g.silu(g.add(louder, shift))

    def _of_columns(self, values: str, shape: StageShape) -> str:
        """(n, channels) of n houses -> (1, channels, 1, columns)."""
        dealt = self.walls.dealt(values, shape.columns)
        return self.graph.reshape(dealt, 1, shape.channels, 1, shape.columns)

    def _gains(self, name: str, channels: int, style: str) -> tuple[str, str]:
        """What a convolution's channels are multiplied by and what is added, (n, channels) each."""
        g = self.graph
        weight, bias = self.weights.pair(f"{name}.gains")
        own_gain = np.ones(channels, np.float32)
        own_shift = np.zeros(channels, np.float32)
        if self.weights.has(f"{name}.norm"):
            own_gain, own_shift = self.weights.pair(f"{name}.norm")
        gain_weight = weight[:channels]
        gain_bias = 1 + bias[:channels]
        shift_weight = weight[channels:] + gain_weight * own_shift[:, None]
        shift_bias = bias[channels:] + gain_bias * own_shift
        gain = g.linear(
            style,
            gain_weight * own_gain[:, None],
            gain_bias * own_gain,
        )
        shift = g.linear(style, shift_weight, shift_bias)
        return gain, shift

    def _normed(self, x: str, shape: StageShape) -> str:
        """Group normalisation: ONNX has it for single channels, so a group becomes one long channel."""
        g = self.graph
        flat = g.reshape(x, 0, GROUPS, -1)
        ones = g.constant(np.ones(GROUPS))
        zeros = g.constant(np.zeros(GROUPS))
        even = g.op(
            "InstanceNormalization",
            flat,
            ones,
            zeros,
            epsilon=1e-5,
        )
        return g.reshape(
            even,
            -1,
            shape.channels,
            shape.rows,
            shape.columns,
        )
