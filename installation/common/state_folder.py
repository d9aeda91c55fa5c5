"""The folder of what the kiosk must not forget: statistics, password."""

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


def prepare() -> None:
    """Makes the folder where it can be made; who writes there says what is wrong with it."""
    with contextlib.suppress(OSError):
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
