"""Files that are one model become one: numbers kept outside the graph, mapping and synthesis.

Both are tasks for `quarantine.ask`, which answer with a recipe: see `graph_pieces`.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from installation.faults import BrokenPack
from installation.packs.graph_copy import GraphCopy, GraphParts
from installation.packs.graph_pieces import GraphPieces
from installation.packs.guess_inputs import TrialGraph
from installation.packs.guess_table import Guess, Told
from installation.packs.model_files import PSI
from installation.packs.picture_format import shape_in_words
from installation.packs.protobuf import Torn
from installation.packs.session import inputs_of, open_session
from installation.packs.tensors import GraphValue

MEAN_POINTS = 1000  # points of which the mean w is made
_MAPPING = "mapping/"
_SYNTHESIS = "synthesis/"
_FLOAT, _INT64 = 1, 7  # TensorProto.DataType


def with_data(folder: Path, file: str, outside: dict[str, str]) -> dict[str, Any]:
    """How the model `file` and the files that hold its numbers become one file.

    `outside`: location -> the file's name in `folder`. Raises `BrokenPack`.
    """
    names = [file, *outside.values()]
    numbers = {location: number for number, location in enumerate(outside, 1)}
    files = [folder / name for name in names]
    parts = _parts(GraphCopy(files, 0, numbers, _unchanged))
    return {"recipe": _model([parts]).recipe(), "files": names}


def with_mapping(folder: Path, files: list[str], dimensions: int | None) -> dict[str, Any]:
    """How two files, z -> w and w -> picture in any order, become z -> picture.

    The mean w is kept in it, and an input for truncation towards it. Raises `BrokenPack`.
    """
    first, second = files
    reasons = []
    for mapping, synthesis in ((first, second), (second, first)):
        try:
            seam = _seam(folder, mapping, synthesis, dimensions)
        except BrokenPack as fault:
            reasons.append(str(fault))
            continue
        paths = [folder / mapping, folder / synthesis]
        model = _joined(paths, seam)
        return {"recipe": model.recipe(), "files": [mapping, synthesis], "rows": seam.rows}
    raise BrokenPack(f"{first} and {second} are no two halves of one model: {'; '.join(reasons)}")


@dataclass(frozen=True)
class _Seam:
    """Where the mapping's answer goes into the synthesis."""

    inputs: list[str]  # of the mapping
    others: list[str]  # inputs of the synthesis beside w
    answer: str  # the mapping's output
    w: str  # the synthesis's input
    mean: np.ndarray  # as the mapping answers, without the batch
    rows: int | None  # so often w is repeated; None where the mapping does it


def _seam(folder: Path, mapping: str, synthesis: str, dimensions: int | None) -> _Seam:
    """Raises `BrokenPack` where the first does not fit into the second."""
    guess = Guess()
    guess.set("file", mapping, "")
    trial = TrialGraph(folder / mapping, guess, Told(dimensions))
    random = np.random.default_rng(0)
    points = random.normal(size=(MEAN_POINTS, guess.fields["dimensions"]))
    answers = trial.run(points[0])
    takes = inputs_of(open_session(folder / synthesis, threads=0))
    for name, answer in answers.items():
        for node in takes.values():
            rows = _rows(node, answer)
            if rows is None:
                continue
            rest = (trial.run(point)[name][0] for point in points[1:])
            mean = np.stack([answer[0], *rest]).mean(0)
            others = [each for each in takes if each != node.name]
            return _Seam(trial.inputs, others, name, node.name, mean, rows or None)
    gives = ", ".join(shape_in_words(answer.shape) for answer in answers.values())
    wants = ", ".join(shape_in_words(node.shape) for node in takes.values())
    raise BrokenPack(f"{mapping} gives {gives}, {synthesis} takes {wants}")


def _rows(node: GraphValue, answer: np.ndarray) -> int | None:
    """How often the answer (1, d) or (1, k, d) is repeated to fit: 0 as it is, None not at all."""
    if node.type != "tensor(float)" or answer.dtype != np.float32 or answer.ndim < 2:
        return None
    sizes = node.shape[1:]
    if sizes == answer.shape[1:]:
        return 0
    if len(sizes) == 2 and answer.ndim == 2 and sizes[1] == answer.shape[1]:
        return sizes[0]
    return None


def _joined(paths: list[Path], seam: _Seam) -> GraphPieces:
    """The model z -> picture. Raises `BrokenPack`."""
    kept = {*seam.inputs}

    def in_mapping(name: str) -> str:
        return name if name in kept else _MAPPING + name

    def in_synthesis(name: str) -> str:
        if name == seam.w:
            return _SYNTHESIS + "w"
        return name if name in free else _SYNTHESIS + name

    head = _parts(GraphCopy(paths, 0, {}, in_mapping))
    free = {*seam.others} - {*head.inputs}
    tail = _parts(GraphCopy(paths, 1, {}, in_synthesis))
    _check_opsets(head.opsets, tail.opsets)
    tail.inputs.pop(_SYNTHESIS + "w", None)
    middle = _middle(in_mapping(seam.answer), seam, with_psi=PSI not in head.inputs)
    head.outputs = {}
    return _model([head, middle, tail])


def _middle(answer: str, seam: _Seam, with_psi: bool) -> GraphParts:
    """mean + psi * (w - mean), in as many rows as the synthesis takes."""
    parts = GraphParts()
    value = answer
    if with_psi:
        parts.constants.add_message(5, _floats("mean_w", seam.mean))
        parts.inputs[PSI] = _scalar_input(PSI)
        parts.nodes.add_message(1, _node("Sub", [answer, "mean_w"], "from_mean"))
        parts.nodes.add_message(1, _node("Mul", ["from_mean", PSI], "truncated"))
        value = "w_row" if seam.rows else _SYNTHESIS + "w"
        parts.nodes.add_message(1, _node("Add", ["mean_w", "truncated"], value))
    if seam.rows:
        length = seam.mean.shape[-1]
        parts.constants.add_message(5, _integers("one_row", [-1, 1, length]))
        parts.constants.add_message(5, _integers("all_rows", [1, seam.rows, 1]))
        parts.nodes.add_message(1, _node("Reshape", [value, "one_row"], "single"))
        parts.nodes.add_message(1, _node("Expand", ["single", "all_rows"], _SYNTHESIS + "w"))
    elif not with_psi:
        parts.nodes.add_message(1, _node("Identity", [value], _SYNTHESIS + "w"))
    return parts


def _check_opsets(first: dict[str, int], second: dict[str, int]) -> None:
    for domain, version in first.items():
        if second.get(domain, version) != version:
            raise BrokenPack(
                f"the two files have opset {version} and {second[domain]}: "
                "export both with the same opset_version"
            )


def _parts(copy: GraphCopy) -> GraphParts:
    """Raises `BrokenPack`."""
    try:
        return copy.parts()
    except Torn as error:
        raise BrokenPack(f"it is no whole ONNX model ({error}): export it again") from error


def _model(parts: list[GraphParts]) -> GraphPieces:
    """A ModelProto of the parts in this order; what one gives and no other takes is given out."""
    graph = GraphPieces()
    for part in parts:
        graph.extend(part.nodes)
    graph.add_text(2, "joined")
    for part in parts:
        graph.extend(part.constants)
    for part in parts:
        for value in part.inputs.values():
            graph.add_message(11, value)
    for part in parts:
        for value in part.outputs.values():
            graph.add_message(12, value)
    model = GraphPieces()
    model.add_number(1, max(part.ir_version for part in parts))
    opsets: dict[str, int] = {}
    functions: dict[bytes, GraphPieces] = {}
    for part in parts:
        opsets |= part.opsets
        functions |= part.functions
    for domain, version in opsets.items():
        opset = GraphPieces()
        opset.add_text(1, domain)
        opset.add_number(2, version)
        model.add_message(8, opset)
    model.add_message(7, graph)
    for function in functions.values():
        model.add_message(25, function)
    return model


def _unchanged(name: str) -> str:
    return name


def _node(operator: str, inputs: list[str], output: str) -> GraphPieces:
    """A NodeProto."""
    node = GraphPieces()
    for name in inputs:
        node.add_text(1, name)
    node.add_text(2, output)
    node.add_text(4, operator)
    return node


def _floats(name: str, array: np.ndarray) -> GraphPieces:
    """A TensorProto."""
    return _tensor(name, _FLOAT, array.shape, array.astype("<f4").tobytes())


def _integers(name: str, values: list[int]) -> GraphPieces:
    """A TensorProto."""
    return _tensor(name, _INT64, (len(values),), struct.pack(f"<{len(values)}q", *values))


def _tensor(name: str, kind: int, shape: tuple[int, ...], data: bytes) -> GraphPieces:
    tensor = GraphPieces()
    for size in shape:
        tensor.add_number(1, size)
    tensor.add_number(2, kind)
    tensor.add_text(8, name)
    tensor.add_bytes(9, data)
    return tensor


def _scalar_input(name: str) -> GraphPieces:
    """A ValueInfoProto of a single float."""
    tensor = GraphPieces()
    tensor.add_number(1, _FLOAT)
    tensor.add_message(2, GraphPieces())
    kind = GraphPieces()
    kind.add_message(1, tensor)
    value = GraphPieces()
    value.add_text(1, name)
    value.add_message(2, kind)
    return value
