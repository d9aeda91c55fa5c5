"""Where the sockets of the wires lie while a house runs. It goes with its house; what one left that was killed goes
with the next house.
"""

import contextlib
import fcntl
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installation.common import clock
from installation.common.status_file import run_folder

_PREFIX = "latenzraum-"
_NAME = re.compile(_PREFIX + "[a-z0-9_]{8}")  # as `tempfile` makes them
_HELD = "held"  # a file in it, locked for as long as its house lives
_LEAVE_ALONE_S = 60.0  # whoever makes a folder just now has not locked it yet


@contextmanager
def wire_folder() -> Iterator[str]:
    """A new folder for a house; raises OSError."""
    among = _among()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=among) as folder:
        held = os.open(Path(folder, _HELD), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            # a disk that knows no locks: then nothing is removed there
            with contextlib.suppress(OSError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove_leftovers(among)
            yield folder
        finally:
            os.close(held)


def _among() -> Path:
    """Temporary files; where nothing can be written there, where the status lies."""
    try:
        with tempfile.TemporaryFile():
            return Path(tempfile.gettempdir())
    except OSError:
        return run_folder()


def _remove_leftovers(among: Path) -> None:
    """Folders of houses of this user that ended without a farewell; a link is no folder."""
    with contextlib.suppress(OSError), os.scandir(among) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):  # its house lives, or somebody else was faster
                    _remove_if_left(Path(entry.path), entry.stat(follow_symlinks=False))


def _remove_if_left(folder: Path, found: os.stat_result) -> None:
    """Only where its house can be seen to be dead: a folder without the file is an older version's, or nobody's.

    What no house makes there is not touched. Raises OSError.
    """
    age_s = clock.wall_now().timestamp() - found.st_mtime
    if found.st_uid != os.getuid() or age_s < _LEAVE_ALONE_S:
        return
    held = os.open(folder / _HELD, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        sockets = [path for path in folder.iterdir() if path.name != _HELD]
        if all(stat.S_ISSOCK(path.lstat().st_mode) for path in sockets):
            for path in (*sockets, folder / _HELD):
                path.unlink()
            folder.rmdir()
    finally:
        os.close(held)
