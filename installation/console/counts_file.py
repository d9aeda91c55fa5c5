"""The file of the counts: how it is laid out, whether it can be used, and what of it can be saved."""

import contextlib
import sqlite3
from pathlib import Path

from installation.console import counts_trouble
from installation.console.visits import CLASSES_S

CLASS_NAMES = (*(f"under_{end}_s" for end in CLASSES_S), "longer")
COUNT_COLUMNS = ("visits", "dwell_s", *CLASS_NAMES)
COLUMNS = ("hour", "pack", "languages", *COUNT_COLUMNS)
NAMES = ", ".join(COLUMNS)

_CLASS_COLUMNS = ", ".join(f"{name} INTEGER NOT NULL" for name in CLASS_NAMES)
_CREATE = f"""
CREATE TABLE IF NOT EXISTS hours (
    hour INTEGER NOT NULL, pack TEXT NOT NULL, languages TEXT NOT NULL,
    visits INTEGER NOT NULL, dwell_s REAL NOT NULL, {_CLASS_COLUMNS},
    PRIMARY KEY (hour, pack, languages)
) WITHOUT ROWID
"""
_MOST = 1e9  # of anything that is counted in an hour
_LAST_HOUR = 253_402_300_799  # the end of the year 9999
# SQLite puts into a column what it is given: a number may be text there
_NUMBERS = ("visits", *CLASS_NAMES)
_CAN_BE_COUNTED = " AND ".join(
    [
        f"typeof(hour) = 'integer' AND hour BETWEEN 0 AND {_LAST_HOUR}",
        "typeof(pack) = 'text' AND typeof(languages) = 'text'",
        f"typeof(dwell_s) = 'real' AND dwell_s BETWEEN 0 AND {_MOST}",
        *(f"typeof({name}) = 'integer' AND {name} BETWEEN 0 AND {_MOST}" for name in _NUMBERS),
    ]
)
_BAD_ROW = f"SELECT 1 FROM hours WHERE NOT ({_CAN_BE_COUNTED}) LIMIT 1"
_SAVE = (
    f"INSERT OR IGNORE INTO hours ({NAMES}) SELECT {NAMES} FROM old.hours WHERE {_CAN_BE_COUNTED}"
)


def opened(path: Path) -> sqlite3.Connection:
    """The file, made where there is none. Raises `sqlite3.Error`, also for one that cannot be used."""
    connection = sqlite3.connect(path, timeout=1.0)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(_CREATE)
        problem = _problem(connection)
    except sqlite3.Error:
        connection.close()
        raise
    if problem:
        connection.close()
        raise sqlite3.DatabaseError(problem)
    return connection


def save(old: Path, new: sqlite3.Connection) -> None:
    """Takes over the hours that can be counted from a file that cannot be used; maybe none."""
    with contextlib.suppress(sqlite3.Error):
        new.execute("ATTACH ? AS old", (str(old),))
        with contextlib.suppress(sqlite3.Error), new:
            new.execute(_SAVE)
        new.execute("DETACH old")


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
        return counts_trouble.words(error)
    return problem_of(target)


def problem_of(path: Path) -> str:
    """Why a file cannot be used as counts; empty where it can."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            columns = [row[1] for row in connection.execute("PRAGMA table_info(hours)")]
    except sqlite3.Error as error:
        return counts_trouble.words(error)
    if result != "ok":
        return counts_trouble.DAMAGED
    missing = set(COLUMNS) - set(columns)
    return f"its table lacks {', '.join(sorted(missing))}" if missing else ""


def _problem(connection: sqlite3.Connection) -> str:
    (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if result != "ok":
        return counts_trouble.DAMAGED
    if not _has_our_columns(connection):
        return "it has the columns of another version"
    if connection.execute(_BAD_ROW).fetchone():
        return "some of its hours hold no counts"
    return ""


def _has_our_columns(connection: sqlite3.Connection) -> bool:
    """Of a newer version too, which added some: after going back from it the counts are not to be lost."""
    added = {}
    for _, name, _, is_needed, usual, _ in connection.execute("PRAGMA table_info(hours)"):
        added[name] = is_needed and usual is None
    ours = [added.pop(name, None) for name in COLUMNS]
    return None not in ours and not any(added.values())
