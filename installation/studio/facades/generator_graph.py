"""The generator as one ONNX graph: point -> latents -> fields and colours -> picture at the wanted size.

decoder_graph.py repeats network.py with a decoder's weights, composer_graph.py repeats compose.py.
"""

from collections.abc import Sequence

import numpy as np

from installation.studio.common.onnx_graph import Graph
from installation.studio.common.whitening import Whitening
from installation.studio.facades.composer_graph import FacadesComposerGraph
from installation.studio.facades.decoder_graph import FacadesDecoderGraph
from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS
from installation.studio.facades.known_houses import KnownHouses
from installation.studio.facades.network import StageShape
from installation.studio.facades.people_at_home import add_people_at_home
from installation.studio.facades.specks import without_specks
from installation.studio.facades.street_life import add_street_life
from installation.studio.facades.sun import add_sun

# the decoder's stages, coarse to fine
STAGE_LAYERS = ("layer_seed", "layer_storeys", "layer_bays", "layer_edges")
INK_LAYER = "layer_ink"  # the fields
PLANS = "plans"  # note of a generator that is told plans: how they are laid out


def generator_graph(
    weights: dict[str, np.ndarray],
    stages: Sequence[StageShape],
    whitening: Whitening,
    hours: dict[str, np.ndarray],
    known: KnownHouses,
) -> Graph:
    """The whole generator: z has variance 1 over the drawings; it becomes a latent, is decoded, painted.

    `hours`: the weights of `HourNetwork`; `known`: where the point is led to.
    """
    graph = Graph("latenzraum facades")
    z = graph.input("z", "float32", [1, len(whitening.mean)])
    size = graph.input("size", "int64", [2])
    if known.plans is not None:
        graph.note(PLANS, known.plans.layout.text())
    told, walls = known.write(graph, graph.linear(z, whitening.axes, whitening.mean))
    decoder = FacadesDecoderGraph(graph, weights, stages, walls)
    decoded, colours, maps = decoder.write(told)
    fields = without_specks(graph, decoded)
    if known.plans is not None:
        fields = add_street_life(graph, fields, told, known.plans.layout, walls)
        fields = add_people_at_home(graph, fields, told, known.plans.layout, walls)
    fields = add_sun(graph, fields, z, hours)
    picture = FacadesComposerGraph(graph, size).write(fields, colours)
    graph.output(picture, "picture", "uint8", [1, 3, "height", "width"])
    for shape, name, seen in zip(stages, STAGE_LAYERS, maps, strict=True):
        graph.output(
            seen,
            name,
            "float32",
            [1, shape.channels, shape.rows, shape.columns],
        )
    graph.output(fields, INK_LAYER, "float32", [1, len(LAYERS), ROWS, COLUMNS])
    return graph
