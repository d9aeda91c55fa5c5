"""Copies of the artists' sounds that were heard last: they stand in for files that cannot be read any more."""

import contextlib
import os
import shutil
from pathlib import Path

from installation.common import files

MOST_BYTES = 256 << 20  # of all together


class KeptSounds:
    """A folder in the state folder; without one nothing is kept."""

    def __init__(self, folder: Path | None):
        self._folder = folder

    def path(self, name: str) -> Path:
        """Where the copy of this file lies, if there is one."""
        return (self._folder or Path(os.devnull)) / name

    def keep(self, folder: Path, names: list[str]) -> None:
        """These files of `folder` are what is heard. A disk that cannot be written keeps what it has."""
        paths = [folder / name for name in dict.fromkeys(names) if files.is_file(folder / name)]
        if self._folder is None or not paths:
            return
        with contextlib.suppress(OSError):
            size = sum(path.stat().st_size for path in paths)
            if size <= MOST_BYTES and not self._is_kept(paths):
                self._copy(paths, self._folder)

    def _is_kept(self, paths: list[Path]) -> bool:
        return all(_alike(path, self.path(path.name)) for path in paths)

    def _copy(self, paths: list[Path], to: Path) -> None:
        with files.whole_folder(to) as new:
            for path in paths:
                shutil.copy2(path, new / path.name)


def _alike(path: Path, copy: Path) -> bool:
    """By size and time of change."""
    found = path.stat()
    if not files.is_file(copy):
        return False
    known = copy.stat()
    return (found.st_size, found.st_mtime_ns) == (known.st_size, known.st_mtime_ns)
