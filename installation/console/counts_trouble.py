"""What SQLite and the disk say of the file of the counts, as a technician would say it, and what would help."""

import errno
import os
import sqlite3
import tempfile
from pathlib import Path

from installation.common import scarcity, system_errors

_SPARE_BYTES = 256 << 10  # what SQLite keeps beside its file
DAMAGED = "it is damaged"
_DISK_FAILS = system_errors.words(OSError(errno.EIO, os.strerror(errno.EIO)))
_WORDS = {
    sqlite3.SQLITE_FULL: "its disk is full",
    sqlite3.SQLITE_IOERR: _DISK_FAILS,
    sqlite3.SQLITE_BUSY: "another program uses it",
    sqlite3.SQLITE_LOCKED: "another program uses it",
    sqlite3.SQLITE_READONLY: "it can only be read",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}
_FOREIGN = "the disk and the file have to be open to the user of the service"
_ANEW = "a new file is begun in a minute"
_REMEDIES = {
    sqlite3.SQLITE_FULL: "make room on the disk",
    sqlite3.SQLITE_BUSY: "end the other program that holds the file",
    sqlite3.SQLITE_READONLY: _FOREIGN,
    sqlite3.SQLITE_CANTOPEN: _FOREIGN,
    sqlite3.SQLITE_CORRUPT: _ANEW,
    sqlite3.SQLITE_NOTADB: _ANEW,
}


def code(error: sqlite3.Error) -> int:
    """Without what SQLite adds to it: see https://sqlite.org/rescode.html."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def words(error: sqlite3.Error) -> str:
    """What is wrong, in a few words."""
    return _WORDS.get(code(error), str(error))


def with_remedy(error: sqlite3.Error, path: Path) -> str:
    """Why the file at `path` cannot be used just now, and what would help.

    The disk is asked itself: SQLite calls a full one an I/O error, or a file that cannot be opened.
    """
    of_disk = why_no_room(path)
    if of_disk:
        return of_disk
    remedy = _REMEDIES.get(code(error))
    return f"{words(error)}: {remedy}" if remedy else words(error)


def why_no_room(path: Path) -> str:
    """Why the disk takes no second file as large as this one, and what would help; empty where it does."""
    try:
        size = path.stat().st_size if path.is_file() else 0
        with tempfile.TemporaryFile(dir=path.parent) as trial:
            os.posix_fallocate(trial.fileno(), 0, size + _SPARE_BYTES)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM):  # SQLite says that as well
            return ""
        return scarcity.disk_remedy(error) or system_errors.words(error)
    return ""
