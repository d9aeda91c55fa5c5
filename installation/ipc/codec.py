"""How a message travels: one frame that holds nothing that could be executed.

Four bytes of header length, a JSON header (kind, scalars, and the shape of each array), then the raw bytes of the
arrays. A reader accepts only what `messages` declares.
"""

import json
import struct
from dataclasses import MISSING, fields
from enum import StrEnum
from math import prod
from typing import Any

import numpy as np

from installation.messages import KINDS


class BadMessage(ValueError):
    """Bytes that are not one of our messages."""


class _Form:
    """The fields of a kind of message, looked up once: hundreds of messages are read a second."""

    def __init__(self, kind: type):
        self.kind = kind
        self.name = kind.__name__
        self.types: dict[str, Any] = {}
        self.needed: set[str] = set()
        self.arrays: list[tuple[str, np.dtype, tuple[int | None, ...]]] = []
        for part in fields(kind):
            if "dtype" in part.metadata:
                self.arrays.append((part.name, part.metadata["dtype"], part.metadata["shape"]))
                continue
            self.types[part.name] = part.type
            if part.default is MISSING and part.default_factory is MISSING:
                self.needed.add(part.name)


_FORMS = {name: _Form(kind) for name, kind in KINDS.items()}


def encode(message: Any) -> bytes:
    """The message as one frame."""
    form = _FORMS[type(message).__name__]
    layout = []
    parts = []
    for name, dtype, shape in form.arrays:
        value = np.ascontiguousarray(getattr(message, name), dtype)
        _check_shape(form, name, shape, value.shape)
        layout.append(value.shape)
        if value.size:
            parts.append(value.data)
    scalars = {name: getattr(message, name) for name in form.types}
    # a file's name may be no text: nobody who reads it could say it again
    text = json.dumps([form.name, scalars, layout], allow_nan=False, ensure_ascii=False)
    header = text.encode("utf-8", "replace")
    return b"".join((struct.pack("<I", len(header)), header, *parts))


def decode(frame: bytes | memoryview) -> Any:
    """The message in a frame (bytes or any buffer); its arrays are read-only views of that buffer.

    Raises `BadMessage`.
    """
    view = memoryview(frame)
    try:
        (length,) = struct.unpack_from("<I", view)
        body = 4 + length
        name, scalars, layout = json.loads(str(view[4:body], "utf-8"))
        form = _FORMS[name]
        values = _checked_scalars(form, scalars)
        return form.kind(**values, **_arrays(form, layout, view[body:]))
    except BadMessage:
        raise
    except (struct.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadMessage(f"not a message: {error}") from error


def _checked_scalars(form: _Form, scalars: dict[str, Any]) -> dict[str, Any]:
    if not form.needed <= scalars.keys() <= form.types.keys():
        raise BadMessage(f"{form.name}: fields {sorted(scalars)} instead of {sorted(form.types)}")
    return {name: _checked_scalar(form, name, value) for name, value in scalars.items()}


def _checked_scalar(form: _Form, name: str, value: Any) -> Any:
    wanted = form.types[name]
    if issubclass(wanted, StrEnum):
        return wanted(value)
    is_whole_float = wanted is float and type(value) is int
    if not isinstance(value, wanted) and not is_whole_float:
        found = type(value).__name__
        raise BadMessage(f"{form.name}.{name}: {found} instead of {wanted.__name__}")
    return value


def _arrays(form: _Form, layout: list, body: memoryview) -> dict[str, np.ndarray]:
    if len(form.arrays) != len(layout):
        raise BadMessage(f"{form.name}: {len(layout)} arrays instead of {len(form.arrays)}")
    arrays = {}
    start = 0
    for (name, dtype, wanted), shape in zip(form.arrays, layout, strict=True):
        _check_shape(form, name, wanted, tuple(shape))
        end = start + prod(shape) * dtype.itemsize
        arrays[name] = np.frombuffer(body[start:end], dtype).reshape(shape)
        start = end
    if start != len(body):
        raise BadMessage(f"{form.name}: {len(body)} bytes instead of {start}")
    return arrays


def _check_shape(
    form: _Form, name: str, wanted: tuple[int | None, ...], shape: tuple[int, ...]
) -> None:
    fits = len(shape) == len(wanted) and all(
        size >= 0 and expected in (None, size) for size, expected in zip(shape, wanted, strict=True)
    )
    if not fits:
        raise BadMessage(f"{form.name}.{name}: shape {shape} instead of {wanted}")
