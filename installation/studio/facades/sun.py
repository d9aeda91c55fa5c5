"""Sun and moon: one disc, which travels with the hour.

Which hour it is follows from the point, by a small network of its own (hour_network.py). Each hour has its
disc in the drawings, and the one that is shown is their mean. Convolutions drew crescents and rings, and
between two hours two discs at once.

Lengths are pixels of the drawing.
"""

import numpy as np

from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import LAYERS, WIDTH
from installation.studio.facades.drawing.materials import HOURS
from installation.studio.facades.fields import COLUMNS, REACH, ROWS

CELL = WIDTH / COLUMNS  # pixels of the drawing
NO_DISC = 1e-3  # a radius that is never divided by
# per hour: x, y and 1, each times the radius, so that an hour without a disc moves nothing
DISCS = np.array([(hour.disc.x, hour.disc.y, 1) for hour in HOURS.values()], np.float32) * np.array(
    [[hour.disc.radius] for hour in HOURS.values()], np.float32
)


def add_sun(graph: Graph, fields: str, z: str, weights: dict[str, np.ndarray]) -> str:
    """(1, 8, 144, 256), a point (1, d) -> the same fields with the hour's disc as all that shines in the sky."""
    g = graph
    layer = dict(zip(LAYERS, g.split(fields, len(LAYERS), axis=1), strict=True))
    disc = g.minimum(_disc(g, z, weights), g.op("Neg", layer["mass"]))
    panes = g.minimum(layer["light"], layer["mass"])
    layer["light"] = g.maximum(panes, disc)
    layer["dark"] = g.minimum(layer["dark"], g.op("Neg", disc))
    return g.concat(*layer.values(), axis=1)


def _disc(g: Graph, z: str, weights: dict[str, np.ndarray]) -> str:
    """The field of the hour's disc, (1, 1, 144, 256) in -1..1."""
    network = NetworkWeights(weights)
    hidden = g.silu(network.linear(g, z, "hidden"))
    hours = g.op("Softmax", network.linear(g, hidden, "answer"), axis=1)
    mean = g.op("MatMul", hours, g.constant(DISCS))
    across, down, radius = g.split(mean, 3, axis=1)
    divisor = g.maximum(radius, NO_DISC)
    x = g.subtract(g.constant(_middles(COLUMNS).reshape(1, -1)), g.divide(across, divisor))
    y = g.subtract(g.constant(_middles(ROWS).reshape(-1, 1)), g.divide(down, divisor))
    away = g.op("Sqrt", g.add(g.multiply(x, x), g.multiply(y, y)))
    inside = g.divide(g.subtract(radius, away), REACH)
    return g.reshape(g.clip(inside, -1.0, 1.0), 1, 1, ROWS, COLUMNS)


def _middles(cells: int) -> np.ndarray:
    """Where the cells of an axis lie, pixels of the drawing."""
    return (np.arange(cells, dtype=np.float32) + 0.5) * np.float32(CELL)
