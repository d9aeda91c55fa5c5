"""How the looks of a pack fit its graph: each must give every input that any of them gives."""

import numpy as np

from installation.packs.look_tables import InputValues
from installation.packs.manifest import Pack
from installation.packs.picture_format import shape_in_words
from installation.packs.refusals import refusal
from installation.packs.tensors import DTYPES, GraphValue, Shape

_KINDS = {
    "b": "true or false",
    "i": "whole numbers",
    "u": "whole numbers",
    "f": "numbers",
}


def look_inputs(
    pack: Pack,
    inputs: dict[str, GraphValue],
    constants: InputValues,
) -> InputValues:
    """What the shown look feeds, in the kinds and shapes of the graph's inputs.

    All looks are proved, those too that are not shown. What a look leaves out it takes from
    `constants`. Raises `BrokenPack`, which names look, key and what is wanted.
    """
    fitted = {}
    for name, table in pack.looks.tables.items():
        fitted[name] = _fitted_table(pack, name, table, inputs)
    for name, table in fitted.items():
        for key in pack.looks.inputs:
            if key not in table and key not in constants:
                raise refusal(
                    pack,
                    f"[look.{name}] needs {key}, which another look gives; "
                    "what all looks share may stand in [generator.constants]",
                )
    return fitted.get(pack.looks.show, {})


def _fitted_table(
    pack: Pack,
    name: str,
    table: InputValues,
    inputs: dict[str, GraphValue],
) -> InputValues:
    fitted = {}
    for key, numbers in table.items():
        if key not in inputs:
            names = ", ".join(inputs)
            raise refusal(pack, f"[look.{name}] names {key}, but the graph has {names}")
        try:
            fitted[key] = _fitted(inputs[key], numbers)
        except ValueError as error:
            raise refusal(pack, f"[look.{name}] {key}: {error}") from error
    return fitted


def _fitted(node: GraphValue, numbers: np.ndarray) -> np.ndarray:
    """The numbers in the kind and shape of the input; axes of size 1 in front may be left out.

    Raises `ValueError`, in words.
    """
    if node.type not in DTYPES:
        raise ValueError(f"the graph takes {node.type}, which is no number")
    kind = np.dtype(DTYPES[node.type])
    missing = len(node.shape) - numbers.ndim
    full = (1,) * missing + numbers.shape  # () * a negative number is ()
    if not _is_shape(full, node.shape) or not _is_kind(numbers, kind):
        wanted = f"{_kind_in_words(kind)} {shape_in_words(node.shape)}"
        raise ValueError(f"the graph takes {wanted}, given {_in_words(numbers)}")
    return np.ascontiguousarray(numbers, kind).reshape(full)


def _is_shape(sizes: tuple[int, ...], wanted: Shape) -> bool:
    if len(sizes) != len(wanted):
        return False
    pairs = zip(sizes, wanted, strict=True)
    return all(free is None or size == free for size, free in pairs)


def _is_kind(numbers: np.ndarray, kind: np.dtype) -> bool:
    """Whether nothing is lost when the numbers become this kind, but digits of a fraction."""
    if (numbers.dtype.kind == "b") != (kind.kind == "b"):
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        converted = numbers.astype(kind)
    if kind.kind == "f":
        return bool(np.isfinite(converted).all())
    return np.array_equal(converted, numbers)


def _kind_in_words(kind: np.dtype) -> str:
    if kind == np.uint8:
        return "whole numbers 0 to 255"
    return _KINDS[kind.kind]


def _in_words(numbers: np.ndarray) -> str:
    if not numbers.ndim:
        return f"is {numbers}"
    return f"are {_KINDS[numbers.dtype.kind]} {shape_in_words(numbers.shape)}"
