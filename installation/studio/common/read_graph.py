"""Weights read back from a graph that the studio wrote.

The same graph is written once more with numbers by lot for weights: where such a number stands in the
new graph, the file has the weight.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

HIGHEST = 6e4  # what half the digits hold

Constants = dict[str, NDArray[Any]]


class OtherGenerator(Exception):
    """No generator that this version of the studio wrote."""


def by_lot(lots: np.random.Generator, like: NDArray[Any]) -> NDArray[np.float32]:
    """Numbers that stand for an array of weights."""
    return lots.standard_normal(like.shape).astype(np.float32)


def read_constants(path: Path) -> Constants:
    """All constants of a graph's file. Raises OtherGenerator, and OSError where there is none."""
    content = path.read_bytes()
    try:
        return constants_of(onnx.load_from_string(content).graph)
    except Exception as error:  # protobuf's own kinds, of which no list is kept
        raise OtherGenerator(path) from error


def read_notes(path: Path) -> dict[str, str]:
    """What was noted in a graph's file. Raises as `read_constants` does."""
    content = path.read_bytes()
    try:
        return {each.key: each.value for each in onnx.load_from_string(content).metadata_props}
    except Exception as error:  # protobuf's own kinds, of which no list is kept
        raise OtherGenerator(path) from error


def constants_of(graph: onnx.GraphProto, place: str = "") -> Constants:
    """By their place: in a graph inside another one names come again."""
    found = {place + each.name: numpy_helper.to_array(each) for each in graph.initializer}
    for number, node in enumerate(graph.node):
        for attribute in node.attribute:
            if attribute.HasField("g"):
                found |= constants_of(attribute.g, f"{place}{number} {attribute.name} ")
    return found


class StoredWeights:
    """The file's constants, asked for by those of the graph with numbers by lot."""

    def __init__(self, stored: Constants, written: Constants):
        self._stored = stored
        floats = {place: array for place, array in written.items() if array.dtype.kind == "f"}
        self._places = {_mark(array): place for place, array in floats.items()}

    def read(self, array: NDArray[Any]) -> NDArray[np.float32]:
        """What the file has for it, perhaps in two halves; of any length along the first axis.

        Raises OtherGenerator where it has nothing.
        """
        place = self._places.get(_mark(array))
        if place is not None:
            return self._stored_at(place, array)
        half = len(array) // 2
        if half == 0:
            raise OtherGenerator(array.shape)
        parts = [self.read(part) for part in (array[:half], array[half:])]
        return np.concatenate(parts)

    def _stored_at(self, place: str, array: NDArray[Any]) -> NDArray[np.float32]:
        found = self._stored.get(place)
        if found is None or found.shape[1:] != array.shape[1:]:
            raise OtherGenerator(place)
        return np.array(found, np.float32)


def _mark(array: NDArray[Any]) -> tuple[tuple[int, ...], bytes]:
    """What tells numbers by lot apart, also where the graph keeps half their digits."""
    first = np.ravel(array)[:16].clip(-HIGHEST, HIGHEST)
    return array.shape, first.astype(np.float16).tobytes()
