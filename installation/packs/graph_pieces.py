"""A model file to be, as pieces: new bytes, and ranges of files that are there.

What is put together in quarantine, where nothing can be written, is written from these outside.
The bytes are a protocol buffer's (protobuf.dev, "Encoding").
"""

from pathlib import Path
from typing import BinaryIO

from installation.faults import BrokenPack
from installation.packs.onnx_file import LARGEST

Recipe = list[str | list[int]]  # bytes as hexadecimal digits, or [file, start, end]

_VARINT = 0
_BYTES = 2
_BLOCK = 1 << 20


class GraphPieces:
    """Pieces in their order."""

    def __init__(self) -> None:
        self._pieces: list[bytes | tuple[int, int, int]] = []
        self.length = 0  # bytes of all

    def add(self, data: bytes) -> None:
        """Appends new bytes."""
        self._pieces.append(data)
        self.length += len(data)

    def add_range(self, file: int, start: int, end: int) -> None:
        """Appends what lies there in one of the files."""
        self._pieces.append((file, start, end))
        self.length += end - start

    def add_number(self, number: int, value: int) -> None:
        """Appends a field that holds a number."""
        self.add(_varint(number << 3 | _VARINT) + _varint(value))

    def add_text(self, number: int, text: str) -> None:
        """Appends a field that holds a name."""
        self.add_bytes(number, text.encode())

    def add_bytes(self, number: int, data: bytes) -> None:
        """Appends a field that holds these bytes."""
        self.add(_key(number, len(data)) + data)

    def add_field_of_range(self, number: int, file: int, start: int, end: int) -> None:
        """Appends a field that holds what lies there in one of the files."""
        self.add(_key(number, end - start))
        self.add_range(file, start, end)

    def add_message(self, number: int, message: "GraphPieces") -> None:
        """Appends a field that holds a message."""
        self.add(_key(number, message.length))
        self.extend(message)

    def extend(self, more: "GraphPieces") -> None:
        """Appends other pieces."""
        self._pieces += more._pieces
        self.length += more.length

    def recipe(self) -> Recipe:
        """As JSON values. Raises `BrokenPack` where the file would be too large."""
        if self.length > LARGEST:
            raise BrokenPack(
                f"joined it would have {self.length / 1e9:.1f} GB, more than the 2 GB a single "
                "ONNX file can hold: export it in float16, or a smaller model"
            )
        found: Recipe = []
        for piece in self._pieces:
            found.append(piece.hex() if isinstance(piece, bytes) else list(piece))
        return found


def write(recipe: Recipe, files: list[Path], target: Path) -> None:
    """Writes a file by its recipe. Raises `OSError`."""
    sources = [path.open("rb") for path in files]
    try:
        with target.open("xb") as written:
            for piece in recipe:
                if isinstance(piece, str):
                    written.write(bytes.fromhex(piece))
                else:
                    _copy(sources[piece[0]], piece[1], piece[2], written)
    finally:
        for source in sources:
            source.close()


def _copy(source: BinaryIO, start: int, end: int, target: BinaryIO) -> None:
    source.seek(start)
    left = end - start
    while left > 0:
        block = source.read(min(left, _BLOCK))
        if not block:
            break
        target.write(block)
        left -= len(block)


def _key(number: int, length: int) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(length)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
