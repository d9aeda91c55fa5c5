"""The folder of what the kiosk must not forget: statistics, password, what was last shown."""

import contextlib
import os
import stat
from pathlib import Path

from installation.common.paths import ROOT

SERVICE_STATE = Path("/var/lib/latenzraum")


def folder() -> Path:
    """systemd names it, an installed service has one; else it lies beside the program."""
    named = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    usual = SERVICE_STATE if SERVICE_STATE.exists() else ROOT / "state"
    return Path(named or usual).absolute()


def last_good(state: Path) -> Path:
    """Where copies of what was last shown lie: kiosk.toml, assets/ and pack/.

    They are copies and no links: a file that is damaged in its place takes its links with it.
    """
    return state / "last-good"


def prepare(state: Path | None = None) -> None:
    """Makes the folder where it can be made; who writes there says what is wrong with it."""
    with contextlib.suppress(OSError):
        (state or folder()).mkdir(mode=0o700, parents=True, exist_ok=True)


def give_back() -> None:
    """What root made there, with whatever command, becomes the house's, which could else not renew it.

    No link is followed, also none that takes a folder's place meanwhile: the folder is somebody else's.
    """
    if os.getuid() != 0:
        return
    # there is none, or its disk has a fault: who uses it says so
    with contextlib.suppress(OSError):
        owner = folder().stat()
        for _, folders, names, above in os.fwalk(folder()):
            for name in (*folders, *names):
                _give(name, above, owner)


def _give(name: str, above: int, owner: os.stat_result) -> None:
    """Raises `OSError`."""
    found = os.stat(name, dir_fd=above, follow_symlinks=False)
    has_one_name = stat.S_ISDIR(found.st_mode) or found.st_nlink == 1  # another may lie anywhere
    if found.st_uid == 0 and has_one_name:
        os.chown(name, owner.st_uid, owner.st_gid, dir_fd=above, follow_symlinks=False)
