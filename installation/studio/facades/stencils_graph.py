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
    amounts = weights.linear(g, hidden, "stencils.amounts.2")
    by_column = walls.dealt(amounts, COLUMNS)
    lengths = g.integers(*[band.stencils for band in BANDS.values()])
    parts = dict(zip(BANDS, g.ops("Split", len(BANDS), by_column, lengths, axis=0), strict=True))
    layers = []
    for name, layer in zip(LAYERS, g.split(drawn, DRAWN, axis=1), strict=False):
        if name in BANDS:
            layer = _with_band(
                g, weights.buffer(f"stencils.pictures.{name}"), name, layer, parts[name]
            )
        layers.append(layer)
    return g.concat(*layers, axis=1)


def _with_band(g: Graph, pictures: np.ndarray, name: str, layer: str, amounts: str) -> str:
    """A layer (1, 1, 144, 256) with its stencils, of which each column sees so much (count, 256)."""
    band = BANDS[name]
    kept = g.to_float(g.constant(pictures, np.float16))
    each = g.multiply(kept, g.reshape(amounts, band.stencils, 1, COLUMNS))
    seen = g.op("ReduceSum", each, g.integers(0), keepdims=0)
    lengths = g.integers(band.first, band.rows, ROWS - band.first - band.rows)
    above, within, below = g.ops("Split", 3, layer, lengths, axis=2)
    joined = g.add(within, g.reshape(seen, 1, 1, band.rows, COLUMNS))
    return g.concat(above, joined, below, axis=2)
