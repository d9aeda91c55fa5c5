"""People and cars, lamps and trees on the street: they stand where the plan says, as the drawing program drew them.

The first are small and may be anywhere, and the network left out every one of them; lamps it blurred.

Lengths are pixels of the drawing.
"""

import numpy as np

from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import LAYERS, WIDTH
from installation.studio.facades.drawing.ink_canvas import GROUND, MIDDLE, InkCanvas
from installation.studio.facades.drawing.street import (
    JITTER,
    PASSING,
    SLOTS,
    STANDING,
    STREETS,
    draw_passing,
    draw_standing,
)
from installation.studio.facades.fields import COLUMNS, ROWS, field_of
from installation.studio.facades.party_walls import PartyWalls
from installation.studio.facades.plan_layout import PAINT, PlanLayout

SCENE = "street"  # names in a plan
SLOT = "slot"
BESIDE = "beside the slot"
CELL = WIDTH // COLUMNS
FOOT = (GROUND + 28) // CELL  # row below which the street hides everything
PASSING_HIGH = 32  # rows above it; the tallest is 64 above the ground
STANDING_HIGH = 54
ASIDE = 104  # to each side of the middle of who passes: half a car, and what a field tells of it
# what is only partly voted for sinks by so much of a field: with two thirds of the votes nothing is seen
SINKING = 3.0


def add_street_life(
    graph: Graph, fields: str, told: str, layout: PlanLayout, walls: PartyWalls
) -> str:
    """(1, 8, 144, 256), what is told of n houses (n, d) -> the same with what is on the street before them."""
    g = graph
    voted = g.op("MatMul", told, g.constant(_votes(layout)))
    lengths = g.integers(len(PASSING), len(STANDING), len(SLOTS), 1)
    passing, standing, slots, beside = g.ops("Split", 4, voted, lengths, axis=1)
    layer = dict(zip(LAYERS, g.split(fields, len(LAYERS), axis=1), strict=True))
    for seen, high in (
        (_passing(g, passing, slots, beside), PASSING_HIGH),
        (_standing(g, standing), STANDING_HIGH),
    ):
        band = walls.joined(g.op("Unsqueeze", seen, g.integers(1)), COLUMNS)
        edges = g.integers(0, 0, FOOT - high, 0, 0, 0, ROWS - FOOT, 0)
        layer["ground"] = g.maximum(layer["ground"], g.op("Pad", band, edges, g.constant(-1.0)))
    return g.concat(*layer.values(), axis=1)


def _passing(g: Graph, scenes: str, slots: str, beside: str) -> str:
    """Votes (n, 4) and (n, 6), a place in -1..1 (n, 1) -> the field of who passes, (n, PASSING_HIGH, 256)."""
    middles = g.add(g.multiply(beside, float(JITTER)), g.constant([SLOTS]))
    columns = (np.arange(COLUMNS) + 0.5) * CELL - MIDDLE
    away = g.subtract(g.constant(columns), g.op("Unsqueeze", middles, g.integers(2)))
    place = g.clip(g.add(g.op("Round", away), float(ASIDE)), 0.0, 2.0 * ASIDE)
    # by place first: rows of a table are gathered many times as fast as single numbers
    each = g.to_float(g.constant(_passing_fields().transpose(2, 0, 1), np.float16))
    # (n, 6, 256, 4, PASSING_HIGH): each scene at each slot
    fields = g.op("Gather", each, g.to_int(place), axis=0)
    votes = g.multiply(
        g.op("Unsqueeze", scenes, g.integers(1, 2, 4)),
        g.op("Unsqueeze", slots, g.integers(2, 3, 4)),
    )
    highest = g.op("ReduceMax", _sunk(g, fields, votes), g.integers(1, 3), keepdims=0)
    return g.maximum(g.transpose(highest, 0, 2, 1), -1.0)


def _standing(g: Graph, scenes: str) -> str:
    """Votes (n, 2) -> the field of what stands there, (n, STANDING_HIGH, 256)."""
    drawn = []
    for scene in STANDING:
        canvas = InkCanvas()
        draw_standing(canvas, scene)
        drawn.append(field_of(canvas.sheet("ground"))[FOOT - STANDING_HIGH : FOOT])
    fields = g.to_float(g.constant(drawn, np.float16))
    votes = g.op("Unsqueeze", scenes, g.integers(2, 3))
    highest = g.op("ReduceMax", _sunk(g, fields, votes), g.integers(1), keepdims=0)
    return g.maximum(highest, -1.0)


def _sunk(g: Graph, fields: str, votes: str) -> str:
    return g.subtract(fields, g.multiply(g.subtract(1.0, votes), SINKING))


def _passing_fields() -> np.ndarray:
    """(4, PASSING_HIGH, 2 ASIDE + 1): each of PASSING, by how far to the right of its middle a cell lies."""
    fields = np.full((len(PASSING), PASSING_HIGH, 2 * ASIDE + 1), -1.0, np.float32)
    for own, scene in zip(fields, PASSING, strict=True):
        for moved in range(CELL):  # so cells lie everywhere
            canvas = InkCanvas()
            draw_passing(canvas, scene, MIDDLE + moved)
            band = field_of(canvas.sheet("ground"))[FOOT - PASSING_HIGH : FOOT]
            away = CELL * np.arange(COLUMNS) + CELL // 2 - int(MIDDLE) - moved
            is_near = np.abs(away) <= ASIDE
            own[:, away[is_near] + ASIDE] = band[:, is_near]
    return fields


def _votes(layout: PlanLayout) -> np.ndarray:
    """(d, 4 + 2 + 6 + 1): which numbers told are votes for PASSING, STANDING and SLOTS, and the place beside a slot."""
    scenes = PASSING + STANDING
    found = np.zeros((layout.size + PAINT, len(scenes) + len(SLOTS) + 1), np.float32)
    options = list(STREETS)
    for style, plans in enumerate(layout.styles):
        first = layout.before(style)
        starts = {name: first + start for name, start, _ in plans.starts()}
        if not {SCENE, SLOT} <= starts.keys() or BESIDE not in plans.numbers:
            continue
        for k, scene in enumerate(scenes):
            found[starts[SCENE] + options.index(scene), k] = 1
        for k in range(len(SLOTS)):
            found[starts[SLOT] + k, len(scenes) + k] = 1
        found[first + plans.votes + plans.numbers.index(BESIDE), -1] = 1
    return found
