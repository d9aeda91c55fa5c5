"""What is in an .onnx file, read without running or even loading it: operators, loops, data kept elsewhere.

The file is walked as the protocol buffer it is (onnx/onnx.proto; protobuf.dev, "Encoding"), in Python over
mapped memory: whatever its bytes say, no foreign parser has seen them yet. ONNX Runtime gets it afterwards.
"""

import mmap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from installation.faults import BrokenPack

LARGEST = 2**31  # bytes: what one protocol buffer can hold
MOST_NODES = 200_000
DEEPEST = 8  # graphs within graphs
OPSETS = range(7, 27)  # what ONNX Runtime still and already runs
STANDARD = ("", "ai.onnx")
# A loop may never end. A Scan goes once over its input and is bounded by it; what it costs is measured.
REFUSED = {
    "Loop": "a loop in the graph may never end: export the model traced, with its loops unrolled",
    "Optional": "optional values are no part of a picture: export the model with torch.onnx.export",
    "SequenceConstruct": "lists of tensors are no part of a picture: export the model traced",
    "SequenceEmpty": "lists of tensors are no part of a picture: export the model traced",
    "StringNormalizer": "text is no part of a picture",
}
_SHAPING = ("Identity", "Transpose", "Reshape", "Cast", "Squeeze", "Unsqueeze", "Flatten", "Slice")
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class _Torn(ValueError):
    """Bytes that are no protocol buffer."""


@dataclass
class Anatomy:
    """What a model file is made of."""

    bytes: int
    opset: int = 0
    ops: Counter = field(default_factory=Counter)  # operator -> how often
    _makers: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # value -> operator, its first input
    _domains: set[tuple[str, str]] = field(
        default_factory=set
    )  # (domain, operator) used outside the standard
    _functions: set[tuple[str, str]] = field(
        default_factory=set
    )  # (domain, operator) the file itself defines
    _elsewhere: bool = False

    @property
    def nodes(self) -> int:
        """How many steps the graph has, those of graphs within it among them."""
        return sum(self.ops.values())

    def maker(self, value: str) -> str:
        """The operator that made a value's numbers; those that only move them are looked through."""
        for _ in range(32):
            operator, source = self._makers.get(value, ("", ""))
            if operator not in _SHAPING:
                break
            value = source
        return operator


def read(path: Path) -> Anatomy:
    """The anatomy of the model in `path`. Raises `BrokenPack` that says what the file is instead, or why not."""
    name = f"{path.parent.name}/{path.name}"
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if other := _something_else(file.read(4096), size):
                raise BrokenPack(f"{name} is no ONNX model: {other}")
            if size > LARGEST:
                raise BrokenPack(
                    f"{name} has {size / 1e9:.1f} GB, more than the 2 GB a single ONNX file can hold: {_SMALLER}"
                )
            # not closed by hand: a fault's traceback still holds parts of it
            anatomy = _anatomy(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    except OSError as error:
        raise BrokenPack(f"{name} cannot be read: {error.strerror}") from error
    except _Torn as error:
        raise BrokenPack(
            f"{name} is no whole ONNX model ({error}): it was cut off or damaged; copy or export it again"
        ) from error
    _judge(name, anatomy)
    return anatomy


_SMALLER = "export it in float16, or a smaller model"


def _something_else(head: bytes, size: int) -> str:
    """What a file is that is no ONNX model, with a remedy; empty where it may be one."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not size:
        return "it is empty; copy or export it again"
    if text.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        return "it is a web page; the download gave a page instead of the file: download it again, signed in where needed"
    if head.startswith(b"version https://git-lfs"):
        return "it is a git-LFS pointer, which only names the file: run git lfs pull where you cloned it"
    if head.startswith(b"PK\x03\x04"):
        return f"it is {'a PyTorch checkpoint' if b'.pkl' in head else 'a zip archive'}; {_EXPORT if b'.pkl' in head else 'unpack it first'}"
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return f"it is a pickled PyTorch or Python file, which could run code and is never opened here; {_EXPORT}"
    if head.startswith(b"\x89HDF"):
        return "it is a Keras or HDF5 file; convert it with tf2onnx"
    if head[4:8] == b"TFL3":
        return "it is a TensorFlow Lite file; convert it with tf2onnx --tflite"
    if head[8:10] == b'{"':
        return f"it is a safetensors file: weights without the network; {_EXPORT}"
    return ""


_EXPORT = "export the model with torch.onnx.export (docs/artist.md shows how)"


def _judge(name: str, anatomy: Anatomy) -> None:
    if not anatomy.ops:
        raise BrokenPack(f"{name} is no ONNX model: there is no graph in it; export it again")
    if anatomy.nodes > MOST_NODES:
        raise BrokenPack(
            f"{name} has {anatomy.nodes} nodes, more than {MOST_NODES}: was it exported with a loop unrolled?"
        )
    if anatomy._elsewhere:
        raise BrokenPack(
            f"{name} keeps data outside its file: export it with torch.onnx.export(..., external_data=False), "
            "or join the two with onnx.save(onnx.load(path), path)"
        )
    if anatomy.opset not in OPSETS:
        raise BrokenPack(
            f"{name} has opset {anatomy.opset}, known are {OPSETS[0]} to {OPSETS[-1]}: export it with opset_version=17"
        )
    for operator, reason in REFUSED.items():
        if operator in anatomy.ops:
            raise BrokenPack(f"{name} holds {operator}: {reason}")
    if unknown := sorted(
        f"{domain}.{operator}" for domain, operator in anatomy._domains - anatomy._functions
    ):
        raise BrokenPack(
            f"{name} needs custom operators ({', '.join(unknown[:4])}): export it with the standard ones alone"
        )


def _anatomy(view: memoryview) -> Anatomy:
    """Of a ModelProto. Raises `_Torn`."""
    anatomy = Anatomy(len(view))
    for number, value in _fields(view):
        if number == 7:
            _graph(anatomy, value, 0)
        elif number == 8:
            parts = dict(_fields(value))
            if _text(parts.get(1, b"")) in STANDARD:
                anatomy.opset = parts.get(2, 0)
        elif number == 25:
            _function(anatomy, value)
    return anatomy


def _function(anatomy: Anatomy, view: memoryview) -> None:
    """A FunctionProto: an operator that the file brings with it, made of others."""
    name = domain = ""
    for number, value in _fields(view):
        if number == 1:
            name = _text(value)
        elif number == 10:
            domain = _text(value)
        elif number == 7:
            _node(anatomy, value, 1)
    anatomy._functions.add((domain, name))


def _graph(anatomy: Anatomy, view: memoryview, depth: int) -> None:
    if depth > DEEPEST:
        raise _Torn(f"graphs lie more than {DEEPEST} deep in each other")
    for number, value in _fields(view):
        if number == 1:
            _node(anatomy, value, depth)
        elif number == 5:
            _tensor(anatomy, value)


def _node(anatomy: Anatomy, view: memoryview, depth: int) -> None:
    inputs, outputs, operator, domain = [], [], "", ""
    for number, value in _fields(view):
        if number == 1:
            inputs.append(_text(value))
        elif number == 2:
            outputs.append(_text(value))
        elif number == 4:
            operator = _text(value)
        elif number == 7:
            domain = _text(value)
        elif number == 5:
            _attribute(anatomy, value, depth)
    anatomy.ops[operator] += 1
    if domain not in STANDARD:
        anatomy._domains.add((domain, operator))
    if not depth:
        anatomy._makers |= {output: (operator, inputs[0] if inputs else "") for output in outputs}


def _attribute(anatomy: Anatomy, view: memoryview, depth: int) -> None:
    for number, value in _fields(view):
        if number in (5, 10):
            _tensor(anatomy, value)
        elif number in (6, 11):
            _graph(anatomy, value, depth + 1)


def _tensor(anatomy: Anatomy, view: memoryview) -> None:
    """Its numbers are passed over; whether they lie in this file is what counts."""
    anatomy._elsewhere |= any(
        number == 13 or number == 14 and value == 1 for number, value in _fields(view)
    )


def _fields(view) -> Iterator[tuple[int, int | memoryview]]:
    """Field numbers of a message with their values: numbers as they are, all else as bytes. Raises `_Torn`."""
    if isinstance(view, int):
        raise _Torn("a number stands where a part should be")
    at, end = 0, len(view)
    while at < end:
        key, at = _varint(view, at)
        kind, number = key & 7, key >> 3
        if kind == _VARINT:
            value, at = _varint(view, at)
        elif kind == _BYTES:
            length, at = _varint(view, at)
            value, at = view[at : at + length], at + length
        elif kind in (_FIXED32, _FIXED64):
            value, at = 0, at + (4 if kind == _FIXED32 else 8)
        else:
            raise _Torn("its bytes follow no order")
        if at > end or not number:
            raise _Torn("it ends in the middle" if number else "its bytes follow no order")
        yield number, value


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        if at >= len(view):
            raise _Torn("it ends in the middle")
        byte = view[at]
        value, at, shift = value | (byte & 0x7F) << shift, at + 1, shift + 7
        if byte < 0x80:
            return value, at
        if shift > 63:
            raise _Torn("its bytes follow no order")


def _text(value) -> str:
    try:
        return bytes(value).decode() if not isinstance(value, int) else ""
    except UnicodeDecodeError as error:
        raise _Torn("a name in it is no text") from error
