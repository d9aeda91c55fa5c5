"""A model file taken apart into pieces, with its values renamed and its outside numbers taken in.

Field numbers are those of onnx/onnx.proto.
"""

import math
import mmap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from installation.common import files
from installation.faults import BrokenPack
from installation.packs.graph_pieces import GraphPieces
from installation.packs.protobuf import Span, as_text, packed, spans

# bits of a number, by TensorProto.DataType
BITS = {
    1: 32, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 9: 8, 10: 16, 11: 64, 12: 32, 13: 64, 16: 16,
    17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4,
}  # fmt: skip

_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_ATTRIBUTE = 1, 2, 3, 5
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_RAW = 1, 2, 8, 9
_TENSOR_OUTSIDE, _TENSOR_LOCATION = 13, 14


@dataclass
class GraphParts:
    """The parts of one model, as pieces."""

    nodes: GraphPieces = field(default_factory=GraphPieces)
    constants: GraphPieces = field(default_factory=GraphPieces)
    inputs: dict[str, GraphPieces] = field(default_factory=dict)  # ValueInfoProto by its name
    outputs: dict[str, GraphPieces] = field(default_factory=dict)
    opsets: dict[str, int] = field(default_factory=dict)  # domain -> version
    functions: dict[bytes, GraphPieces] = field(default_factory=dict)  # by their content
    ir_version: int = 0


class GraphCopy:
    """One model file, with the files that hold numbers of it."""

    def __init__(
        self,
        files: list[Path],
        number: int,
        outside: dict[str, int],
        rename: Callable[[str], str],
    ):
        """`files[number]` is the model; `outside`: location -> number of the file of its numbers."""
        self._view = memoryview(_mapped(files[number]))
        self._number = number
        self._outside = outside
        self._sizes = [path.stat().st_size for path in files]
        self._rename = rename

    def parts(self) -> GraphParts:
        """Raises `BrokenPack`, `Torn`."""
        found = GraphParts()
        for span in spans(self._view):
            if span.key_is(7):
                self._add_graph(span, found)
            elif span.key_is(8):
                entry = {each.number: each for each in self._inside(span)}
                domain = self._text(entry[1]) if 1 in entry else ""
                found.opsets[domain] = (entry[2].value or 0) if 2 in entry else 0
            elif span.key_is(25):
                function = GraphPieces()
                self._copy_message(span, function, {7: self._node_of_function})
                found.functions[bytes(self._view[span.at : span.end])] = function
            elif span.number == 1 and span.value is not None:
                found.ir_version = span.value
        return found

    def _add_graph(self, graph: Span, found: GraphParts) -> None:
        constants = set()
        for span in self._inside(graph):
            if span.key_is(1):
                found.nodes.add_message(1, self._node(span))
            elif span.key_is(5):
                constants.add(self._name_of(span, _TENSOR_NAME))
                found.constants.add_message(5, self._tensor(span))
            elif span.key_is(11):
                found.inputs[self._name_of(span, 1)] = self._value_info(span)
            elif span.key_is(12):
                found.outputs[self._name_of(span, 1)] = self._value_info(span)
            elif span.key_is(15):
                self._refuse_sparse(span)
        for name in constants:  # old exports list them among the inputs as well
            found.inputs.pop(name, None)

    def _subgraph(self, graph: Span) -> GraphPieces:
        """A graph within a node; it sees the values of the one around it."""
        copy = GraphPieces()
        own = {1: self._node, 5: self._tensor, 11: self._value_info, 12: self._value_info}
        # what is known of further values is left out: it need not be there
        self._copy_message(graph, copy, own, without=(13, 14))
        return copy

    def _node(self, node: Span) -> GraphPieces:
        copy = GraphPieces()
        for span in self._inside(node):
            if span.number in (_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME) and span.value is None:
                copy.add_text(span.number, self._renamed(span))
            elif span.key_is(_NODE_ATTRIBUTE):
                copy.add_message(_NODE_ATTRIBUTE, self._attribute(span))
            else:
                copy.add_range(self._number, span.start, span.end)
        return copy

    def _node_of_function(self, node: Span) -> GraphPieces:
        """Its names are the function's own."""
        copy = GraphPieces()
        self._copy_message(node, copy, {_NODE_ATTRIBUTE: self._attribute})
        return copy

    def _attribute(self, attribute: Span) -> GraphPieces:
        copy = GraphPieces()
        own = {5: self._tensor, 10: self._tensor, 6: self._subgraph, 11: self._subgraph}
        own |= {22: self._refuse_sparse, 23: self._refuse_sparse}
        self._copy_message(attribute, copy, own)
        return copy

    def _refuse_sparse(self, _: Span) -> GraphPieces:
        """Raises `BrokenPack`."""
        raise BrokenPack("it keeps sparse numbers: export it with plain ones")

    def _value_info(self, info: Span) -> GraphPieces:
        copy = GraphPieces()
        for span in self._inside(info):
            if span.key_is(1):
                copy.add_text(1, self._renamed(span))
            else:
                copy.add_range(self._number, span.start, span.end)
        return copy

    def _tensor(self, tensor: Span) -> GraphPieces:
        copy = GraphPieces()
        entries: dict[str, str] = {}
        for span in self._inside(tensor):
            if span.key_is(_TENSOR_NAME):
                copy.add_text(_TENSOR_NAME, self._renamed(span))
            elif span.key_is(_TENSOR_OUTSIDE):
                entry = {each.number: self._text(each) for each in self._inside(span)}
                entries[entry.get(1, "")] = entry.get(2, "")
            elif span.number != _TENSOR_LOCATION:
                copy.add_range(self._number, span.start, span.end)
        if entries:
            file, start, end = self._outside_range(tensor, entries)
            copy.add_field_of_range(_TENSOR_RAW, file, start, end)
        return copy

    def _outside_range(self, tensor: Span, entries: dict[str, str]) -> tuple[int, int, int]:
        """File, start and end of a tensor's numbers, which must be as many as its shape says.

        Raises `BrokenPack`.
        """
        location = entries.get("location", "")
        if location not in self._outside:
            raise BrokenPack(f"it has numbers in {location!r}, which is not beside it")
        file = self._outside[location]
        wanted = self._bytes_of(tensor)
        start = _number(entries.get("offset", "0"))
        length = _number(entries.get("length", str(wanted)))
        if length != wanted or start + length > self._sizes[file]:
            raise BrokenPack(
                f"{location} does not fit: it is cut off, or of another export; "
                "copy or export both files again"
            )
        return file, start, start + length

    def _bytes_of(self, tensor: Span) -> int:
        """What its shape and kind need. Raises `BrokenPack`."""
        sizes = []
        kind = 0
        for span in self._inside(tensor):
            if span.number == _TENSOR_TYPE and span.value is not None:
                kind = span.value
            elif span.number == _TENSOR_DIMS and span.value is not None:
                sizes.append(span.value)
            elif span.key_is(_TENSOR_DIMS):
                sizes += packed(self._view[span.at : span.end])
        if kind not in BITS:
            raise BrokenPack(f"it keeps numbers of the kind {kind} outside, which is not known")
        return math.ceil(math.prod(sizes) * BITS[kind] / 8)

    def _copy_message(
        self,
        message: Span,
        copy: GraphPieces,
        own: dict[int, Callable[[Span], GraphPieces]],
        without: tuple[int, ...] = (),
    ) -> None:
        """All fields as they are, but those in `own`, which are made anew, and those left out."""
        for span in self._inside(message):
            if span.number in own and span.value is None:
                copy.add_message(span.number, own[span.number](span))
            elif span.number not in without:
                copy.add_range(self._number, span.start, span.end)

    def _name_of(self, message: Span, number: int) -> str:
        """The name in it, renamed."""
        for span in self._inside(message):
            if span.key_is(number):
                return self._renamed(span)
        return ""

    def _renamed(self, span: Span) -> str:
        name = self._text(span)
        return self._rename(name) if name else ""  # an input that is left out has no name

    def _text(self, span: Span) -> str:
        return as_text(self._view[span.at : span.end]) if span.value is None else ""

    def _inside(self, span: Span) -> list[Span]:
        return list(spans(self._view, span.at, span.end))


def _mapped(path: Path) -> mmap.mmap:
    with files.opened(path) as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _number(text: str) -> int:
    """Raises `BrokenPack`."""
    if not text.isdecimal() or len(text) > 15:
        raise BrokenPack(f"it has numbers at {text[:20]!r}, which is no place in a file")
    return int(text)
