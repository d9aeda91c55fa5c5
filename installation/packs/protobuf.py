"""The bytes of a protocol buffer as fields: enough to walk one, and nothing more.

Source: protobuf.dev, "Encoding".
"""

from collections.abc import Iterator

_VARINT = 0
_FIXED64 = 1
_BYTES = 2
_FIXED32 = 5
_LONGEST_VARINT = 10  # bytes: seven bits each

Field = int | memoryview  # a number as it is, all else as bytes


class Torn(ValueError):
    """Bytes that are no protocol buffer."""


def fields(message: Field) -> Iterator[tuple[int, Field]]:
    """The numbers of a message's fields and their values; fixed-size numbers are passed over as 0.

    Raises `Torn`.
    """
    view = as_bytes(message)
    at = 0
    end = len(view)
    while at < end:
        key, at = _varint(view, at)
        kind = key & 7
        number = key >> 3
        value: Field = 0
        if kind == _VARINT:
            value, at = _varint(view, at)
        elif kind == _BYTES:
            length, at = _varint(view, at)
            value = view[at : at + length]
            at += length
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
        yield number, value


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
    try:
        return bytes(value).decode()
    except UnicodeDecodeError as error:
        raise Torn("a name in it is no text") from error


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    """The number that begins at this byte, and where the next field begins. Raises `Torn`."""
    value = 0
    for count in range(_LONGEST_VARINT):
        if at >= len(view):
            raise Torn("it ends in the middle")
        byte = view[at]
        at += 1
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return value, at
    raise Torn("its bytes follow no order")
