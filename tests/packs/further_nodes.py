"""Small generators, with what further nodes make of their picture."""

from typing import Any

import numpy as np

from tests.packs import exports

SIZES = [1, 3, 16, 16]
FLOAT = exports.FLOAT


def node(operator: str, takes: list[str], gives: list[str], **more: Any) -> Any:
    return exports.helper.make_node(operator, takes, gives, **more)


def number(name, value):
    """A constant of a graph."""
    return exports.numpy_helper.from_array(np.asarray(value), name)


def painted(path, after=(), kept=(), gives=None, takes=(), point=(1, 8), name="z"):
    """A point -> a picture of 16 x 16, called `picture`, and what further nodes make of it."""
    flat = [node("Reshape", [name, "one_row"], ["flat"])]
    nodes, weights = exports.dense("flat", 8, SIZES[1:])
    nodes = [*flat, *nodes, node("Tanh", ["seed"], ["picture"]), *after]
    outputs = [gives or ("picture", FLOAT, [None, *SIZES[1:]])]
    weights = [*weights, number("one_row", np.array([-1, 8])), *kept]
    exports.save(path, nodes, weights, [(name, FLOAT, list(point)), *takes], outputs, 17)
    return path


def reshaped(path, sizes, name="end"):
    """Its picture in axes of these sizes."""
    nodes = [node("Reshape", ["picture", "sizes"], [name])]
    return painted(path, nodes, [number("sizes", np.array(sizes))], (name, FLOAT, sizes))


def network(path, nodes, kept, takes, gives):
    exports.save(path, nodes, kept, [takes], gives, 17)
    return path
