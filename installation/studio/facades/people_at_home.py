"""Heads behind lit panes, cut from the light where the picture has its panes.

They are too small for the network, which never learned them. The plan says whether somebody is at home,
whether alone, and how far down the building; the pane is the nearest one that is lit.

Lengths are pixels of the drawing.
"""

from typing import NamedTuple

import numpy as np

from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import LAYERS, STYLES, WIDTH
from installation.studio.facades.drawing.ink_canvas import GROUND, MIDDLE
from installation.studio.facades.drawing.street import HOW_FAR_DOWN
from installation.studio.facades.fields import COLUMNS, REACH, ROWS
from installation.studio.facades.party_walls import PartyWalls
from installation.studio.facades.plan_layout import PAINT, PlanLayout

AT_HOME = "at home"  # names in a plan
ALONE = "alone"
HOW_FAR = "at home, how far down"
CELL = WIDTH / COLUMNS
UNINHABITED = STYLES.index("gothic")  # heads in the rose of a cathedral look silly
MIDDLES = [MIDDLE]  # beside whom somebody alone looks out
COMPANY = [MIDDLE - 140, MIDDLE + 140]
ROOM = 12.0  # to every side: a pane with less is too small for a head
SIDEWAYS = 0.5  # of a pixel up or down, that one to the side counts
VOTED = 0.67  # of the votes
FAR = 1e6  # where there is no pane
LEAST = 1e-3  # of what is divided by
HEAD = 7.0  # half its width; of a narrow pane a fifth
SHOULDERS = 16.0  # above the sill; of a low pane 0.42
FROM_THE_SIDE = 24.0  # of a wide pane
X = ((np.arange(COLUMNS) + 0.5) * CELL).astype(np.float32)
Y = ((np.arange(ROWS) + 0.5) * CELL).astype(np.float32)[:, None]


class Pane(NamedTuple):
    """Names of values (1,): its sides, and whether there is one, 1 or 0."""

    left: str
    right: str
    top: str
    foot: str
    is_there: str


def add_people_at_home(
    graph: Graph, fields: str, told: str, layout: PlanLayout, walls: PartyWalls
) -> str:
    """(1, 8, 144, 256), what is told of n houses (n, d) -> the same with heads before the light of panes."""
    g = graph
    layer = dict(zip(LAYERS, g.split(fields, len(LAYERS), axis=1), strict=True))
    lit = g.op("Min", *[layer[name] for name in ("light", "opening", "mass")])
    panes = g.reshape(g.minimum(lit, g.op("Neg", layer["dark"])), ROWS, COLUMNS)
    voted = walls.dealt(g.op("MatMul", told, g.constant(_votes(layout))), COLUMNS)
    at_home, alone, how_far = g.split(voted, 3, axis=0)
    has_room = g.op("Greater", panes, g.constant(ROOM / REACH))
    is_lived_in = g.op("Greater", at_home, g.constant(VOTED))
    has_company = g.op("And", is_lived_in, g.op("Less", alone, g.constant(1 - VOTED)))
    up_or_down = g.op("Abs", g.subtract(g.constant(Y), how_far))
    for places, looks_out in ((MIDDLES, is_lived_in), (COMPANY, has_company)):
        is_possible = g.op("And", has_room, looks_out)
        for place in places:
            aside = g.constant(SIDEWAYS * np.abs(X - place))
            away = g.op("Where", is_possible, g.add(up_or_down, aside), g.constant(FAR))
            head = _head(g, _nearest(g, panes, away), place)
            layer["light"] = g.minimum(layer["light"], g.op("Neg", head))
    return g.concat(*layer.values(), axis=1)


def _nearest(g: Graph, panes: str, away: str) -> Pane:
    """Of the field of all panes (144, 256) the one that is the least away."""
    flat = g.reshape(away, -1)
    cell = g.op("ArgMin", flat, axis=0, keepdims=1)
    row = g.divide(cell, g.integers(COLUMNS))
    column = g.op("Mod", cell, g.integers(COLUMNS))
    across = g.reshape(g.op("Gather", panes, row, axis=0), COLUMNS)
    down = g.reshape(g.op("Gather", panes, column, axis=1), ROWS)
    left, right = _ends(g, across, column, COLUMNS)
    top, foot = _ends(g, down, row, ROWS)
    is_there = g.op("Less", g.op("Gather", flat, cell), g.constant(FAR))
    return Pane(left, right, top, foot, g.to_float(is_there))


def _ends(g: Graph, line: str, cell: str, cells: int) -> tuple[str, str]:
    """Where the ink around a cell (1,) begins and ends along a line of a field (cells,), between cells linear."""
    numbers = g.constant(np.arange(cells))
    place = g.to_float(cell)
    ink = g.maximum(line, 0.0)
    is_gap = g.op("Equal", ink, g.constant(0.0))
    is_before = g.op("And", is_gap, g.op("Less", numbers, place))
    is_after = g.op("And", is_gap, g.op("Greater", numbers, place))
    last = g.op("ReduceMax", g.op("Where", is_before, numbers, g.constant(0.0)))
    first = g.op("ReduceMin", g.op("Where", is_after, numbers, g.constant(cells - 1.0)))
    begins = _crossing(g, line, last, 1)
    ends = _crossing(g, line, first, -1)
    return begins, ends


def _crossing(g: Graph, line: str, gap: str, onwards: int) -> str:
    """Where a field is nought between a gap's cell and the next one `onwards`, 1 or -1."""
    outside = g.op("Gather", line, g.to_int(gap))
    inside = g.op("Gather", line, g.to_int(g.add(gap, float(onwards))))
    # where there is no pane both may be nought
    share = g.divide(outside, g.minimum(g.subtract(outside, inside), -LEAST))
    moved = g.multiply(g.clip(share, 0.0, 1.0), float(onwards))
    return g.multiply(g.add(g.add(gap, moved), 0.5), CELL)


def _head(g: Graph, pane: Pane, place: float) -> str:
    """The field of head and shoulders behind a pane, as near to a place as it is wide, (144, 256)."""
    width = g.maximum(g.subtract(pane.right, pane.left), LEAST)
    height = g.maximum(g.subtract(pane.foot, pane.top), LEAST)
    aside = g.minimum(g.multiply(width, 0.5), FROM_THE_SIDE)
    leftmost = g.add(pane.left, aside)
    rightmost = g.subtract(pane.right, aside)
    middle = g.minimum(g.maximum(leftmost, place), rightmost)
    half = g.minimum(g.multiply(width, 0.2), HEAD)
    shoulders = g.minimum(g.multiply(height, 0.42), SHOULDERS)
    neck = g.subtract(pane.foot, shoulders)
    tall = g.multiply(half, 1.15)
    head = _oval(g, middle, g.subtract(neck, half), half, tall)
    body = _oval(g, middle, pane.foot, g.multiply(half, 2.0), shoulders)
    # not below the sill, where another pane may be
    above = g.divide(g.subtract(pane.foot, g.constant(Y)), REACH)
    missing = g.multiply(g.subtract(1.0, pane.is_there), 2.0)
    return g.subtract(g.minimum(g.maximum(head, body), above), missing)


def _oval(g: Graph, x: str, y: str, rx: str, ry: str) -> str:
    """The field of an ellipse, exact along its axes."""
    across = g.divide(g.subtract(g.constant(X), x), rx)
    down = g.divide(g.subtract(g.constant(Y), y), ry)
    away = g.op("Sqrt", g.add(g.multiply(across, across), g.multiply(down, down)))
    depth = g.divide(g.minimum(rx, ry), REACH)
    return g.multiply(g.subtract(1.0, away), depth)


def _votes(layout: PlanLayout) -> np.ndarray:
    """(d, 3): which numbers told are votes for somebody at home, for being alone, and for how far down."""
    found = np.zeros((layout.size + PAINT, 3), np.float32)
    for style, plans in enumerate(layout.styles):
        if style == UNINHABITED:
            continue
        first = layout.before(style)
        for name, start, _ in plans.starts():
            place = first + start
            if name == AT_HOME:
                found[place + 1, 0] = 1
            elif name == ALONE:
                found[place + 1, 1] = 1
            elif name == HOW_FAR:
                downs = np.array(HOW_FAR_DOWN) * GROUND
                found[place : place + len(downs), 2] = downs
    return found
