"""Loose crumbs and pinholes between letters shrink as the letters mix, so that none pops; narrow gaps are bridged.

Where letters mix, a stroke that parted at a thin joint is one again: gaps of up to two cells close (a closing by a
square). And a stroke keeps what is connected to somewhere deep; a crumb is deep nowhere. So depth is passed on along
the ink (a reconstruction by dilation, Vincent 1993), over gaps of less than a cell with loss, and a part that learns of
less than a share of the picture's deepest ink is lowered by what it lacks: evenly along its edge, and to just below the
paper, since a cliff there would be drawn as a ring of dots. That share grows with the mixing: a picture of one letter
stays as it is. The same upside down fills holes.
"""

import torch
from torch import Tensor, nn

from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.grid import SOFT

# The mixing is 1 where the first letter has two thirds, or less
STEEP = 3.0
SHARE = 0.5  # of the deepest ink, where letters mix
LOWERED = 6.0  # times what a part lacks
LOSS = 1.0  # cells beside the ink at which nothing is passed on
# a field's value: thousands of cells. Far from all letters a network may say more, of which sinh is infinite
FARTHEST = 8.0
COARSER = 2  # depth is passed on over a grid of so many times larger cells
PASSED_ON = 20  # of these cells: half of a letter's height
LEAST_INK = 1e-6  # share of ink around a place; less is none
SUNK = 1.5  # cells below the paper, at most
BESIDE = 1.0  # cells that paper beside sunken ink may lie higher


def without_loose_parts(fields: Tensor, letters: Tensor) -> Tensor:
    """(n, h, w) companded and letter weights (n, 29) -> (n, h, w)."""
    mixing = (STEEP * (1 - letters.amax(1))).clamp(max=1)[:, None, None]
    found = SOFT * fields.clamp(-FARTHEST, FARTHEST).sinh()
    distance = found + mixing * (_closed(found) - found)
    deepest = distance.flatten(1).amax(1).clamp(min=0)
    wanted = SHARE * mixing * deepest[:, None, None]
    whole = _lowered(distance, wanted)
    filled = -_lowered(-whole, wanted)
    return (filled / SOFT).asinh()


def _closed(distance: Tensor) -> Tensor:
    """Ink reaches a cell farther, and back again: a gap that it closed stays so."""
    reached = nn.functional.max_pool2d(distance[:, None], 3, stride=1, padding=1)
    return -nn.functional.max_pool2d(-reached, 3, stride=1, padding=1)[:, 0]


def _lowered(distance: Tensor, wanted: Tensor) -> Tensor:
    """Where ink knows of less depth than is wanted, and the paper around it."""
    most = torch.maximum(distance, wanted / LOSS * (distance + LOSS))
    most = nn.functional.max_pool2d(most[:, None], COARSER)
    coarse = nn.functional.max_pool2d(distance[:, None], COARSER)
    known = coarse
    for _ in range(PASSED_ON):
        around = nn.functional.max_pool2d(known, 3, stride=1, padding=1)
        known = torch.minimum(around, most)
    ink = (coarse > 0).to(distance.dtype)
    lacks = (wanted[:, None] - known).clamp(min=0) * ink
    evened = _mean_around(lacks) / _mean_around(ink).clamp(min=LEAST_INK)
    finer = nn.functional.interpolate(evened, scale_factor=COARSER, mode="bilinear")[:, 0]
    is_ink = distance > 0
    sunk = torch.maximum(distance - LOWERED * finer, distance.clamp(max=-SUNK))
    depth = torch.where(is_ink, -sunk, 0.0)
    lowest = -nn.functional.max_pool2d(depth[:, None], 3, stride=1, padding=1)[:, 0]
    paper = torch.minimum(distance, lowest + BESIDE)
    return torch.where(is_ink, sunk, paper)


def _mean_around(x: Tensor) -> Tensor:
    return nn.functional.avg_pool2d(x, 3, stride=1, padding=1)


def write_without_loose_parts(graph: Graph, field: str, letters: str) -> str:
    """The same as part of a graph, on (n, 1, h, w)."""
    g = graph
    highest = g.op("ReduceMax", letters, g.integers(1), keepdims=1)
    shared = g.minimum(g.multiply(g.subtract(1.0, highest), STEEP), 1.0)
    mixing = g.reshape(shared, -1, 1, 1, 1)
    near = g.clip(field, -FARTHEST, FARTHEST)
    found = g.multiply(g.op("Sinh", near), SOFT)
    distance = g.add(found, g.multiply(mixing, g.subtract(_write_closed(g, found), found)))
    deepest = g.op("Relu", g.op("ReduceMax", distance, g.integers(1, 2, 3), keepdims=1))
    wanted = g.multiply(g.multiply(mixing, SHARE), deepest)
    whole = _write_lowered(g, distance, wanted)
    filled = g.op("Neg", _write_lowered(g, g.op("Neg", whole), wanted))
    return g.op("Asinh", g.multiply(filled, 1 / SOFT))


def _write_closed(g: Graph, distance: str) -> str:
    square: dict[str, list[int]] = {"kernel_shape": [3, 3], "pads": [1] * 4}
    reached = g.op("MaxPool", distance, **square)
    return g.op("Neg", g.op("MaxPool", g.op("Neg", reached), **square))


def _write_lowered(g: Graph, distance: str, wanted: str) -> str:
    sloping = g.multiply(g.multiply(wanted, 1 / LOSS), g.add(distance, LOSS))
    most = _coarser(g, g.maximum(distance, sloping))
    coarse = _coarser(g, distance)
    known = coarse
    for _ in range(PASSED_ON):
        around = g.op("MaxPool", known, kernel_shape=[3, 3], pads=[1] * 4)
        known = g.minimum(around, most)
    none = g.constant(0.0)
    ink = g.to_float(g.op("Greater", coarse, none))
    lacks = g.multiply(g.op("Relu", g.subtract(wanted, known)), ink)
    share = g.maximum(_write_mean_around(g, ink), LEAST_INK)
    evened = g.divide(_write_mean_around(g, lacks), share)
    scales = g.constant([1, 1, COARSER, COARSER])
    finer = g.op("Resize", evened, "", scales, mode="linear")
    lowered = g.subtract(distance, g.multiply(finer, LOWERED))
    sunk = g.maximum(lowered, g.minimum(distance, -SUNK))
    is_ink = g.op("Greater", distance, none)
    depth = g.op("Where", is_ink, g.op("Neg", sunk), none)
    lowest = g.op("Neg", g.op("MaxPool", depth, kernel_shape=[3, 3], pads=[1] * 4))
    paper = g.minimum(distance, g.add(lowest, BESIDE))
    return g.op("Where", is_ink, sunk, paper)


def _write_mean_around(g: Graph, x: str) -> str:
    return g.op("AveragePool", x, kernel_shape=[3, 3], pads=[1] * 4)


def _coarser(g: Graph, x: str) -> str:
    side = [COARSER, COARSER]
    return g.op("MaxPool", x, kernel_shape=side, strides=side)
