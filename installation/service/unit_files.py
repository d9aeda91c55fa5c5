"""The units of systemd, with the place of this program in them: quoted, and proved before anything relies on them."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from installation.faults import Fault

FAR_SCREEN = "kiosk-far-screen@.service"  # a template: its instance is the house that is shown
UNITS = (
    "kiosk.service",
    "kiosk-screen.service",
    "kiosk-trial.service",
    "kiosk-alert.service",
    "kiosk-alert.timer",
    "kiosk-arrival.service",
    "kiosk-arrival.path",
    FAR_SCREEN,
)
# by their timer and path; by whoever wants it
_ON_DEMAND = ("kiosk-alert.service", "kiosk-arrival.service", FAR_SCREEN)
ENABLED = tuple(name for name in UNITS if name not in _ON_DEMAND)
PROGRAM_IN_UNIT = "/opt/latenzraum"  # as the files beside the program say it
_PYTHON = ".venv/bin/python"
_STILL_TO_COME = ("Xorg", "xhost", "xset", "/previous/")  # packages, and a version to go back to


def python_of(base: Path) -> Path:
    """What the service starts: of the version that `current` names, or of the program itself where there is none."""
    if (base / "current").exists():
        return base / "current" / _PYTHON
    return base / _PYTHON


def written(templates: Path, name: str, base: Path) -> str:
    """The unit `name` of the folder `templates`, for a program in `base`."""
    text = (templates / name).read_text(encoding="utf-8")
    for link, python in (("current", python_of(base)), ("previous", base / "previous" / _PYTHON)):
        text = text.replace(f"{PROGRAM_IN_UNIT}/{link}/{_PYTHON}", quoted(python))
    return text.replace(PROGRAM_IN_UNIT, escaped(base))


def quoted(path: Path) -> str:
    """As a word of a command in a unit: see systemd.syntax(7)."""
    return f'"{escaped(path)}"' if _needs_quotes(str(path)) else str(path)


def escaped(path: Path) -> str:
    """A path as the rest of a line: a percent sign would begin a specifier, see systemd.unit(5)."""
    return str(path).replace("%", "%%")


def check(units: dict[str, str]) -> None:
    """Has systemd read them, where its own tool is there. Raises `Fault` with what it complains of.

    `units`: name -> text.
    """
    if not shutil.which("systemd-analyze"):
        return
    with tempfile.TemporaryDirectory(prefix="latenzraum-units-") as folder:
        paths = []
        for name, text in units.items():
            path = Path(folder) / name
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        command = ["systemd-analyze", "verify", "--man=no", *paths]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        ours = [line for line in done.stderr.splitlines() if _is_ours(line, units)]
    if ours:
        words = "; ".join(line.strip().removeprefix(f"{folder}/") for line in ours)
        raise Fault(f"systemd would not take the service as it is, nothing was installed: {words}")


def _is_ours(line: str, units: dict[str, str]) -> bool:
    """Complaints about other units of the machine, and about what is still to come, are not ours."""
    is_about_ours = any(name in line for name in units)
    return is_about_ours and not any(name in line for name in _STILL_TO_COME)


def _needs_quotes(text: str) -> bool:
    return any(not (sign.isalnum() and sign.isascii()) and sign not in "/._-+@:" for sign in text)
