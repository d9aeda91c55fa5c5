"""Shifting a field by a part of a cell, as part of an ONNX graph."""

from installation.studio.common.onnx_graph import Graph


def shifted_along(graph: Graph, field: str, away: str, count: str, axis: int, margin: int) -> str:
    """The field (rows, columns) as it is `away` (1,) cells further along an axis, between cells linear.

    `count` (1,) int64 cells lie along that axis; `margin` is more than `away` can be, and outside of the
    field its edge goes on.
    """
    g = graph
    room = [0, 0, 0, 0]
    room[axis] = margin
    room[axis + 2] = margin
    wider = g.op("Pad", field, g.integers(*room), mode="edge")
    whole = g.op("Floor", away)
    rest = g.subtract(away, whole)
    start = g.add(g.to_int(whole), g.integers(margin))
    one = g.integers(1)
    end = g.add(start, count)
    here = g.op("Slice", wider, start, end, g.integers(axis))
    there = g.op("Slice", wider, g.add(start, one), g.add(end, one), g.integers(axis))
    return g.add(here, g.multiply(g.subtract(there, here), rest))
