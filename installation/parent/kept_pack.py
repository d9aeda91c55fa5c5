"""The pack that was shown last, as a copy on disk, and how packs looked that proved themselves."""

import contextlib
import logging
import os
import shutil
import threading
from pathlib import Path
from typing import Any

from installation.common import clock, files, own_record, scarcity, state_folder, system_errors
from installation.faults import BrokenPack
from installation.packs import manifest, source_pack
from installation.packs.pack_watcher import PackState, as_json, pack_state
from installation.parent.pack_rot import PackRot, digests_of

MOST_BYTES = 2 << 30  # of a pack that is kept
SPARE_BYTES = 1 << 30  # that stay free on the disk
TRY_AGAIN_S = 3600.0  # to copy one that could not be
REMEMBERED = 16  # packs that proved themselves

log = logging.getLogger(__name__)


class _NotAsShown(Exception):
    """Somebody saves the pack just now, or its disk has damaged it: what was kept stays."""


class KeptPack:
    """One pack at a time. It is a copy and no hard link: a file that is cut in its place cuts its links, too."""

    def __init__(self, state: Path):
        self._folder = state_folder.last_good(state) / "pack"
        self._record = state_folder.last_good(state) / "packs.json"
        self.rot = PackRot(state_folder.last_good(state) / "digests.json")
        # folder of a pack -> its state, as JSON has it
        self._proved: dict[str, Any] = own_record.read(self._record)
        self._copier: threading.Thread | None = None
        self._failure = ""  # of the last copy
        self._failed_ns = 0

    def has_proved(self, folder: Path) -> bool:
        """True where this pack was shown well and has not been touched since, nor damaged by its disk."""
        state = pack_state(folder)
        is_same = bool(state) and self._proved.get(str(folder)) == as_json(state)
        return is_same and not self.rot.words(folder)

    def copy(self, name: str = "") -> Path | None:
        """The pack that was shown last, where it can be read, and has this `name` if one is given."""
        for path in files.matching(self._folder, f"{name or '*'}/pack.toml"):
            folder = path.parent
            with contextlib.suppress(BrokenPack):
                if not folder.name.startswith("."):
                    return manifest.load(folder).folder
        return None

    def is_copy(self, folder: Path) -> bool:
        """True for what `copy` gives."""
        return folder.parent == self._folder

    def keep(self, folder: Path, state: PackState) -> None:
        """Begins to copy the pack, which was shown well in this `state`, beside the loop; one at a time."""
        is_busy = self._copier is not None and self._copier.is_alive()
        has_copy = files.is_file(self._folder / folder.name / "pack.toml")
        is_there = has_copy and self.has_proved(folder) and self.rot.knows(folder, state)
        since_s = clock.seconds(clock.now_ns() - self._failed_ns)
        is_failing = bool(self._failure) and self.has_proved(folder) and since_s < TRY_AGAIN_S
        if is_busy or is_there or is_failing:
            return
        self._copier = scarcity.begin_thread("keep pack", self._keep, folder, state)

    def _keep(self, folder: Path, state: PackState) -> None:
        try:
            self._copy(folder, state)
            self._forget_others(folder.name)
            self._failure = ""
        except _NotAsShown:
            return
        except OSError as error:
            self._fail(
                f"pack {folder.name} was not kept for bad days: {system_errors.words(error)}"
            )
        self._remember(folder, state)

    def _copy(self, folder: Path, state: PackState) -> None:
        """Raises _NotAsShown, and OSError."""
        parts = _parts(folder)
        self._check_room(folder, list(parts))
        with files.whole_folder(self._folder / folder.name) as new:
            for path, name in parts.items():
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                _copy_file(path, new / name)
            digests = digests_of(new)
            if pack_state(folder) != state or self.rot.finds(folder, state, digests):
                raise _NotAsShown
        self.rot.note(folder, state, digests)

    def _fail(self, words: str) -> None:
        """Said once, and tried seldom: each trial writes to a disk that may be a card."""
        if words != self._failure:
            log.warning("%s", words)
        self._failure = words
        self._failed_ns = clock.now_ns()

    def _check_room(self, folder: Path, parts: list[Path]) -> None:
        """Raises OSError."""
        size = sum(path.stat().st_size for path in parts)
        self._folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self._folder).free
        if size > MOST_BYTES:
            raise OSError(f"it has {size >> 20} MB, and {MOST_BYTES >> 20} MB are kept at most")
        if free - size < SPARE_BYTES:
            raise OSError(f"the disk has {free >> 20} MB left, too few for {size >> 20} MB more")

    def _forget_others(self, name: str) -> None:
        for other in self._folder.iterdir():
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)

    def _remember(self, folder: Path, state: PackState) -> None:
        """Also where it could not be copied: what is as it was when it was shown is begun with again."""
        self._proved.pop(str(folder), None)
        self._proved[str(folder)] = as_json(state)
        for oldest in list(self._proved)[:-REMEMBERED]:
            del self._proved[oldest]
        own_record.write(self._record, self._proved)


def _parts(folder: Path) -> dict[Path, str]:
    """The files of the pack, and of its source: file -> name in the copy."""
    parts = {path: path.name for path in folder.iterdir() if path.is_file()}
    source = source_pack.folder_named_in(folder)
    if source is not None:
        beside = f"{source_pack.BESIDE}/{source.name}"
        parts |= {path: f"{beside}/{path.name}" for path in source.iterdir() if path.is_file()}
    return parts


def _copy_file(path: Path, to: Path) -> None:
    """On the disk when it returns, so that a power cut leaves no half of it."""
    shutil.copyfile(path, to)
    with to.open("rb") as file:
        os.fsync(file.fileno())
