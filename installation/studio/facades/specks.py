"""No scraps in the sky, no pinholes in a wall: specks of ink, and of no ink, are taken out of the fields.

What is left of a field is its opening by reconstruction (Vincent 1993): its heights are lowered by DEPTH, then
raised again from neighbour to neighbour, never above what they were. A part that is nowhere deeper than DEPTH
has nothing to be raised from; a deeper one gets its edges back, thin ends included. The same upside down fills
holes.
"""

from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import LAYERS, WIDTH
from installation.studio.facades.fields import COLUMNS, REACH

# not of relief: courses of clapboard are thinner than any speck; of one cell they would lose a tenth
CLEANED = ("far", "mass", "opening")
DEPTH = 0.7  # cells from the edge of a speck to its middle
REACHED = 4  # cells over which a thin end is found again


def without_specks(graph: Graph, fields: str) -> str:
    """(1, 8, 144, 256) -> the same, cleaned where CLEANED says so."""
    g = graph
    layer = dict(zip(LAYERS, g.split(fields, len(LAYERS), axis=1), strict=True))
    some = g.concat(*(layer[name] for name in CLEANED), axis=1)
    without_scraps = _opened(g, some)
    clean = g.op("Neg", _opened(g, g.op("Neg", without_scraps)))
    layer.update(zip(CLEANED, g.split(clean, len(CLEANED), axis=1), strict=True))
    return g.concat(*layer.values(), axis=1)


def _opened(g: Graph, fields: str) -> str:
    """Where ink was and is none any more, what was found there; else the fields as they are."""
    raised = g.subtract(fields, float(DEPTH * WIDTH / COLUMNS / REACH))
    for _ in range(REACHED):
        around = g.op("MaxPool", raised, kernel_shape=[3, 3], pads=[1] * 4)
        raised = g.minimum(around, fields)
    is_ink = g.op("Greater", raised, g.constant(0.0))
    return g.op("Where", is_ink, fields, raised)
