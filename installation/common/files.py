"""Files that appear whole or not at all: a reader sees the old one or the new one, never half."""

import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

_BLOCK = 1 << 20


def write_whole(path: Path, content: bytes) -> None:
    """Writes beside the target, then replaces it: a reader sees the old file or the new one, never half.

    Raises OSError, and leaves nothing behind, where there is no room.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def whole_folder(folder: Path):
    """A folder to be filled that takes the place of `folder` when all went well; else nothing is changed.

    Meanwhile its name begins with a dot: no kiosk takes it for a pack.
    """
    new, old = (folder.with_name(f".{folder.name}.{word}") for word in ("new", "old"))
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.replace(old)
        new.replace(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def sha256(path: Path) -> str:
    """Of the file's content, as 64 hexadecimal digits. Raises `OSError`."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
