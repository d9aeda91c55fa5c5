"""The counts of each hour, kept in SQLite: a power cut costs at most the last minute and never the file."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from installation.console.visits import CLASSES_S, VisitCount

CLASS_NAMES = (*(f"under_{end}_s" for end in CLASSES_S), "longer")
HourKey = tuple[int, str, str]  # seconds since 1970 at the hour's beginning, pack, languages
HourRow = tuple[HourKey, VisitCount]

_FILE_NAME = "statistics.sqlite"
_MOST_PRUNED = 48  # rows at a time: a clock that is wrong for a moment must not empty the file
_COUNT_COLUMNS = ("visits", "dwell_s", *CLASS_NAMES)
_COLUMNS = ("hour", "pack", "languages", *_COUNT_COLUMNS)
_CLASS_COLUMNS = ", ".join(f"{name} INTEGER NOT NULL" for name in CLASS_NAMES)
_CREATE = f"""
CREATE TABLE IF NOT EXISTS hours (
    hour INTEGER NOT NULL, pack TEXT NOT NULL, languages TEXT NOT NULL,
    visits INTEGER NOT NULL, dwell_s REAL NOT NULL, {_CLASS_COLUMNS},
    PRIMARY KEY (hour, pack, languages)
) WITHOUT ROWID
"""
_PLACEHOLDERS = ", ".join("?" * len(_COLUMNS))
_ADDITIONS = ", ".join(f"{name} = {name} + excluded.{name}" for name in _COUNT_COLUMNS)
_NAMES = ", ".join(_COLUMNS)
_ADD = (
    f"INSERT INTO hours ({_NAMES}) VALUES ({_PLACEHOLDERS}) ON CONFLICT DO UPDATE SET {_ADDITIONS}"
)
_READ = f"SELECT {_NAMES} FROM hours WHERE hour >= ?"
_PRUNE = (
    "DELETE FROM hours WHERE (hour, pack, languages) IN "
    "(SELECT hour, pack, languages FROM hours WHERE hour < ? ORDER BY hour LIMIT ?)"
)
_REMEDIES = {
    sqlite3.SQLITE_FULL: "make room on the disk",
    sqlite3.SQLITE_BUSY: "end the other program that holds the file",
    sqlite3.SQLITE_READONLY: "the disk and the file have to be open to the user of the service",
    sqlite3.SQLITE_CORRUPT: "a new file is begun in a minute",
}
_USUAL_REMEDY = "sudo dmesg says what is wrong with the disk"
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
        elif not self._path.exists():
            self._save_deleted(self._connection)
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
            remedy = _REMEDIES.get(_code(error), _USUAL_REMEDY)
            self._use_message = (
                f"the statistics cannot be written ({error}): {remedy};"
                " they are kept in memory until then"
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
            self._use_message = f"the statistics cannot be read: {error}"
            self._let_go_after(error)

    def _let_go_after(self, error: sqlite3.Error) -> None:
        """The next write opens the file again, and puts it aside where it is broken."""
        if self._connection is not None and _code(error) in _LASTING:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _open(self) -> None:
        self._open_message = ""
        self._use_message = ""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection = self._opened()
        except sqlite3.OperationalError as error:  # locked, full, read-only: not the file's fault
            self._open_message = f"the statistics are kept in memory: {self._path}: {error}"
        except sqlite3.DatabaseError as error:
            self._put_aside(error)
        except OSError as error:
            self._open_message = (
                f"the statistics are not kept: {self._path} cannot be opened: {error.strerror}"
            )

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=1.0)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(_CREATE)
        (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if result == "ok" and not _has_our_columns(connection):
            result = "it has the columns of another version"
        if result != "ok":
            connection.close()
            raise sqlite3.DatabaseError(result)
        return connection

    def _save_deleted(self, old: sqlite3.Connection) -> None:
        """Somebody deleted the file while it was open: what was in it goes into a new one."""
        self._open()
        new = self._connection
        if new is None or new is old:
            return
        try:
            old.backup(new)
            self._open_message = f"{self._path} was deleted: it was made again, with all counts"
        except sqlite3.Error as error:
            self._open_message = f"{self._path} was deleted, and its counts are lost: {error}"
        old.close()

    def _put_aside(self, error: Exception) -> None:
        """Starts a new file in place of one that cannot be used."""
        aside = _unused(self._path.with_suffix(".broken"))
        try:
            self._path.replace(aside)
            for ending in ("-wal", "-shm"):
                self._path.with_name(_FILE_NAME + ending).unlink(missing_ok=True)
            self._connection = self._opened()
            self._open_message = (
                f"the statistics could not be used ({error}): a new file was started,"
                f" the old one is {aside}"
            )
        except (OSError, sqlite3.Error) as further:
            self._open_message = f"the statistics are not kept: {further}"


def _has_our_columns(connection: sqlite3.Connection) -> bool:
    """Of a newer version too, which added some: after going back from it the counts are not to be lost."""
    added = {}
    for _, name, _, is_needed, usual, _ in connection.execute("PRAGMA table_info(hours)"):
        added[name] = is_needed and usual is None
    ours = [added.pop(name, None) for name in _COLUMNS]
    return None not in ours and not any(added.values())


def _code(error: sqlite3.Error) -> int:
    """Without what SQLite adds to it: see https://sqlite.org/rescode.html."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _unused(path: Path) -> Path:
    """This path, or one with a number where something lies there already."""
    number = 1
    unused = path
    while unused.exists():
        number += 1
        unused = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return unused


def copy_counts(source: Path, target: Path) -> str:
    """Copies the counts as they are at one moment, while others write. What is wrong with them, empty if nothing."""
    try:
        with (
            contextlib.closing(
                sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
            ) as old,
            contextlib.closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")  # one file is all of it
    except sqlite3.Error as error:
        return str(error)
    return problem_of(target)


def problem_of(path: Path) -> str:
    """Why a file cannot be used as counts; empty where it can."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            columns = [row[1] for row in connection.execute("PRAGMA table_info(hours)")]
    except sqlite3.Error as error:
        return str(error)
    if result != "ok":
        return str(result)
    missing = set(_COLUMNS) - set(columns)
    return f"its table lacks {', '.join(sorted(missing))}" if missing else ""
