"""`kiosk release`: the checkout as one signed archive, with the wheels of all it needs: no network to install it."""

import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from installation import __version__
from installation.common import clock
from installation.common.paths import PYTHON, ROOT
from installation.faults import BadArchive, Fault
from installation.service.box_contents import git
from installation.service.sealed_archive import (
    ArchiveBounds,
    ArchiveWriter,
    being_written,
    is_plain_name,
)
from installation.service.unit_files import UNITS
from installation.service.update import signature

Tell = Callable[[str], None]

RELEASE = ArchiveBounds(kind="latenzraum release", most_files=5000, most_bytes=3 << 30)
WHEELS = "wheels"
PARTS = (
    "installation",
    "requirements",
    "docs",
    "models",
    "assets",
    "kiosk",
    *UNITS,
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "SECURITY.md",
)


def python_version() -> str:
    """Of the Python that the wheels are for, as a release names it."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def write(folder: Path, key: Path, tell: Tell) -> Path:
    """Writes the archive of the last commit into `folder`; returns its path.

    Raises `BadArchive` where this is no clean checkout, the key cannot be used or the wheels are not to be had.
    """
    names = _committed()
    machine = platform.machine()
    python = python_version()
    target = folder / f"latenzraum-{__version__}-{sys.platform}-{machine}-python{python}.zip"
    with tempfile.TemporaryDirectory(prefix="latenzraum-release-") as gathered:
        wheels = _gather_wheels(Path(gathered), tell)
        with being_written(target, RELEASE) as archive:
            _add_all(archive, names, wheels)
            more = {
                "version": __version__,
                "commit": (git(ROOT, "rev-parse", "HEAD") or "").strip(),
                "made_at": clock.wall_now().isoformat(timespec="seconds"),
                "system": sys.platform,
                "machine": machine,
                "python": python,
            }
            manifest = archive.finish(more)
            archive.sign(signature.sign(manifest, key))
    target.chmod(0o644)
    return target


def _add_all(archive: ArchiveWriter, names: list[str], wheels: list[Path]) -> None:
    for name in names:
        archive.add(name, ROOT / name, 0o755 if name == "kiosk" else 0o644)
    for wheel in wheels:
        archive.add(f"{WHEELS}/{wheel.name}", wheel, 0o644)


def _committed() -> list[str]:
    """What belongs into a release. Raises `BadArchive`."""
    listed = git(ROOT, "ls-files", "-z", "--", *PARTS)
    if not listed:
        raise BadArchive(f"a release is made from a checkout with git, and {ROOT} is none")
    changed = git(ROOT, "status", "--porcelain", "--untracked-files=no", "--", *PARTS)
    if changed:
        first = changed.splitlines()[0].strip()
        raise BadArchive(f"there are changes that are not committed ({first}): commit them first")
    return [name for name in listed.split("\0") if is_plain_name(name)]


def _gather_wheels(folder: Path, tell: Tell) -> list[Path]:
    """Every package of requirements/run.txt for this machine's Python, each checked against its hash."""
    tell(f"fetching the packages of requirements/run.txt for Python {python_version()}")
    command = [PYTHON, "-I", "-m", "pip", "--disable-pip-version-check", "-q", "download"]
    command += ["--require-hashes", "--only-binary", ":all:", "--dest", str(folder)]
    command += ["--requirement", str(ROOT / "requirements" / "run.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        complaint = done.stderr.strip().splitlines() or ["pip said nothing"]
        raise Fault(f"the packages could not be fetched: {complaint[-1]}; is there a network?")
    return sorted(folder.glob("*.whl"))
