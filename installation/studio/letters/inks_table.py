"""The table of colours for three transparent inks, as part of an ONNX graph.

On light paper inks take light away, on dark paper they give it, as opaque ones do.
"""

import numpy as np

from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.paper_grain import with_grain

INKS = 3
LEVELS = 17  # of how much of a pixel an ink covers
ROWS = LEVELS**2  # of the table: second and third ink
BRIGHT = (0.299, 0.587, 0.114)


def inks_table(graph: Graph, colours: str, grain: str) -> str:
    """Paper and inks (4, 3) -> (3, SHADES x ROWS x LEVELS) uint8, the first ink fastest."""
    g = graph
    share = g.divide(colours, 255.0)
    paper, *inks = g.split(g.transpose(share, 1, 0), INKS + 1, axis=1)  # (3, 1) each
    taking = g.reshape(paper, 3, 1, 1, 1)
    missing = g.subtract(1.0, taking)
    for number, ink in enumerate(inks):
        cover = g.constant(_covers(number))
        colour = g.reshape(ink, 3, 1, 1, 1)
        left = g.subtract(1.0, g.multiply(cover, g.subtract(1.0, colour)))
        taking = g.multiply(taking, left)
        missing = g.multiply(missing, g.subtract(1.0, g.multiply(cover, colour)))
    dark = _darkness(g, paper)
    giving = g.subtract(1.0, missing)
    mixed = g.add(taking, g.multiply(dark, g.subtract(giving, taking)))
    rows = g.reshape(g.multiply(mixed, 255.0), 3, ROWS, LEVELS)
    return with_grain(g, rows, grain)


def _covers(ink: int) -> np.ndarray:
    """How much an ink covers in each row, along its own axis: the third ink comes first."""
    sizes = [1] * (INKS + 1)
    sizes[INKS - ink] = LEVELS
    return np.linspace(0, 1, LEVELS).reshape(sizes)


def _darkness(g: Graph, paper: str) -> str:
    """(3, 1) -> (1, 1): 0 for light paper, 1 for dark."""
    bright = g.op("MatMul", g.constant([BRIGHT]), paper)
    return g.clip(g.subtract(2.5, g.multiply(bright, 4.0)), 0.0, 1.0)
