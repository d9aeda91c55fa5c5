"""The stencils of stencils.py as part of an ONNX graph."""

import numpy as np

from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS
from installation.studio.facades.party_walls import PartyWalls
from installation.studio.facades.profiles import DRAWN
from installation.studio.facades.stencils import BANDS


def with_stencils(
    graph: Graph, weights: NetworkWeights, walls: PartyWalls, drawn: str, style: str
) -> str:
    """(1, 7, 144, 256) as all else draws it -> the same with what stands in the bands."""
    g = graph
    hidden = g.silu(weights.linear(g, style, "stencils.amounts.0"))
    amounts = walls.of_sky(weights.linear(g, hidden, "stencils.amounts.2"))
    lengths = g.integers(*[band.stencils for band in BANDS.values()])
    parts = g.ops("Split", len(BANDS), amounts, lengths, axis=1)
    seen = {}
    for (name, band), part in zip(BANDS.items(), parts, strict=True):
        pictures = weights.buffer(f"stencils.pictures.{name}")
        kept = g.to_float(g.constant(pictures, np.float16))
        sky = g.op("MatMul", part, g.reshape(kept, band.stencils, -1))
        seen[name] = g.reshape(sky, 1, 1, band.rows, COLUMNS)
    layers = []
    for name, layer in zip(LAYERS, g.split(drawn, DRAWN, axis=1), strict=False):
        if name in BANDS:
            layer = _with_band(g, name, layer, seen[name])
        layers.append(layer)
    return g.concat(*layers, axis=1)


def _with_band(g: Graph, name: str, layer: str, seen: str) -> str:
    """A layer (1, 1, 144, 256) and what is seen in its band (1, 1, rows, 256)."""
    band = BANDS[name]
    lengths = g.integers(band.first, band.rows, ROWS - band.first - band.rows)
    above, within, below = g.ops("Split", 3, layer, lengths, axis=2)
    return g.concat(above, g.add(within, seen), below, axis=2)
