"""A pack's generator read back: the decoder's weights and the calibration.

So that training can go on from a pack, also where nobody kept its checkpoint. The same graph is
written once more with numbers by lot for weights: where such a number stands in the new graph, the
pack's file has the weight.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from installation.studio.common.training_loop import weights_of
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import Calibration, lay_out_countries
from installation.studio.letters.generator_graph import letters_graph
from installation.studio.letters.network import STYLE, LettersDecoder

HIGHEST = 6e4  # what half the digits hold

Place = tuple[str, tuple[int, ...]]  # name and shape of a constant
Constants = dict[Place, NDArray[Any]]


class OtherGenerator(Exception):
    """No generator that this version of the studio wrote."""


@dataclass(frozen=True)
class PackWeights:
    """What training goes on from."""

    decoder: LettersDecoder
    calibration: Calibration


def read_generator(path: Path) -> PackWeights:
    """Raises OtherGenerator, and OSError where there is no such file."""
    content = path.read_bytes()
    try:
        stored = _constants(onnx.load_from_string(content).graph)
    except Exception as error:  # protobuf's own kinds, of which no list is kept
        raise OtherGenerator(path) from error
    decoder = LettersDecoder()
    lots = np.random.default_rng(0)
    drawn = {name: _drawn(lots, array) for name, array in weights_of(decoder).items()}
    means = _drawn(lots, np.zeros((len(LETTERS), STYLE)))
    axes = _drawn(lots, np.zeros((STYLE, STYLE)))
    calibration = Calibration(lay_out_countries(), means, axes)
    written = _constants(letters_graph(drawn, calibration).proto())
    places = {_mark(array): place for place, array in written.items() if array.dtype.kind == "f"}
    try:
        read = {name: _read(array, places, stored) for name, array in drawn.items()}
        read_means = _read(means, places, stored)
        read_axes = _read(axes.T, places, stored).T
    except KeyError as error:
        raise OtherGenerator(path) from error
    decoder.load_state_dict({name: torch.from_numpy(array) for name, array in read.items()})
    decoder.eval()
    return PackWeights(decoder, Calibration(lay_out_countries(), read_means, read_axes))


def _drawn(lots: np.random.Generator, like: NDArray[Any]) -> NDArray[np.float32]:
    return lots.standard_normal(like.shape).astype(np.float32)


def _constants(graph: onnx.GraphProto) -> Constants:
    """All constants of a graph and of the graphs inside it; names alone are used more than once."""
    found: Constants = {}
    for each in graph.initializer:
        array = numpy_helper.to_array(each)
        found[each.name, array.shape] = array
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                found |= _constants(attribute.g)
    return found


def _mark(array: NDArray[Any]) -> tuple[tuple[int, ...], bytes]:
    """What tells numbers by lot apart, also where the graph keeps half their digits."""
    first = np.ravel(array)[:16].clip(-HIGHEST, HIGHEST)
    return array.shape, first.astype(np.float16).tobytes()


def _read(
    array: NDArray[Any],
    places: dict[Any, Place],
    stored: Constants,
) -> NDArray[np.float32]:
    """A weight as it stands in the file; what is told to channels stands there in two halves.

    Raises KeyError where it is not there.
    """
    place = places.get(_mark(array))
    if place is not None:
        return np.array(stored[place], np.float32)
    half = len(array) // 2
    if half == 0:
        raise KeyError(array.shape)
    parts = [_read(part, places, stored) for part in (array[:half], array[half:])]
    return np.concatenate(parts)
