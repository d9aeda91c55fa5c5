"""The service as systemd keeps it."""

import shutil
import subprocess
from pathlib import Path

from installation.common import files
from installation.faults import Fault
from installation.service import unit_files
from installation.service.unit_files import UNITS

HOUSE_UNIT = "kiosk.service"
TRIAL_UNIT = "kiosk-trial.service"


class ServiceControl:
    """Starts and stops the house whose program lies in `base`; nothing where it is no service."""

    def __init__(self, base: Path):
        self._base = base
        self._unit, self._folder = self._read_unit()
        self.is_installed = str(base) in self._unit
        self.follows_link = f"{base}/current/" in self._unit

    def stop(self) -> None:
        """Ends the house. Raises `Fault`."""
        self._ask("stop", HOUSE_UNIT)

    def start(self) -> None:
        """Starts it, without waiting for its first picture. Raises `Fault`."""
        self._ask("daemon-reload")
        self._ask("--no-block", "start", HOUSE_UNIT)

    def start_trial(self) -> None:
        """Starts who judges the new version, beside us. Raises `Fault`."""
        self._ask("--no-block", "restart", TRIAL_UNIT)

    def renew_units(self, templates: Path) -> None:
        """The units as the version in `templates` wants them. Raises `OSError`."""
        if not self.is_installed:
            return
        for name in UNITS:
            if (templates / name).exists():
                text = unit_files.written(templates, name, self._base)
                files.write_whole(self._folder / name, text, mode=0o644)

    def _read_unit(self) -> tuple[str, Path]:
        """Its text, with percent signs as in a path, and the folder it lies in."""
        nowhere = "", Path()
        if not shutil.which("systemctl"):
            return nowhere
        command = ["systemctl", "show", "--property=FragmentPath", "--value", HOUSE_UNIT]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        path = Path(done.stdout.strip())
        if done.returncode or not path.is_file():
            return nowhere
        return path.read_text(encoding="utf-8").replace("%%", "%"), path.parent

    def _ask(self, *words: str) -> None:
        if not self.is_installed:
            return
        done = subprocess.run(["systemctl", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Fault(f"systemctl {' '.join(words)}: {' '.join(done.stderr.split())[:200]}")
