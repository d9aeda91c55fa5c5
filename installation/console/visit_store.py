"""The counts of each hour, kept in SQLite: a power cut costs at most the last minute and never the file."""

import contextlib
import sqlite3
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from installation.common import files, system_errors
from installation.console import counts_file, counts_trouble
from installation.console.counts_file import COLUMNS, COUNT_COLUMNS, NAMES
from installation.console.visits import VisitCount

HourKey = tuple[int, str, str]  # seconds since 1970 at the hour's beginning, pack, languages
HourRow = tuple[HourKey, VisitCount]
Identity = tuple[int, int]  # device and inode

_FILE_NAME = "statistics.sqlite"
_MOST_PRUNED = 48  # rows at a time: a clock that is wrong for a moment must not empty the file
_PLACEHOLDERS = ", ".join("?" * len(COLUMNS))
_ADDITIONS = ", ".join(f"{name} = {name} + excluded.{name}" for name in COUNT_COLUMNS)
_ADD = (
    f"INSERT INTO hours ({NAMES}) VALUES ({_PLACEHOLDERS}) ON CONFLICT DO UPDATE SET {_ADDITIONS}"
)
_ADD_MISSING = f"INSERT OR IGNORE INTO hours ({NAMES}) VALUES ({_PLACEHOLDERS})"
_READ = f"SELECT {NAMES} FROM hours WHERE hour >= ?"
_PRUNE = (
    "DELETE FROM hours WHERE (hour, pack, languages) IN "
    "(SELECT hour, pack, languages FROM hours WHERE hour < ? ORDER BY hour LIMIT ?)"
)
# after these a connection never works again, whatever becomes of the disk
_LASTING = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class VisitStore:
    """Adds counts in memory, and writes them when told to."""

    def __init__(self, folder: Path):
        """Makes the file where there is none. A broken one is put aside, and `message` says so."""
        self._path = folder / _FILE_NAME
        self._waiting: dict[HourKey, VisitCount] = {}
        self._open_message = ""
        self._use_message = ""
        self._connection: sqlite3.Connection | None = None
        self._identity: Identity | None = None  # of the file that is open
        self._open()

    @property
    def message(self) -> str:
        """What is not as it should be; empty when all is well."""
        return self._use_message or self._open_message

    def add(self, moment: datetime, pack: str, languages: str, dwell_s: float) -> None:
        """One visit that has ended."""
        hour = int(moment.timestamp()) // 3600 * 3600
        count = self._waiting.setdefault((hour, pack, languages), VisitCount())
        count.add(dwell_s)

    def write(self) -> None:
        """Moves all that waits into the file, or keeps it waiting, and `message` says why."""
        if self._connection is None:  # a full disk may have room by now
            self._open()
        elif _identity(self._path) != self._identity:
            self._save_lost(self._connection)
        if not self._waiting or self._connection is None:
            return
        rows = [
            (*key, count.visits, round(count.dwell_s, 1), *count.classes)
            for key, count in self._waiting.items()
        ]
        try:
            with self._connection:
                self._connection.executemany(_ADD, rows)
        except sqlite3.Error as error:
            why = counts_trouble.with_remedy(error, self._path)
            self._use_message = (
                f"the statistics cannot be written: {why}; they are kept in memory until then"
            )
            self._let_go_after(error)
            return
        self._waiting.clear()
        self._use_message = ""

    def prune(self, now: datetime, keep_days: int) -> None:
        """Deletes some of what is older; to be called again and again."""
        if self._connection is None:
            return
        oldest = now - timedelta(days=keep_days)
        try:
            with self._connection:
                self._connection.execute(_PRUNE, (int(oldest.timestamp()), _MOST_PRUNED))
        except sqlite3.Error as error:  # what cannot be written is told by who writes counts
            self._let_go_after(error)

    def rows(self, since: datetime) -> list[HourRow]:
        """All hours from then on, oldest first, with what waits to be written."""
        first = int(since.timestamp())
        found = dict(self._read(first))
        for key, count in self._waiting.items():
            if key[0] >= first:
                found.setdefault(key, VisitCount()).merge(count)
        return sorted(found.items())

    def close(self) -> None:
        """Writes what waits."""
        self.write()
        if self._connection:
            self._connection.close()

    def _read(self, first: int) -> Iterator[HourRow]:
        if self._connection is None:
            return
        try:
            for hour, pack, languages, visits, dwell_s, *classes in self._connection.execute(
                _READ, (first,)
            ):
                yield (hour, pack, languages), VisitCount(visits, dwell_s, classes)
        except sqlite3.Error as error:
            self._use_message = f"the statistics cannot be read: {counts_trouble.words(error)}"
            self._let_go_after(error)

    def _let_go_after(self, error: sqlite3.Error) -> None:
        """The next write opens the file again, and puts it aside where it is broken."""
        if self._connection is not None and counts_trouble.code(error) in _LASTING:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _open(self) -> None:
        self._open_message = ""
        self._use_message = ""
        try:
            files.make_folder(self._path.parent, 0o700)
            self._open_message = self._clear_beside()
            self._connection = counts_file.opened(self._path)
            self._identity = _identity(self._path)
        except sqlite3.OperationalError as error:  # locked, full, read-only: not the file's fault
            if _is_something_else(self._path):
                self._put_aside("it is no plain file")
            else:
                self._wait_for(counts_trouble.with_remedy(error, self._path))
        except sqlite3.DatabaseError as error:
            self._put_aside(counts_trouble.words(error))
        except OSError as error:
            self._open_message = f"the statistics are not kept: {self._path} cannot be opened: {system_errors.words(error)}"

    def _save_lost(self, old: sqlite3.Connection) -> None:
        """Somebody deleted the file while it was open, or laid another in its place: what was in it goes there."""
        told = f"{self._path} was deleted: it was made again, with all counts"
        if files.may_be_there(self._path):
            told = f"{self._path} was replaced by another file while the piece ran: hours that it lacks are added"
            # of the old file: SQLite would write it into the new one
            for beside in filter(Path.is_file, _beside(self._path)):
                beside.unlink()
        self._open()
        new = self._connection
        if new is None or new is old:
            return
        try:
            with new:
                new.executemany(_ADD_MISSING, old.execute(_READ, (0,)))
        except sqlite3.Error as error:
            told = (
                f"{self._path} was deleted, and its counts are lost: {counts_trouble.words(error)}"
            )
        self._open_message = "; ".join(filter(None, (self._open_message, told)))
        old.close()

    def _wait_for(self, why: str) -> None:
        """Somebody has to mend something first."""
        self._open_message = (
            f"the statistics are kept in memory, {self._path} cannot be used now: {why}"
        )

    def _clear_beside(self) -> str:
        """SQLite keeps parts of its file beside it, and cannot where something else lies there: that is put aside.

        Returns what is to be told of it. Raises OSError.
        """
        told = []
        for beside in filter(_is_something_else, _beside(self._path)):
            aside = files.put_aside(beside)
            told.append(
                f"{beside} could not be used (it is no plain file): it lies aside as {aside}"
            )
        return "; ".join(told)

    def _put_aside(self, why: str) -> None:
        """Starts a new file in place of one that cannot be used.

        Not on a full disk: there, what can be read of the old one could not be taken over, and would be forgotten.
        """
        no_room = counts_trouble.why_no_room(self._path)
        if no_room:
            self._wait_for(no_room)
            return
        try:
            aside = files.put_aside(self._path)
            _take_along(self._path, aside)
            self._connection = counts_file.opened(self._path)
            self._identity = _identity(self._path)
            counts_file.save(aside, self._connection)
            self._open_message = (
                f"the statistics could not be used ({why}): a new file was started with what"
                f" could be read of them, the old one is {aside}"
            )
        except OSError as error:
            self._open_message = f"the statistics are not kept: {system_errors.words(error)}"
        except sqlite3.Error as error:
            self._wait_for(counts_trouble.with_remedy(error, self._path))


def _take_along(path: Path, aside: Path) -> None:
    """With what SQLite kept beside it, what was written last may be read from the old file. Raises OSError."""
    for beside, name in zip(_beside(path), _beside(aside), strict=True):
        if beside.exists():
            beside.rename(name)


def _is_something_else(path: Path) -> bool:
    """True for a folder or pipe in its place; what nobody lets us look at may be a file."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _identity(path: Path) -> Identity | None:
    """None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _beside(path: Path) -> list[Path]:
    """What SQLite keeps beside its file."""
    return [path.with_name(path.name + ending) for ending in ("-wal", "-shm")]
