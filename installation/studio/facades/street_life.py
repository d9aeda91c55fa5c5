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
    """Votes (n, 4) and (n, 6), a place in -1..1 (n, 1) -> the field of who passes, (n, PASSING_HIGH, 256).

    Only what has most votes: of two scenes neither could be seen.
    """
    scene, scene_votes = _first(g, scenes)
    slot, slot_votes = _first(g, slots)
    middles = g.add(g.op("Gather", g.constant(SLOTS), slot), g.multiply(beside, float(JITTER)))
    columns = (np.arange(COLUMNS) + 0.5) * CELL - MIDDLE
    away = g.op("Round", g.subtract(g.constant(columns), middles))
    place = g.to_int(g.clip(g.add(away, float(ASIDE)), 0.0, 2.0 * ASIDE))
    tables = _passing_fields().transpose(0, 2, 1)
    table = g.to_float(g.constant(tables.reshape(-1, PASSING_HIGH), np.float16))
    row = g.add(g.multiply(scene, g.integers(tables.shape[1])), place)
    fields = g.transpose(g.op("Gather", table, row, axis=0), 0, 2, 1)
    return _sunk(g, fields, g.multiply(scene_votes, slot_votes))


def _standing(g: Graph, scenes: str) -> str:
    """Votes (n, 2) -> the field of what stands there, (n, STANDING_HIGH, 256)."""
    drawn = []
    for scene in STANDING:
        canvas = InkCanvas()
        draw_standing(canvas, scene)
        drawn.append(field_of(canvas.sheet("ground"))[FOOT - STANDING_HIGH : FOOT])
    scene, votes = _first(g, scenes)
    both = g.to_float(g.constant(drawn, np.float16))
    fields = g.op("Gather", both, g.reshape(scene, -1), axis=0)
    return _sunk(g, fields, votes)


def _first(g: Graph, votes: str) -> tuple[str, str]:
    """Of votes (n, k) which has most, and how much it has, (n, 1) each."""
    number = g.op("ArgMax", votes, axis=1, keepdims=1)
    return number, g.op("ReduceMax", votes, g.integers(1), keepdims=1)


def _sunk(g: Graph, fields: str, votes: str) -> str:
    """Fields (n, high, 256), lower the fewer votes (n, 1) they have."""
    missing = g.multiply(g.subtract(1.0, votes), SINKING)
    return g.maximum(g.subtract(fields, g.op("Unsqueeze", missing, g.integers(2))), -1.0)


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
