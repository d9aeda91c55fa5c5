"""The generator as one ONNX graph: point -> latent -> coordinate network on a grid -> picture at the wanted size.

decoder_graph.py repeats network.py with a decoder's weights, composer_graph.py repeats compose.py.
"""

import numpy as np

from installation.studio.colours.compose import FIELDS
from installation.studio.colours.composer_graph import ColoursComposerGraph
from installation.studio.colours.decoder_graph import ColoursDecoderGraph, measure_grid
from installation.studio.colours.network import DEPTH, LATENT, WIDTH
from installation.studio.common.anchor_memory import AnchorMemory
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.whitening import Whitening

NETWORK_LAYERS = [f"layer_{number}" for number in range(1, DEPTH + 1)]
FIELDS_LAYER = "layer_fields"
LAYERS_SHOWN = [*NETWORK_LAYERS, FIELDS_LAYER]


def generator_graph(
    weights: dict[str, np.ndarray], whitening: Whitening, memory: AnchorMemory
) -> Graph:
    """The whole generator; `weights` is the state of network.ColoursDecoder as numpy arrays."""
    graph = Graph("latenzraum colours")
    z = graph.input("z", "float32", [1, LATENT])
    size = graph.input("size", "int64", [2])
    grid = measure_grid(graph, size)
    point = memory.write(graph, z)
    latent = graph.linear(point, whitening.axes, whitening.mean)
    fields, colours, layers = ColoursDecoderGraph(graph, weights, grid).write(latent)
    picture = ColoursComposerGraph(graph, size, grid.rows).write(fields, colours)
    graph.output(picture, "picture", "uint8", [1, 3, "height", "width"])
    for name, layer in zip(NETWORK_LAYERS, layers, strict=True):
        graph.output(layer, name, "float32", [1, WIDTH, "rows", "columns"])
    graph.output(fields, FIELDS_LAYER, "float32", [1, len(FIELDS), "rows", "columns"])
    return graph
