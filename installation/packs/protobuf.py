"""The bytes of a protocol buffer as fields: enough to walk one, and nothing more.

Source: protobuf.dev, "Encoding".
"""

from collections.abc import Iterator
from typing import NamedTuple

_VARINT = 0
_FIXED64 = 1
_BYTES = 2
_FIXED32 = 5
_LONGEST_VARINT = 10  # bytes: seven bits each
_LONGEST_NAME = 1 << 13  # bytes

Field = int | memoryview  # a number as it is, all else as bytes


class Torn(ValueError):
    """Bytes that are no protocol buffer."""


class Span(NamedTuple):
    """Where a field lies in the bytes that it was read from."""

    number: int
    start: int  # of the field, with its key
    at: int  # of its value
    end: int
    value: int | None  # of a number; None where the value is bytes

    def key_is(self, number: int) -> bool:
        """Whether it is this field, with bytes for its value."""
        return self.number == number and self.value is None


def spans(view: memoryview, at: int = 0, end: int | None = None) -> Iterator[Span]:
    """The fields of the message from `at` to `end`; fixed-size numbers are passed over as 0.

    Raises `Torn`.
    """
    end = len(view) if end is None else end
    while at < end:
        start = at
        key, at = _varint(view, at)
        kind = key & 7
        number = key >> 3
        value: int | None = 0
        value_at = at
        if kind == _VARINT:
            value, at = _varint(view, at)
        elif kind == _BYTES:
            length, value_at = _varint(view, at)
            value = None
            at = value_at + length
        elif kind == _FIXED32:
            at += 4
        elif kind == _FIXED64:
            at += 8
        else:
            raise Torn("its bytes follow no order")
        if not number:
            raise Torn("its bytes follow no order")
        if at > end:
            raise Torn("it ends in the middle")
        yield Span(number, start, value_at, at, value)


def fields(message: Field) -> Iterator[tuple[int, Field]]:
    """The numbers of a message's fields and their values; fixed-size numbers are passed over as 0.

    Raises `Torn`.
    """
    view = as_bytes(message)
    for span in spans(view):
        yield span.number, view[span.at : span.end] if span.value is None else span.value


def packed(view: memoryview) -> list[int]:
    """The numbers of a field that holds several in a row. Raises `Torn`."""
    found = []
    at = 0
    while at < len(view):
        number, at = _varint(view, at)
        found.append(number)
    return found


def as_bytes(value: Field) -> memoryview:
    """A field that must hold bytes. Raises `Torn`."""
    if isinstance(value, int):
        raise Torn("a number stands where a part should be")
    return value


def as_number(value: Field) -> int:
    """A field that must hold a number. Raises `Torn`."""
    if not isinstance(value, int):
        raise Torn("a part stands where a number should be")
    return value


def as_text(value: Field) -> str:
    """A field that holds a name; a number is none. Raises `Torn`."""
    if isinstance(value, int):
        return ""
    if len(value) > _LONGEST_NAME:
        raise Torn(f"a name in it has {len(value)} bytes")
    try:
        return bytes(value).decode()
    except UnicodeDecodeError as error:
        raise Torn("a name in it is no text") from error


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    """The number that begins at this byte, and where the next field begins. Raises `Torn`."""
    value = 0
    if at < len(view) and view[at] < 0x80:  # nearly all of them
        return view[at], at + 1
    for count in range(_LONGEST_VARINT):
        if at >= len(view):
            raise Torn("it ends in the middle")
        byte = view[at]
        at += 1
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return value, at
    raise Torn("its bytes follow no order")
