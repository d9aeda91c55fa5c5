"""Packs with other bytes than when they were shown, though nobody saved them: a disk or a card that forgets.

A model with a few bits turned loads as before and paints nearly the right thing. Size and time of its file say
nothing, so the bytes are read now and then, beside the loop.
"""

import contextlib
import errno
import threading
from pathlib import Path
from typing import Any, TypedDict

from installation.common import clock, files, own_record, scarcity, system_errors
from installation.packs.pack_watcher import PackState, as_json, pack_state, shown_files

FIRST_S = 120.0  # after the start, when the house has settled
EVERY_S = 24 * 3600.0
REMEMBERED = 16  # packs
# as a disk says it; what else goes wrong may pass
FAILING = {errno.EIO, errno.EBADMSG}

Digests = dict[str, str]  # name of a file, as in `pack_state` -> SHA-256


class Known(TypedDict):
    """A pack when it was shown well."""

    state: list[Any]  # as JSON has it
    files: Digests
    rotten: str  # what is wrong now, in words; else empty


class PackRot:
    """Remembers what the files of packs held, over starts too."""

    def __init__(self, record: Path):
        self._record = record
        known = own_record.read(record)
        self._known: dict[str, Known] = {  # by folder
            folder: each for folder, each in known.items() if _is_known(each)
        }
        self._due_ns = clock.now_ns() + round(FIRST_S * clock.SECOND_NS)
        self._reader: threading.Thread | None = None

    def knows(self, folder: Path, state: PackState) -> bool:
        """True where it is remembered what the pack held in this `state`."""
        return self._of(folder, state) is not None

    def words(self, folder: Path) -> str:
        """What is wrong with the pack, and what would help; empty where nothing is, or it was saved since."""
        known = self._known.get(str(folder))
        if known is None or not known["rotten"]:
            return ""  # asked several times a second, and nothing has to be looked at
        return known["rotten"] if self.knows(folder, pack_state(folder)) else ""

    def note(self, folder: Path, state: PackState, digests: Digests) -> None:
        """The pack was shown well in this `state`, and held this."""
        self._known.pop(str(folder), None)
        self._known[str(folder)] = {"state": as_json(state), "files": digests, "rotten": ""}
        for oldest in list(self._known)[:-REMEMBERED]:
            del self._known[oldest]
        own_record.write(self._record, self._known)

    def finds(self, folder: Path, state: PackState, digests: Digests) -> bool:
        """True where the pack held something else in the same `state`; remembers that."""
        known = self._of(folder, state)
        name = _first_other(known["files"], digests) if known is not None else ""
        if known is None or not name:
            return False
        what = f"{name} has other bytes than when it was shown, though nobody saved it"
        self._condemn(known, f"{what}; its disk may be failing")
        return True

    @property
    def is_due(self) -> bool:
        """Once a day."""
        is_busy = self._reader is not None and self._reader.is_alive()
        return not is_busy and clock.now_ns() >= self._due_ns

    def begin(self, folder: Path, copy: Path | None) -> None:
        """Reads the pack and its copy beside the loop; a copy that is not like it any more is removed."""
        self._due_ns = clock.now_ns() + round(EVERY_S * clock.SECOND_NS)
        self._reader = scarcity.begin_thread("read pack", self._look, folder, copy)

    def _look(self, folder: Path, copy: Path | None) -> None:
        state = pack_state(folder)
        known = self._of(folder, state)
        if known is None:
            return
        try:
            found = digests_of(folder)
        except OSError as error:
            if error.errno in FAILING and pack_state(folder) == state:
                self._condemn(known, f"it cannot be read: {system_errors.words(error)}")
            return
        if pack_state(folder) != state:
            return
        if copy is not None and copy.name == folder.name and not _holds(copy, known["files"]):
            # it is no pack any more, and made anew of one that is good
            with contextlib.suppress(OSError):
                (copy / "pack.toml").unlink()
        self.finds(folder, state, found)

    def _condemn(self, known: Known, what: str) -> None:
        known["rotten"] = f"{what}; take the pack anew from where it came"
        own_record.write(self._record, self._known)

    def _of(self, folder: Path, state: PackState) -> Known | None:
        known = self._known.get(str(folder))
        is_same = known is not None and bool(state) and known["state"] == as_json(state)
        return known if is_same else None


def digests_of(folder: Path) -> Digests:
    """Of all files that the pack is shown by. Raises `OSError`."""
    return {name: files.sha256(path) for name, path in shown_files(folder).items()}


def _holds(copy: Path, wanted: Digests) -> bool:
    try:
        return not _first_other(wanted, digests_of(copy))
    except OSError as error:
        return error.errno not in FAILING


def _first_other(wanted: Digests, found: Digests) -> str:
    """The first file that is not the same in both; empty where all are."""
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            return name
    return ""


def _is_known(each: Any) -> bool:
    return (
        isinstance(each, dict)
        and each.keys() == Known.__annotations__.keys()
        and isinstance(each["files"], dict)
        and isinstance(each["rotten"], str)
    )
