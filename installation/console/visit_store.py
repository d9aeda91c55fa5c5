"""The counts of each hour, kept in SQLite: a power cut costs at most the last minute and never the file."""

import csv
import io
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from installation.console.visits import CLASSES_S, Count, told

_NAME = "statistics.sqlite"
_CLASSES = [f"under_{end}_s" for end in CLASSES_S] + ["longer"]
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS hours (
    hour INTEGER NOT NULL, pack TEXT NOT NULL, languages TEXT NOT NULL,
    visits INTEGER NOT NULL, dwell_s REAL NOT NULL, {", ".join(f"{name} INTEGER NOT NULL" for name in _CLASSES)},
    PRIMARY KEY (hour, pack, languages)
) WITHOUT ROWID
"""
_MOST_PRUNED = 48  # rows at a time: a clock that is wrong for a moment must not empty the book
Key = tuple[int, str, str]  # seconds since 1970 at the hour's beginning, pack, languages


class Almanac:
    """Adds counts in memory, and writes them when told to."""

    def __init__(self, folder: Path):
        """Makes the file where there is none. A broken one is put aside, said in `words`."""
        self._path = folder / _NAME
        self._waiting: dict[Key, Count] = {}
        self._opening = self._trouble = ""
        self._book: sqlite3.Connection | None = None
        self._open()

    @property
    def words(self) -> str:
        """What is not as it should be; empty when all is well."""
        return self._trouble or self._opening

    def add(self, moment: datetime, pack: str, languages: str, dwell_s: float) -> None:
        """One visit that has ended."""
        hour = int(moment.timestamp()) // 3600 * 3600
        self._waiting.setdefault((hour, pack, languages), Count()).add(dwell_s)

    def write(self) -> None:
        """Everything that waits goes into the book, or goes on waiting, said in `words`."""
        if self._book is None:  # a full disk may have room by now
            self._open()
        if not self._waiting or self._book is None:
            return
        changes = ", ".join(
            f"{name} = {name} + excluded.{name}" for name in ("visits", "dwell_s", *_CLASSES)
        )
        marks = ", ".join("?" * (5 + len(_CLASSES)))
        rows = [
            (*key, count.visits, round(count.dwell_s, 1), *count.classes)
            for key, count in self._waiting.items()
        ]
        try:
            with self._book:
                self._book.executemany(
                    f"INSERT INTO hours VALUES ({marks}) ON CONFLICT DO UPDATE SET {changes}", rows
                )
        except sqlite3.Error as error:
            self._trouble = f"the statistics cannot be written ({error}): make room on the disk; they wait in memory"
            return
        self._waiting.clear()
        self._trouble = ""

    def prune(self, now: datetime, keep_days: int) -> None:
        """Deletes some of what is older; to be called again and again."""
        if self._book is None:
            return
        before = int((now - timedelta(days=keep_days)).timestamp())
        try:
            with self._book:
                self._book.execute(
                    "DELETE FROM hours WHERE (hour, pack, languages) IN "
                    "(SELECT hour, pack, languages FROM hours WHERE hour < ? ORDER BY hour LIMIT ?)",
                    (before, _MOST_PRUNED),
                )
        except sqlite3.Error as error:
            self._trouble = f"the statistics cannot be pruned: {error}"

    def rows(self, since: datetime) -> list[tuple[Key, Count]]:
        """All hours from then on, oldest first, with what waits to be written."""
        first = int(since.timestamp())
        found = dict(self._read(first))
        for key, count in self._waiting.items():
            if key[0] >= first:
                found.setdefault(key, Count()).merge(count)
        return sorted(found.items())

    def close(self) -> None:
        """Writes what waits."""
        self.write()
        if self._book:
            self._book.close()

    def _read(self, first: int) -> Iterator[tuple[Key, Count]]:
        if self._book is None:
            return
        try:
            for row in self._book.execute("SELECT * FROM hours WHERE hour >= ?", (first,)):
                yield (row[0], row[1], row[2]), Count(row[3], row[4], list(row[5:]))
        except sqlite3.Error as error:
            self._trouble = f"the statistics cannot be read: {error}"

    def _open(self) -> None:
        self._opening = ""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._book = self._opened()
        except sqlite3.DatabaseError as error:
            self._put_aside(error)
        except OSError as error:
            self._opening = (
                f"the statistics are not kept: {self._path} cannot be opened: {error.strerror}"
            )

    def _opened(self) -> sqlite3.Connection:
        book = sqlite3.connect(self._path, timeout=1.0)
        book.execute("PRAGMA journal_mode = WAL")
        book.execute("PRAGMA synchronous = FULL")
        book.execute(_SCHEMA)
        (sound,) = book.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(sound)
        return book

    def _put_aside(self, error: Exception) -> None:
        if isinstance(
            error, sqlite3.OperationalError
        ):  # locked, full, read-only: the file itself is not at fault
            self._opening = f"the statistics wait in memory: {self._path}: {error}"
            return
        aside = self._path.with_suffix(".broken")
        try:
            self._path.replace(aside)
            for left in ("-wal", "-shm"):
                self._path.with_name(_NAME + left).unlink(missing_ok=True)
            self._book = self._opened()
            self._opening = (
                f"the statistics were broken ({error}): they begin anew, the old file is {aside}"
            )
        except (OSError, sqlite3.Error) as further:
            self._opening = f"the statistics are not kept: {further}"


def as_csv(rows: list[tuple[Key, Count]]) -> str:
    """For a spreadsheet: times in the machine's zone; a count under 3 stands as '<3', and what it follows from is left out."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["hour", "pack", "languages", "visits", "mean_dwell_s", *_CLASSES])
    for (hour, pack, languages), count in rows:
        begun = datetime.fromtimestamp(hour, UTC).astimezone().isoformat(timespec="minutes")
        few = told(count.visits) is None
        mean = "" if few else round(count.dwell_s / count.visits)
        classes = (
            [""] * len(_CLASSES)
            if few
            else ["" if each is None else each for each in count.told_classes]
        )
        writer.writerow([begun, pack, languages, "<3" if few else count.visits, mean, *classes])
    return file.getvalue()


def summary(rows: list[tuple[Key, Count]], now: datetime, days: int = 28) -> dict:
    """For the page: visits of each hour of today, of each of the last days, and how long they were. None is too few to tell.

    Days and lengths are sums of what may be told, so that no small count can be worked out of them.
    """
    here = now.astimezone()
    may_tell: dict[tuple, Count] = {}
    few = set()  # hours of which nothing may be told
    for (
        (hour, _, _),
        count,
    ) in rows:  # one pack and its languages each, told or not as in the table for a spreadsheet
        moment = datetime.fromtimestamp(hour, UTC).astimezone()
        when = moment.date(), moment.hour
        if told(count.visits):
            may_tell.setdefault(when, Count()).merge(count)
        else:
            few.add(when)
    dates = [here.date() - timedelta(days=back) for back in range(days - 1, -1, -1)]
    total = Count()
    for when, count in may_tell.items():
        if when[0] in set(dates):
            total.merge(count)
    return {
        "today": [_of_hour((here.date(), hour), may_tell, few) for hour in range(24)],
        "days": [
            [day.isoformat(), sum(c.visits for (d, _), c in may_tell.items() if d == day)]
            for day in dates
        ],
        "lengths": total.told_classes,
        "mean_dwell_s": round(total.dwell_s / total.visits) if total.visits else None,
    }


def _of_hour(when: tuple, may_tell: dict, few: set) -> int | None:
    return may_tell[when].visits if when in may_tell else None if when in few else 0
