"""The smallest ONNX file there is: activation(point @ weights), written by hand (onnx.proto, wire format of protobuf)."""

import struct
from pathlib import Path

import numpy as np

_FLOAT, _IR, _OPSET = 1, 10, 17


def write_graph(path: Path, weights: np.ndarray, activation: str = "Exp") -> None:
    """`weights` (d, k): the input is (1, d), the output (1, k)."""
    size, count = weights.shape
    nodes = _node(["z", "w"], "h", "MatMul") + _node(["h"], "partials", activation)
    tensor = b"".join(_number(1, n) for n in weights.shape) + _number(2, _FLOAT) + _text(8, "w")
    tensor += _part(9, weights.astype("<f4").tobytes())
    ends = _part(11, _value("z", (1, size))) + _part(12, _value("partials", (1, count)))
    graph = nodes + _text(2, "voice") + _part(5, tensor) + ends
    path.write_bytes(
        _number(1, _IR) + _part(7, graph) + _part(8, _text(1, "") + _number(2, _OPSET))
    )


def _node(inputs: list[str], output: str, kind: str) -> bytes:
    return _part(1, b"".join(_text(1, name) for name in inputs) + _text(2, output) + _text(4, kind))


def _value(name: str, shape: tuple[int, ...]) -> bytes:
    dims = b"".join(_part(1, _number(1, n)) for n in shape)
    return _text(1, name) + _part(2, _part(1, _number(1, _FLOAT) + _part(2, dims)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, text: str) -> bytes:
    return _part(field, text.encode())


def _part(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    parts = []
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return struct.pack(f"{len(parts) + 1}B", *parts, value)
