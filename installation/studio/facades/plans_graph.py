"""The means of plans as part of an ONNX graph; see plans.py."""

import numpy as np
from numpy.typing import NDArray

from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.plan_layout import LEAST, NEAREST, PAINT, RAISED, Floats
from installation.studio.facades.plans import HousePlans


def write_plans(
    graph: Graph, plans: HousePlans, weights: str, style: int, is_of_style: NDArray[np.bool_]
) -> str:
    """How much of each of the m houses of a style is shown (1, m) -> what is told of their mean (1, d).

    `is_of_style`: which of the plans are theirs.
    """
    g = graph
    layout = plans.layout
    own = layout.styles[style]
    numbers = len(own.numbers)
    # of votes, numbers and colours half the digits are enough
    kept = g.to_float(g.constant(joined(plans, style, is_of_style), np.float16))
    mean = g.op("MatMul", weights, kept)
    lengths = g.integers(own.votes, numbers, PAINT)
    votes, measured, paint = g.ops("Split", 3, mean, lengths, axis=1)
    if own.single:
        cubed = g.op("Pow", weights, g.constant(NEAREST))
        nearest = g.divide(cubed, g.op("ReduceSum", cubed, g.integers(1)))
        only_votes = g.op("Slice", kept, g.integers(0), g.integers(own.votes), g.integers(1))
        is_single = g.constant(own.is_single()[None], np.bool_)
        votes = g.op("Where", is_single, g.op("MatMul", nearest, only_votes), votes)
    same_choice = g.constant(own.same_choice())
    for power in RAISED:
        raised = g.op("Pow", votes, g.constant(power))
        votes = g.divide(raised, g.add(g.op("MatMul", raised, same_choice), LEAST))
    squared = g.op("ReduceSumSquare", weights, g.integers(1))
    alike = np.array([own.alike or np.zeros(numbers)])
    spread = g.op("Sqrt", g.add(g.multiply(squared, g.constant(1 - alike)), g.constant(alike)))
    # twice the normal distribution less one
    sizes = g.op("Erf", g.multiply(g.divide(measured, spread), 0.5**0.5))
    before = layout.before(style)
    after = layout.size - before - own.size - 1
    return g.concat(
        g.constant(np.zeros((1, before))),
        votes,
        sizes,
        g.constant(np.ones((1, 1))),
        g.constant(np.zeros((1, after))),
        paint,
        axis=1,
    )


def joined(plans: HousePlans, style: int, is_of_style: NDArray[np.bool_]) -> Floats:
    """The plans of a style's houses and their colours, (m, size of the style + PAINT)."""
    own = plans.layout.styles[style]
    colours = plans.colours[is_of_style].reshape(-1, PAINT)
    return np.concatenate([plans.plans[is_of_style, : own.size], colours], 1)
