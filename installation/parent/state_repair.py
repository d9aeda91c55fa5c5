"""What the state folder holds after a bad night: a file that nobody can use is put aside and told before another one
takes its place.
"""

import errno
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from installation.common import (
    alert_files,
    files,
    house_id,
    scarcity,
    state_folder,
    strict_json,
    system_errors,
)

_MOST_BYTES = 1 << 20
_FOLDERS = (
    "last-good",
    "last-good/assets",
    "last-good/pack",
    "last-good/words",
    "last-pictures",
    "arriving",
    "screens",
)
_PLAIN_FILES = (".last-seen",)
_NOTES = ("*.json", "last-good/*.json", "arriving/*.json")
_LOST = {
    house_id.FILE_NAME: "this house has another id at its broker from now on",
    alert_files.record(Path()).name: "trouble that was told before may be told once more",
}
_USUAL_LOSS = "what was noted there is found out again"

log = logging.getLogger(__name__)


def repaired(state: Path) -> str:
    """Puts aside what cannot be used, and says so; empty when nothing had to be done. Counts have a way of their own."""
    told = "; ".join(_put_aside(path, why) for path, why in _useless(state))
    if told:
        log.warning("%s", told)
        state_folder.prepare(state)
    return told


def _useless(state: Path) -> Iterator[tuple[Path, str]]:
    """Each file or folder, and what is wrong with it; where the folder itself is a file, nothing else can be asked."""
    if files.is_file(state):
        yield state, "it is no folder"
        return
    if not _is_open(state):  # who writes there says so
        return
    copies_of_packs = files.matching(state, "last-good/pack/*/")
    for path in (*(state / name for name in _FOLDERS), *copies_of_packs):
        if files.may_be_there(path):
            yield from ((path, why) for why in _faults_of_folder(path))
    for name in _PLAIN_FILES:
        yield from ((state / name, why) for why in _in_place_of_file(state / name))
    notes = [path for pattern in _NOTES for path in files.matching(state, pattern)]
    for path in notes:
        yield from ((path, why) for why in _faults(path))
    pictures = files.matching(state, "last-pictures/*.jpg")
    for path in (state_folder.last_good(state) / "kiosk.toml", *pictures):
        if files.is_folder(path):
            yield path, "it is a folder"


def _is_open(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def _faults_of_folder(path: Path) -> Iterator[str]:
    """Also of one that belongs to somebody else, as after a copy that root made."""
    if not files.is_folder(path):
        yield "it is no folder"
    elif not _is_open(path):
        yield system_errors.words(PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def _in_place_of_file(path: Path) -> Iterator[str]:
    """What lies where the house writes a file; nothing where it can."""
    try:
        files.refuse_what_is_no_file(path)
    except OSError as error:
        yield system_errors.words(error)


def _faults(path: Path) -> Iterator[str]:
    """What keeps a note from being read; nothing where the machine does not let anybody read just now."""
    try:
        known = strict_json.parsed(files.read_bounded(path, _MOST_BYTES))
    except OSError as error:
        if not scarcity.words_of(error):
            yield system_errors.words(error)
        return
    except ValueError:
        yield "it is no JSON"
        return
    is_house = path.name != house_id.FILE_NAME or house_id.is_whole(known)
    if not isinstance(known, dict) or not is_house:
        yield "what is in it is something else"


def _put_aside(path: Path, why: str) -> str:
    """In words."""
    lost = _LOST.get(path.name, _USUAL_LOSS) if path.suffix == ".json" else ""
    try:
        aside = files.put_aside(path)
    except OSError as error:
        return (
            f"{path} cannot be used ({why}), and cannot be put aside: {system_errors.words(error)}"
        )
    told = f"{path} could not be used ({why}): it lies aside as {aside.name}"
    return f"{told}; {lost}" if lost else told
