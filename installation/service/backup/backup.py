"""`kiosk backup FILE`: configuration, what the house remembers, its own packs and assets, in one zip.

The house may run meanwhile: the counts are copied by SQLite itself.
"""

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from installation import __version__
from installation.common import clock, system_errors
from installation.console import counts_file
from installation.faults import BadArchive
from installation.service import box_contents
from installation.service.backup.house_places import (
    BACKUP,
    CONFIG_NAME,
    COUNTS_NAME,
    STATE_NAME,
    HousePlaces,
    has_place,
)
from installation.service.sealed_archive import ArchiveWriter, being_written, is_plain_name

Tell = Callable[[str], None]

_ODD_NAME = "not every system can keep its name: give it another one"
_ABOUT = (
    "A backup of a Latenzraum. config: kiosk.toml; state: counts, passwords and keys; models and assets: what is"
    " the house's own. Bring it back with: kiosk restore FILE. Keep it safe: it holds the hash of the page's"
    " password and, where there are any, the passwords at the MQTT broker and the mail server and the secret key"
    " that the screens on other machines know the house by."
)


def write(target: Path, places: HousePlaces, tell: Tell) -> int:
    """Writes the backup, for its owner only; says what went in. Returns how many files.

    Raises `BadArchive` where it cannot be written or would be too large.
    """
    try:
        with being_written(target, BACKUP) as archive:
            count = _fill(archive, places, tell)
    except OSError as error:
        is_target = not error.filename or Path(error.filename).parent == target.parent
        what = f"{target} cannot be written" if is_target else f"{error.filename} cannot be read"
        raise BadArchive(f"no backup was made: {what}: {system_errors.words(error)}") from error
    return count


def is_empty(places: HousePlaces) -> bool:
    """True for a house that has nothing of its own yet."""
    has_memory = places.config.exists() or bool(places.state_files())
    return not has_memory and not box_contents.own_units(places.root, places.box)


def _fill(archive: ArchiveWriter, places: HousePlaces, tell: Tell) -> int:
    count = _add_config(archive, places, tell) + _add_state(archive, places, tell)
    for unit in box_contents.own_units(places.root, places.box):
        listed = box_contents.unit_files(places.root, unit)
        names = [name for name in listed if not _why_left_out(name, places.root / name)]
        for name in names:
            archive.add(name, places.root / name)
        count += len(names)
        tell(f"{unit}: {_files(len(names))}")
    _tell_left_out(places, tell)
    archive.finish(
        {
            "about": _ABOUT,
            "version": __version__,
            "made_at": clock.wall_now().isoformat(timespec="seconds"),
        }
    )
    return count


def _tell_left_out(places: HousePlaces, tell: Tell) -> None:
    """What lies among packs and assets and is in no backup; what begins with a dot is nobody's work."""
    for folder in box_contents.DATA:
        base = places.root / folder
        found = (base, *sorted(base.rglob("*"))) if base.is_dir() else ()
        for path in found:
            name = path.relative_to(places.root).as_posix()
            is_hidden = any(part.startswith(".") for part in name.split("/"))
            why = "" if is_hidden else _why_left_out(name, path)
            if why:
                tell(f"left out: {str(path)!r} ({why})")
    for path in _named_elsewhere(places):
        tell(f"left out: {str(path)!r} (kiosk.toml names it: take it along by hand)")


def _named_elsewhere(places: HousePlaces) -> list[Path]:
    """Files that kiosk.toml names and no backup holds: a film, a certificate. Of a broken one nothing is known."""
    try:
        named = set(_words_in(tomllib.loads(places.config.read_text(encoding="utf-8-sig"))))
    except (OSError, ValueError, RecursionError):
        return []
    paths = [places.state / word for word in sorted(named)]
    kept = places.state_files()
    # os.path takes what is no name of a file for one that is not there
    return [path for path in paths if os.path.isfile(path) and path not in kept]


def _words_in(value: Any) -> Iterator[str]:
    """Every text of a parsed file, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _words_in(each)


def _why_left_out(name: str, path: Path) -> str:
    """Empty for what a restore puts back."""
    if path.is_dir() and not path.is_symlink():
        is_open = os.access(path, os.R_OK | os.X_OK, effective_ids=True)
        return "" if is_open else "this folder is closed to you: try sudo"
    if path.is_symlink() or not path.is_file():
        return "it is a link or no plain file: put the file itself there"
    if not is_plain_name(name):
        return _ODD_NAME
    return "" if has_place(name) else "a pack is one flat folder: what lies deeper is none of it"


def _add_config(archive: ArchiveWriter, places: HousePlaces, tell: Tell) -> int:
    if not places.config.exists():
        tell(f"no configuration: there is no {places.config}, the defaults hold")
        return 0
    archive.add(CONFIG_NAME, places.config)
    tell(f"{CONFIG_NAME}: {places.config}")
    return 1


def _add_state(archive: ArchiveWriter, places: HousePlaces, tell: Tell) -> int:
    count = 0
    if not places.state.is_dir():
        tell(f"no memory: there is no folder {places.state}")
    for path in places.state_files():
        name = f"{STATE_NAME}/{path.relative_to(places.state).as_posix()}"
        if not is_plain_name(name):
            tell(f"left out: {str(path)!r} ({_ODD_NAME})")
            continue
        if name == COUNTS_NAME:
            _add_counts(archive, path, tell)
        else:
            archive.add(name, path)
        count += 1
        tell(f"{name}: {path}")
    return count


def _add_counts(archive: ArchiveWriter, path: Path, tell: Tell) -> None:
    """As they are at one moment; a file that SQLite cannot read is taken as it lies there."""
    with tempfile.TemporaryDirectory(prefix="latenzraum-backup-") as folder:
        copy = Path(folder) / path.name
        problem = counts_file.copy_counts(path, copy)
        if problem:
            tell(f"{COUNTS_NAME} cannot be read as counts ({problem}): it is kept as it is")
        archive.add(COUNTS_NAME, path if problem else copy)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
