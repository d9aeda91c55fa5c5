"""Files that appear whole or not at all: a reader sees the old one or the new one, never half."""

import contextlib
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from installation.common.plain_text import can_be_said

_BLOCK = 1 << 20

GONE = "it is not there: was it moved, renamed or deleted?"
_WHAT = {
    stat.S_IFDIR: "it is a folder",
    stat.S_IFIFO: "it is a pipe and no file",
    stat.S_IFBLK: "it is a disk and no file",
    stat.S_IFCHR: "it is a device and no file",
    stat.S_IFSOCK: "it is a socket and no file",
}
_NO_FILE = "it is no plain file"
_NO_FOLDER = "it is no folder"
EMPTIED = "it is empty, as after a power cut; if that is meant, write a line with # into it"


def write_whole(
    path: Path,
    content: bytes | str,
    mode: int | None = None,
    check: Callable[[Path], None] | None = None,
    follow_links: bool = True,
) -> None:
    """Writes beside the target, then replaces it: after a power cut there is the old file or the new one.

    `mode` are its permissions; else they stay those of the file that is replaced. `check(new)` may raise
    before anything is changed. Without `follow_links` a link at `path` is replaced, and not the file that it
    names: for a folder of somebody else's. Raises OSError, and leaves nothing behind, where it cannot be written
    or where there is something else than a file.
    """
    # realpath, and not resolve: of links in a circle that one makes no OSError
    path = Path(os.path.realpath(path)) if follow_links else path.absolute()
    refuse_what_is_no_file(path, follow_links)
    make_folder(path.parent)
    new = path.with_name(f".{path.name}.new")
    data = content.encode() if isinstance(content, str) else content
    if mode is None and path.exists():
        mode = path.stat().st_mode & 0o777
    try:
        new.unlink(missing_ok=True)  # of a write that was cut off
        with open(new, "xb", opener=None if mode is None else _private) as file:
            file.write(data)
            file.flush()
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        if check is not None:
            check(new)
        new.replace(path)
    finally:
        with contextlib.suppress(OSError):  # a disk that cannot be written: nothing was left on it
            new.unlink(missing_ok=True)


def refuse_what_is_no_file(path: Path, follow_links: bool = True) -> None:
    """A device, a pipe or a folder must not be replaced by a file of its name: where it is one, raises OSError."""
    try:
        kind = os.stat(path, follow_symlinks=follow_links).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(kind) and not stat.S_ISLNK(kind):
        raise OSError(errno.EINVAL, _WHAT.get(stat.S_IFMT(kind), _NO_FILE), str(path))


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """With those above it; it may be there. Raises OSError, which says what is there in its place."""
    try:
        folder.mkdir(mode, parents=True, exist_ok=True)
    except FileExistsError as error:
        folder.stat()  # of links in a circle, or to nothing, it says so
        raise NotADirectoryError(errno.ENOTDIR, _NO_FOLDER, str(folder)) from error


def _private(path: str, flags: int) -> int:
    """Opens for its owner only, whatever its permissions will be."""
    return os.open(path, flags, 0o600)


def give_to_owner_of_folder(file: Path) -> None:
    """What root makes for the service has to be the service's: the `check` of a `write_whole`."""
    if os.getuid() == 0:
        owner = file.parent.stat()
        os.chown(file, owner.st_uid, owner.st_gid, follow_symlinks=False)


def opened(path: Path | str) -> BinaryIO:
    """A file of somebody else's, to be read. A pipe would keep its reader waiting for ever: it is refused.

    Raises OSError, whose `strerror` says so in words.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, GONE, str(path)) from error
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISREG(kind) or stat.S_ISCHR(kind):  # /dev/null reads as an empty file
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise OSError(errno.EINVAL, _WHAT.get(stat.S_IFMT(kind), _NO_FILE), str(path))


def read_bounded(path: Path | str, most_bytes: int) -> bytes:
    """The whole of a file that has no more than `most_bytes`.

    Raises OSError, whose `strerror` says so in words, for a larger one: of that, nothing is read.
    """
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        content = file.read(most_bytes + 1) if size <= most_bytes else b""
    if size > most_bytes or len(content) > most_bytes:
        raise OSError(errno.EFBIG, _too_large(max(size, len(content)), most_bytes), str(path))
    return content


def was_emptied(path: Path, copy: Path) -> bool:
    """A file of no bytes, where the copy of it that was kept has some, is what a power cut leaves."""
    try:
        return path.stat().st_size == 0 < copy.stat().st_size and path.is_file()
    except OSError:
        return False


def _too_large(size: int, most_bytes: int) -> str:
    has, may = _in_words(size), _in_words(most_bytes)
    if has == may:  # a little more than that
        has, may = f"{size} bytes", str(most_bytes)
    return f"it has {has}, and {may} are read at most"


def _in_words(size: int) -> str:
    if size >= 1 << 20:
        return f"{_three_digits(size / (1 << 20))} MB"
    return f"{_three_digits(size / 1024)} kB"


def _three_digits(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def is_file(path: Path) -> bool:
    """False also where nobody lets us look: `Path.is_file` would raise."""
    return os.path.isfile(path)


def is_folder(path: Path) -> bool:
    """False also where nobody lets us look."""
    return os.path.isdir(path)


def may_be_there(path: Path) -> bool:
    """True also where nobody lets us look: whoever opens it says so."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def put_aside(path: Path) -> Path:
    """Gives a file or folder a name that ends with .broken, beside those put aside before. Raises OSError."""
    aside = path.with_suffix(".broken")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}-{number}.broken")
    return path.rename(aside)


def stamp(path: Path) -> tuple[int, int, int] | None:
    """Changes when the file does: time of change in ns, bytes, inode; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def matching(folder: Path, pattern: str) -> list[Path]:
    """What is there by this pattern, sorted; nothing where the folder cannot be looked into just now.

    What has a name that cannot be said, as of a stick that another system wrote, can be chosen by nobody.
    """
    try:
        found = folder.glob(pattern)
        return sorted(path for path in found if can_be_said(str(path.relative_to(folder))))
    except OSError:  # its disk has a fault, or no more files can be opened
        return []


def stamps(paths: Iterable[Path]) -> dict[Path, tuple[int, int, int]]:
    """Of all that are there."""
    found = {path: stamp(path) for path in paths}
    return {path: known for path, known in found.items() if known is not None}


@contextmanager
def whole_folder(folder: Path, kept: Path | None = None) -> Iterator[Path]:
    """A folder to be filled that takes the place of `folder` when all went well; else nothing is changed.

    Meanwhile its name begins with a dot: no kiosk takes it for a pack. What lay there is moved to
    `kept`, or removed.
    """
    new, old = (folder.with_name(f".{folder.name}.{word}") for word in ("new", "old"))
    if old.exists() and not folder.exists():  # of an exchange that was cut off
        old.replace(folder)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
        shutil.rmtree(old, ignore_errors=True)
        exchange(new, folder, kept or old)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def exchange(new: Path, folder: Path, aside: Path) -> None:
    """`new` takes the place of `folder`; what lay there goes to `aside`.

    Raises `OSError`, and then all is where it was.
    """
    is_replaced = folder.exists()
    if is_replaced:
        aside.parent.mkdir(parents=True, exist_ok=True)
        folder.replace(aside)
    try:
        new.replace(folder)
    except OSError:
        if is_replaced:
            aside.replace(folder)
        raise


def sha256(path: Path) -> str:
    """Of the file's content, as 64 hexadecimal digits. Raises `OSError`."""
    digest = hashlib.sha256()
    with opened(path) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
