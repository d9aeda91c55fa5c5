"""What the state folder holds after a bad night: a file that nobody can use is put aside and told before another one
takes its place.
"""

import logging
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
_FOLDERS = ("last-good", "last-pictures", "arriving", "screens")
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
    if state.is_file():
        yield state, "it is no folder"
        return
    for name in _FOLDERS:
        path = state / name
        if path.exists() and not path.is_dir():
            yield path, "it is no folder"
    notes = [path for pattern in _NOTES for path in sorted(state.glob(pattern))]
    for path in notes:
        yield from ((path, why) for why in _faults(path))
    copies = [state_folder.last_good(state) / "kiosk.toml", *state.glob("last-pictures/*.jpg")]
    for path in copies:
        if path.is_dir():
            yield path, "it is a folder"


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
