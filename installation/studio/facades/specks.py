"""No scraps in the sky, no pinholes in a wall: specks of ink, and of no ink, are taken out of the fields.

What is left of a field is an opening by reconstruction (Vincent 1993). Its heights are lowered by a depth; where a
speck is told by its length, they are also cut to what a line of so many cells fits into, upright or lying (an
opening by lines). Then they are raised again from neighbour to neighbour, never above what they were. A part that is
nowhere deep and long enough has nothing to be raised from; another one gets its edges back, thin ends included. The
same upside down fills holes.
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from installation.packs.session import open_session
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import LAYERS, WIDTH
from installation.studio.facades.fields import COLUMNS, REACH, ROWS

CELL = WIDTH / COLUMNS / REACH  # in a field's unit
# cells over which a thin end is found again; with 4 twice as much of a drawing's relief was lost with the specks
REACHED = 8
SHAPE = (1, len(LAYERS), ROWS, COLUMNS)


class Least(NamedTuple):
    """What a part must have to be no speck."""

    depth: float = 0.0  # cells from its edge to its middle
    length: int = 1  # cells, odd


# Of relief no ink goes for its depth: courses of clapboard are thinner than any speck, but long
SCRAPS = {
    "far": Least(0.7),
    "mass": Least(0.7),
    "relief": Least(length=5),
    "opening": Least(0.7, 7),
    "light": Least(0.7),
}
HOLES = {
    "far": Least(0.7),
    "mass": Least(0.7),
    "relief": Least(0.45, 3),  # a gap of less than one cell between two courses is a hairline
    "opening": Least(0.7),
}


def without_specks(graph: Graph, fields: str) -> str:
    """(1, 8, 144, 256) -> the same, cleaned in the layers of SCRAPS and HOLES."""
    g = graph
    layers = dict(zip(LAYERS, g.split(fields, len(LAYERS), axis=1), strict=True))
    layers |= _cut_to_what_is_seen(g, layers)
    layers |= _opened(g, {name: layers[name] for name in SCRAPS}, SCRAPS)
    gaps = {name: g.op("Neg", layers[name]) for name in HOLES}
    layers |= {name: g.op("Neg", gap) for name, gap in _opened(g, gaps, HOLES).items()}
    return g.concat(*layers.values(), axis=1)


def _cut_to_what_is_seen(g: Graph, layers: Mapping[str, str]) -> dict[str, str]:
    """Relief and openings of a building, lit panes in openings: cut to that later, they would leave specks again.

    Relief is seen around openings only. What shines in the sky is no pane; sun.py draws it.
    """
    building = g.minimum(layers["mass"], g.op("Neg", layers["ground"]))
    opening = g.minimum(layers["opening"], building)
    relief = g.minimum(g.maximum(layers["relief"], opening), building)
    light = g.op("Min", layers["light"], opening, g.op("Neg", layers["dark"]))
    return {"relief": relief, "opening": opening, "light": light}


def speck_remover() -> Callable[[np.ndarray], np.ndarray]:
    """The same alone, for measures: fields (8, 144, 256) float32 -> cleaned ones."""
    graph = Graph("specks")
    given = graph.input("fields", "float32", SHAPE)
    graph.output(without_specks(graph, given), "clean", "float32", SHAPE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "specks.onnx"
        graph.save(path)
        session = open_session(path, threads=1)
    return lambda fields: session.run(["clean"], {"fields": fields[None]})[0][0]


def _opened(g: Graph, layers: Mapping[str, str], least: Mapping[str, Least]) -> dict[str, str]:
    """Where ink was and is none any more, what was found there; else the fields as they are."""
    if not layers:
        return {}
    fields = g.concat(*layers.values(), axis=1)
    raised = g.concat(*(_lowered(g, layers[name], least[name]) for name in layers), axis=1)
    for _ in range(REACHED):
        around = g.op("MaxPool", raised, kernel_shape=[3, 3], pads=[1] * 4)
        raised = g.minimum(around, fields)
    is_ink = g.op("Greater", raised, g.constant(0.0))
    opened = g.op("Where", is_ink, fields, raised)
    return dict(zip(layers, g.split(opened, len(layers), axis=1), strict=True))


def _lowered(g: Graph, field: str, least: Least) -> str:
    lowered = g.subtract(field, least.depth * CELL) if least.depth else field
    if least.length == 1:
        return lowered
    return g.minimum(lowered, _with_lines_only(g, field, least.length))


def _with_lines_only(g: Graph, field: str, length: int) -> str:
    """An opening by lines of so many cells: the larger of those by upright and by lying ones."""
    upside_down = g.op("Neg", field)
    lying = _eroded_and_dilated(g, upside_down, [1, length])
    upright = _eroded_and_dilated(g, upside_down, [length, 1])
    return g.maximum(lying, upright)


def _eroded_and_dilated(g: Graph, upside_down: str, line: list[int]) -> str:
    pads = [size // 2 for size in line] * 2
    eroded = g.op("Neg", g.op("MaxPool", upside_down, kernel_shape=line, pads=pads))
    return g.op("MaxPool", eroded, kernel_shape=line, pads=pads)
