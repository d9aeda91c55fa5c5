"""Versions of the program, one beside the other; the link `current` names the one that the service starts.

models/ assets/ kiosk.toml state/   the house's own, whichever version runs
versions/0.2.0/                     a version: its code, its environment, and its models and assets as they came
current -> versions/0.2.0           replaced in one step
previous -> versions/0.1.0          what `kiosk rollback` goes back to
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installation.common.paths import VERSIONS
from installation.faults import Fault, Refused
from installation.service.box_contents import CONTENTS

CURRENT = "current"
PREVIOUS = "previous"
_KEEP = 3  # versions on the disk


class Versions:
    """Those below one folder."""

    def __init__(self, base: Path):
        self.base = base
        self.folder = base / VERSIONS

    @property
    def current(self) -> str:
        """The version that the service starts; empty before the first one is made."""
        return self._named_by(CURRENT)

    @property
    def previous(self) -> str:
        """The one before; empty where there is none."""
        return self._named_by(PREVIOUS)

    def path(self, name: str) -> Path:
        """The folder of a version."""
        return self.folder / name

    def python(self, name: str) -> Path:
        """The interpreter of a version."""
        return self.path(name) / ".venv" / "bin" / "python"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One change at a time. Raises `Refused` while another is at it."""
        self.folder.mkdir(mode=0o755, exist_ok=True)
        with (self.folder / ".lock").open("w", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Refused("another update is under way on this machine") from error
            yield

    @contextmanager
    def gone_where_first(self) -> Iterator[None]:
        """Where there was no version before, none is left by a change that was refused: the program in the base folder
        would not be what runs any more."""
        had_one = bool(self.current)
        try:
            yield
        except (Fault, OSError):
            if not had_one:
                self.remove_all()
            raise

    def switch(self, name: str, previous: str) -> None:
        """From now on `name` is started; `previous` is what can be gone back to, empty for nothing."""
        if previous:
            self._link(PREVIOUS, previous)
        else:
            (self.base / PREVIOUS).unlink(missing_ok=True)
        self._link(CURRENT, name)

    def remove(self, name: str) -> None:
        """Takes a version away that neither link names."""
        if name and name not in (self.current, self.previous):
            shutil.rmtree(self.path(name), ignore_errors=True)

    def remove_all(self) -> None:
        """Takes all versions and links away; the program in the base folder stays."""
        for link in (CURRENT, PREVIOUS):
            (self.base / link).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def prune(self) -> list[str]:
        """Takes the oldest away beyond the few that are kept; returns their names."""
        there = [path for path in self.folder.iterdir() if (path / CONTENTS).exists()]
        newest_first = sorted(there, key=lambda path: path.stat().st_mtime, reverse=True)
        named = {self.current, self.previous}
        others = [path.name for path in newest_first if path.name not in named]
        gone = others[max(0, _KEEP - len(named - {""})) :]
        for name in gone:
            self.remove(name)
        return gone

    def _named_by(self, link: str) -> str:
        path = self.base / link
        return path.resolve().name if path.is_symlink() and path.exists() else ""

    def _link(self, link: str, name: str) -> None:
        path = self.base / link
        if path.exists() and not path.is_symlink():
            raise Refused(
                f"{path} is no link to a version (a copy that follows links makes such): move it away"
            )
        new = self.base / f".{link}.new"
        new.unlink(missing_ok=True)
        new.symlink_to(f"{VERSIONS}/{name}")
        new.replace(path)
