"""The inputs of a graph that take a scene: several points side by side, and gestures."""

import math
from dataclasses import dataclass

import numpy as np

from installation.packs.manifest import Pack
from installation.packs.metadata import Gesture
from installation.packs.picture_format import shape_in_words
from installation.packs.refusals import refusal, require_named
from installation.packs.tensors import DTYPES, GraphValue

_SPOT = 2  # numbers: centre and size


@dataclass(frozen=True)
class SpotsInput:
    """The input (n, 2) that says where each of n points stands."""

    value: GraphValue
    most: int  # points side by side

    def array(self, spots: np.ndarray) -> np.ndarray:
        """(n, 2) centres and sizes, in the kind that the graph takes."""
        return spots[: self.most].astype(DTYPES[self.value.type])


@dataclass(frozen=True)
class GestureInput:
    """An input of a single number that visitors drive."""

    value: GraphValue
    gesture: Gesture

    def array(self, number: float) -> np.ndarray:
        """The number in the kind and shape that the graph takes, held to the gesture's range.

        What is no number rests.
        """
        low, high = sorted(self.gesture.range)
        held = min(max(number, low), high)
        if not math.isfinite(number):
            held = self.gesture.at_rest
        return self.value.filled(held)


def spots_input(
    pack: Pack,
    inputs: dict[str, GraphValue],
    latent: GraphValue,
) -> SpotsInput | None:
    """None where the pack shows one point and has no input for spots. Raises `BrokenPack`."""
    name = pack.generator.spots
    most = pack.generator.most
    if name is None:
        if most > 1:
            raise refusal(
                pack,
                f"[generator] most = {most} needs spots: the name of the input (n, 2) "
                "that takes the centre and size of each point",
            )
        return None
    require_named(pack, name, inputs, "[generator] spots")
    spots = inputs[name]
    is_row = len(spots.shape) == _SPOT and spots.shape[1] in (_SPOT, None)
    if not spots.is_float or not is_row:
        raise refusal(
            pack,
            f"[generator] spots names {name}, which takes {spots.type} "
            f"{shape_in_words(spots.shape)}: wanted are (any, {_SPOT}) numbers with a fraction, "
            "centre and size of each point",
        )
    for value in (latent, spots):
        _check_count(pack, value, most)
    return SpotsInput(spots, most)


def gesture_inputs(
    pack: Pack,
    gestures: tuple[Gesture, ...],
    inputs: dict[str, GraphValue],
) -> tuple[GestureInput, ...]:
    """Of these gestures of the pack, in their order. Raises `BrokenPack`."""
    found = []
    for gesture in gestures:
        require_named(pack, gesture.input, inputs, "[[gesture]] input")
        value = inputs[gesture.input]
        is_single = all(size in (1, None) for size in value.shape)
        if not value.is_float or not is_single:
            raise refusal(
                pack,
                f"[[gesture]] input names {value.name}, which takes {value.type} "
                f"{shape_in_words(value.shape)}: wanted is a single number with a fraction, (1)",
            )
        found.append(GestureInput(value, gesture))
    return tuple(found)


def _check_count(pack: Pack, value: GraphValue, most: int) -> None:
    """As many rows as there are points, from one to `most`. Raises `BrokenPack`."""
    rows = value.shape[0]
    if rows is None or rows == most == 1:
        return
    raise refusal(
        pack,
        f"its input {value.name} {shape_in_words(value.shape)} always takes {rows}, "
        f"but [generator] most says 1 to {most} points side by side: "
        "export the model with a free first axis",
    )
