"""The folder of what the kiosk must not forget: statistics, password, what was last shown."""

import contextlib
import os
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
