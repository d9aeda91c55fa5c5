"""Tensors as KServe v2 carries them over HTTP: a JSON head, and behind it bytes.

Asked is in JSON, which every server reads: points and gestures are a few numbers. Answers are asked
for as bytes (the binary tensor data extension), and read as JSON where a server does not know that.
https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol
"""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from installation.generator.inference import ServerFailed
from installation.packs.graph_binding import Values
from installation.packs.tensors import GraphValue

HEAD_LENGTH = "Inference-Header-Content-Length"  # in bytes, where bytes follow the head
# datatype -> numpy's name of it, and ONNX Runtime's
DATATYPES = {
    "BOOL": ("bool", "tensor(bool)"),
    "UINT8": ("uint8", "tensor(uint8)"),
    "UINT16": ("uint16", "tensor(uint16)"),
    "UINT32": ("uint32", "tensor(uint32)"),
    "INT8": ("int8", "tensor(int8)"),
    "INT16": ("int16", "tensor(int16)"),
    "INT32": ("int32", "tensor(int32)"),
    "INT64": ("int64", "tensor(int64)"),
    "FP16": ("float16", "tensor(float16)"),
    "FP32": ("float32", "tensor(float)"),
    "FP64": ("float64", "tensor(double)"),
}
_BY_NUMPY = {name: datatype for datatype, (name, _) in DATATYPES.items()}
_BYTES_ONLY = "FP16"  # JSON has no word for it
NO_FORM = "it does not have the form of KServe v2"
_MOST_AXES = 8
_MOST_HEAD_BYTES = 24 << 20  # JSON takes many times its length in memory
_UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)


class _Unreadable(ValueError):
    """An answer in the form of the protocol with which nothing can be done; `str` says why."""


@dataclass(frozen=True)
class InferRequest:
    """What is posted."""

    headers: dict[str, str]
    body: bytes


def described(listed: Any) -> Values:
    """Inputs or outputs as a server's metadata list them. Raises `ServerFailed`."""
    found = {}
    try:
        for tensor in listed:
            name = str(tensor["name"])
            found[name] = GraphValue(name, _type(tensor["datatype"]), _axes(tensor["shape"]))
    except _UNREADABLE as error:
        raise ServerFailed("what it says of the model's inputs cannot be read") from error
    return found


def asked(feed: dict[str, np.ndarray], outputs: list[str]) -> InferRequest:
    """The question for some outputs, fed with `feed` (input -> array)."""
    inputs = []
    behind = []
    for name, array in feed.items():
        tensor, raw = _given(name, array)
        inputs.append(tensor)
        behind.append(raw)
    wanted = [{"name": name, "parameters": {"binary_data": True}} for name in outputs]
    head = json.dumps({"inputs": inputs, "outputs": wanted}).encode()
    if not any(behind):
        return InferRequest({"Content-Type": "application/json"}, head)
    headers = {"Content-Type": "application/octet-stream", HEAD_LENGTH: str(len(head))}
    return InferRequest(headers, b"".join([head, *behind]))


def answered(body: bytes | bytearray, head_length: str | None) -> dict[str, np.ndarray]:
    """Output -> array, of an answer; `head_length` is what its header of that name says.

    Raises `ServerFailed`.
    """
    content = memoryview(body)
    try:
        split = len(content) if head_length is None else int(head_length)
        if not 0 <= split <= len(content):
            raise _Unreadable("it is shorter than it says")
        if split > _MOST_HEAD_BYTES:
            raise _Unreadable(f"{split >> 20} MB of JSON, the server does not send bytes")
        head = json.loads(bytes(content[:split]))
        return _tensors(head["outputs"], content[split:])
    except _UNREADABLE as error:
        words = str(error) if isinstance(error, _Unreadable) else NO_FORM
        raise ServerFailed(f"its answer cannot be read ({words})") from error


def _tensors(listed: list[dict[str, Any]], behind: memoryview) -> dict[str, np.ndarray]:
    """Raises what is `_UNREADABLE`."""
    found = {}
    at = 0
    for tensor in listed:
        shape = _sizes(tensor["shape"])
        datatype = tensor["datatype"]
        if datatype not in DATATYPES:
            raise _Unreadable(
                f"the datatype {str(datatype)[:20]!r} is none that is understood here"
            )
        dtype = np.dtype(DATATYPES[datatype][0]).newbyteorder("<")
        size = tensor.get("parameters", {}).get("binary_data_size")
        if size is None:
            found[tensor["name"]] = np.array(tensor["data"], dtype).reshape(shape)
            continue
        if size != math.prod(shape) * dtype.itemsize or at + size > len(behind):
            raise _Unreadable(f"{size} bytes are no {datatype} of {list(shape)}")
        found[tensor["name"]] = np.frombuffer(behind[at : at + size], dtype).reshape(shape)
        at += size
    return found


def _given(name: str, array: np.ndarray) -> tuple[dict[str, Any], bytes]:
    """One input for the head, and what follows behind it."""
    datatype = _BY_NUMPY[array.dtype.name]
    tensor: dict[str, Any] = {"name": name, "shape": list(array.shape), "datatype": datatype}
    if datatype == _BYTES_ONLY:
        raw = array.astype(array.dtype.newbyteorder("<")).tobytes()
        tensor["parameters"] = {"binary_data_size": len(raw)}
        return tensor, raw
    tensor["data"] = array.ravel().tolist()
    return tensor, b""


def _type(datatype: Any) -> str:
    """In ONNX Runtime's words; one that cannot be fed keeps the server's."""
    return DATATYPES[datatype][1] if datatype in DATATYPES else str(datatype)


def _axes(shape: Any) -> tuple[int | None, ...]:
    """-1, as the protocol has it, and 0 are free. Raises TypeError, ValueError."""
    return tuple(int(size) if int(size) > 0 else None for size in shape)


def _sizes(shape: Any) -> tuple[int, ...]:
    """Raises TypeError, ValueError."""
    sizes = tuple(int(size) for size in shape)
    if len(sizes) > _MOST_AXES or any(size < 0 for size in sizes):
        raise ValueError(f"{shape} is no shape")
    return sizes
