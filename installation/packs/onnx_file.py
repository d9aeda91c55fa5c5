"""What is in an .onnx file, read without running or even loading it.

The file is walked as the protocol buffer it is (onnx/onnx.proto), by a reader of our own in Python
over mapped memory. The libraries that could do it (onnx, protobuf) parse in C++, and this is the
first look at a stranger's bytes: a memory error there would be an attacker's way in. ONNX Runtime
gets only what has passed here.
"""

import mmap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from installation.common import files, system_errors
from installation.faults import BrokenPack
from installation.packs.foreign_files import what_else
from installation.packs.own_operators import ONE_PROCESSOR, OWN, OWN_OPERATORS
from installation.packs.protobuf import Field, Torn, as_number, as_text, fields

LARGEST = 2**31  # bytes: what one protocol buffer can hold
MOST_NODES = 200_000
MOST_PARTS = 5_000_000  # fields of the buffer: some seconds of reading
DEEPEST = 8  # graphs within graphs
OPSETS = range(7, 27)  # what ONNX Runtime still and already runs
STANDARD = ("", "ai.onnx")
# A loop may never end. A Scan goes once over its input and is bounded by it; its cost is measured.
REFUSED = {
    "Loop": "a loop in the graph may never end: export the model traced, with its loops unrolled",
    "Optional": "optional values are no part of a picture: export the model with torch.onnx.export",
    "SequenceConstruct": "lists of tensors are no part of a picture: export the model traced",
    "SequenceEmpty": "lists of tensors are no part of a picture: export the model traced",
    "StringNormalizer": "text is no part of a picture",
}
_SHAPING = (
    "Identity",
    "Transpose",
    "Reshape",
    "Cast",
    "Squeeze",
    "Unsqueeze",
    "Flatten",
    "Slice",
    "QuantizeLinear",
    "DequantizeLinear",
)
_LONGEST_CHAIN = 32  # of operators that only move numbers
_EXTERNAL = 1  # TensorProto.DataLocation


@dataclass
class GraphSummary:
    """What a model file is made of."""

    bytes: int
    opset: int = 0
    ops: Counter[str] = field(default_factory=Counter)  # operator -> how often
    makers: dict[str, tuple[str, str]] = field(default_factory=dict)  # value -> operator, its input
    foreign: set[tuple[str, str]] = field(
        default_factory=set
    )  # (domain, operator) beyond ONNX's own
    functions: set[tuple[str, str]] = field(default_factory=set)  # those the file itself defines
    outside: set[str] = field(default_factory=set)  # the files that hold numbers of this one
    nodes: int = 0  # steps of the graph, those of graphs within it among them
    parts: int = 0  # fields that were read

    def maker(self, value: str) -> str:
        """The operator that made a value's numbers; those that only move them do not count."""
        operator = ""
        for _ in range(_LONGEST_CHAIN):
            operator, source = self.makers.get(value, ("", ""))
            if operator not in _SHAPING:
                break
            value = source
        return operator


class _Overfull(Exception):
    """A file that would take memory and time for nothing; it is read no further."""


def read(path: Path, alone: bool = True) -> GraphSummary:
    """The summary of the model in `path`; it must be `alone`, or may have numbers in other files.

    Raises `BrokenPack` that says what the file is instead, or why not.
    """
    name = f"{path.parent.name}/{path.name}".removeprefix("/")
    try:
        size = path.stat().st_size
        with files.opened(path) as file:
            other = what_else(file.read(4096), size)
            if other:
                raise BrokenPack(f"{name} is no ONNX model: {other}")
            if size > LARGEST:
                raise BrokenPack(
                    f"{name} has {size / 1e9:.1f} GB, "
                    "more than the 2 GB a single ONNX file can hold: "
                    "export it in float16, or a smaller model"
                )
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # Not closed by hand: a fault's traceback still holds parts of it.
        summary = _summary(memoryview(mapped))
    except OSError as error:
        raise BrokenPack(f"{name} cannot be read: {system_errors.words(error)}") from error
    except Torn as error:
        raise BrokenPack(
            f"{name} is no whole ONNX model ({error}): "
            "it was cut off or damaged; copy or export it again"
        ) from error
    except _Overfull as error:
        raise BrokenPack(f"{name} has {error}: was it exported with a loop unrolled?") from error
    objection = _objection(summary)
    if alone and summary.outside:
        objection = (
            f"keeps its numbers outside, in {', '.join(sorted(summary.outside))[:80]}: "
            "kiosk pack new joins them, where they lie beside it"
        )
    if objection:
        raise BrokenPack(f"{name} {objection}")
    return summary


def _objection(summary: GraphSummary) -> str:
    """Why a model is not run; empty where nothing speaks against it."""
    if not summary.ops:
        return "is no ONNX model: there is no graph in it; export it again"
    if summary.opset not in OPSETS:
        return (
            f"has opset {summary.opset}, known are {OPSETS[0]} to {OPSETS[-1]}: "
            "export it with opset_version=17"
        )
    for operator, reason in REFUSED.items():
        if operator in summary.ops:
            return f"holds {operator}: {reason}"
    foreign = summary.foreign - summary.functions
    if any(domain == ONE_PROCESSOR for domain, _ in foreign):
        return (
            "was optimised for one kind of processor: save it before that step, or with "
            "graph_optimization_level = ORT_ENABLE_EXTENDED"
        )
    unknown = []
    for domain, operator in foreign:
        if domain != OWN or operator not in OWN_OPERATORS:
            unknown.append(f"{domain}.{operator}")
    if unknown:
        some = ", ".join(sorted(unknown)[:4])
        return f"needs custom operators ({some}): export it with the standard ones alone"
    return ""


def _summary(view: memoryview) -> GraphSummary:
    """Of a ModelProto. Raises `Torn`."""
    summary = GraphSummary(len(view))
    for number, value in _fields(summary, view):
        if number == 7:
            _add_graph(summary, value, 0)
        elif number == 8:
            parts = _pair(summary, value)
            if as_text(parts.get(1, 0)) in STANDARD:
                summary.opset = as_number(parts.get(2, 0))
        elif number == 25:
            _add_function(summary, value)
    return summary


def _add_function(summary: GraphSummary, message: Field) -> None:
    """A FunctionProto: an operator that the file brings with it, made of others."""
    name = ""
    domain = ""
    for number, value in _fields(summary, message):
        if number == 1:
            name = as_text(value)
        elif number == 10:
            domain = as_text(value)
        elif number == 7:
            _add_node(summary, value, 1)
    summary.functions.add((domain, name))


def _add_graph(summary: GraphSummary, message: Field, depth: int) -> None:
    """A GraphProto."""
    if depth > DEEPEST:
        raise Torn(f"graphs lie more than {DEEPEST} deep in each other")
    for number, value in _fields(summary, message):
        if number == 1:
            _add_node(summary, value, depth)
        elif number == 5:
            _add_tensor(summary, value)
        elif number == 15:
            _add_sparse(summary, value)


def _add_node(summary: GraphSummary, message: Field, depth: int) -> None:
    """A NodeProto."""
    inputs = []
    outputs = []
    operator = ""
    domain = ""
    for number, value in _fields(summary, message):
        if number == 1:
            inputs.append(as_text(value))
        elif number == 2:
            outputs.append(as_text(value))
        elif number == 4:
            operator = as_text(value)
        elif number == 7:
            domain = as_text(value)
        elif number == 5:
            _add_attribute(summary, value, depth)
    summary.ops[operator] += 1
    summary.nodes += 1
    if summary.nodes > MOST_NODES:
        raise _Overfull(f"more than {MOST_NODES} nodes")
    if domain not in STANDARD:
        summary.foreign.add((domain, operator))
    if depth == 0:
        source = inputs[0] if inputs else ""
        for output in outputs:
            summary.makers[output] = (operator, source)


def _add_attribute(summary: GraphSummary, message: Field, depth: int) -> None:
    """An AttributeProto: tensors and graphs within a node."""
    for number, value in _fields(summary, message):
        if number in (5, 10):
            _add_tensor(summary, value)
        elif number in (6, 11):
            _add_graph(summary, value, depth + 1)
        elif number in (22, 23):
            _add_sparse(summary, value)


def _add_sparse(summary: GraphSummary, message: Field) -> None:
    """A SparseTensorProto: two tensors, what is not nought and where."""
    for number, value in _fields(summary, message):
        if number in (1, 2):
            _add_tensor(summary, value)


def _add_tensor(summary: GraphSummary, message: Field) -> None:
    """A TensorProto: its numbers are passed over; whether they lie in this file is what counts."""
    is_outside = False
    location = ""
    for number, value in _fields(summary, message):
        if number == 14 and value == _EXTERNAL:
            is_outside = True
        elif number == 13:
            is_outside = True
            parts = _pair(summary, value)
            if as_text(parts.get(1, 0)) == "location":
                location = as_text(parts.get(2, 0))
    if is_outside:
        summary.outside.add(location)


def _pair(summary: GraphSummary, message: Field) -> dict[int, Field]:
    """The first two fields of a message that has no more."""
    return {number: value for number, value in _fields(summary, message) if number in (1, 2)}


def _fields(summary: GraphSummary, message: Field) -> Iterator[tuple[int, Field]]:
    """Those of a message, counted: a file of some MB may have millions of empty ones."""
    for each in fields(message):
        summary.parts += 1
        if summary.parts > MOST_PARTS:
            raise _Overfull(f"more than {MOST_PARTS} parts")
        yield each
