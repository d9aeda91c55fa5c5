"""A version from a release, or from the program as it lies in the base folder: its files and its environment."""

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from installation.common import files
from installation.faults import BadArchive, Fault, Refused, Scarce, UnfitRelease
from installation.service import box_contents
from installation.service.box_contents import CONTENTS, DATA
from installation.service.sealed_archive import SealedArchive, is_plain_name, names_below
from installation.service.update.release import PARTS, WHEELS
from installation.service.update.versions import Versions

_NAME = re.compile(r"[0-9]+(\.[0-9]+){1,3}[A-Za-z0-9.+-]{0,40}")
_UNIT = re.compile(r"kiosk-[a-z]{1,20}\.(service|timer|path)")  # a later version may have others
_FULL_DISK = os.strerror(errno.ENOSPC)  # as pip says it, too
_VERSION_LINE = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)


class VersionMaker:
    """Makes versions beside those that are there."""

    def __init__(self, versions: Versions):
        self._versions = versions

    def add(self, archive: SealedArchive) -> str:
        """Unpacks a release, whose signature is checked, beside the others; returns its name.

        Raises `BadArchive`, `Refused`, `OSError`.
        """
        name = _checked_name(archive.manifest["version"])
        for listed in archive.files:
            part = listed.split("/")[0]
            if part not in (*PARTS, WHEELS) and not _UNIT.fullmatch(part):
                raise BadArchive(f"{listed} has no place in a release: it is refused")
        folder = self._new_folder(name)
        archive.unpack(folder)
        digests = {listed: known["sha256"] for listed, known in archive.files.items()}
        self._share_environment(folder)
        self._finish(folder, digests)
        return name

    def adopt(self) -> str:
        """Makes a version of the program as it lies in the base folder, a checkout or an unpacked release.

        Returns its name. Raises `Fault`, `OSError`.
        """
        name = self._name_of_base()
        if name in (self._versions.current, self._versions.previous):
            return name
        folder = self._new_folder(name)
        box = box_contents.of(self._versions.base)
        digests = {}
        for listed in self._listed():
            source = self._versions.base / listed
            is_data = listed.split("/")[0] in DATA
            if is_data and not box.holds(listed, source):
                continue  # it is the house's own, and stays there
            target = folder / listed
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            digests[listed] = files.sha256(target)
        if (self._versions.base / ".venv").is_dir():
            _link_environment(self._versions.base, folder)
        self._finish(folder, digests)
        return name

    def ensure_first(self) -> str:
        """Makes the first version where there is none; returns the current one. Raises `Fault`, `OSError`."""
        if not self._versions.current:
            name = self.adopt()
            self.make_environment(name)
            self._versions.switch(name, "")
        return self._versions.current

    def make_environment(self, name: str) -> None:
        """The version's own .venv, by its own script, from the wheels it brought.

        Raises `UnfitRelease`, and `Scarce` where the disk is full.
        """
        script = self._versions.path(name) / "kiosk"
        clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(
            ["bash", str(script), "version"],
            capture_output=True,
            text=True,
            check=False,
            env=clean | {"KIOSK_LEAVE_SYSTEM": "1"},
        )
        said = done.stdout.split()
        if done.returncode or not said:
            lines = done.stderr.strip().splitlines() or ["it said nothing"]
            fault = Scarce if _FULL_DISK in done.stderr else UnfitRelease
            raise fault(f"version {name} cannot be set up: {lines[-1]}")
        # the service may write nothing there: it would translate the program anew at each start
        package = self._versions.path(name) / "installation"
        compiling = [str(self._versions.python(name)), "-I", "-m", "compileall", "-q", str(package)]
        subprocess.run(compiling, capture_output=True, check=False)

    def _new_folder(self, name: str) -> Path:
        """An empty one; what an interrupted update left is taken away."""
        if name == self._versions.current:
            raise Refused(f"version {name} is the one that is installed: there is nothing to do")
        if name == self._versions.previous:
            raise Refused(f"version {name} is the one before: kiosk rollback goes back to it")
        folder = self._versions.path(name)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def _finish(self, folder: Path, digests: dict[str, str]) -> None:
        for path in folder.rglob("*"):
            if not path.is_symlink() and ".venv" not in path.parts:
                path.chmod(0o755 if path.is_dir() else 0o644)
        folder.chmod(0o755)
        (folder / "kiosk").chmod(0o755)
        files.write_whole(folder / CONTENTS, json.dumps(digests, indent=0), mode=0o644)

    def _share_environment(self, folder: Path) -> None:
        """Where the packages are the same as those of the current version, they lie on the disk once."""
        current = self._versions.path(self._versions.current)
        locks = [place / "requirements" / "run.txt" for place in (current, folder)]
        if self._versions.current and all(lock.is_file() for lock in locks):
            wanted = {lock.read_bytes() for lock in locks}
            if len(wanted) == 1 and self._versions.python(self._versions.current).exists():
                _link_environment(current, folder)

    def _name_of_base(self) -> str:
        text = (self._versions.base / "installation" / "__init__.py").read_text(encoding="utf-8")
        found = _VERSION_LINE.search(text)
        if found is None:
            raise Fault(f"{self._versions.base} does not say which version it is")
        return _checked_name(found[1] + self._commit())

    def _commit(self) -> str:
        """Of a checkout, and of what was changed in it since; empty elsewhere."""
        commit = box_contents.git(self._versions.base, "rev-parse", "--short=10", "HEAD")
        if not commit:
            return ""
        code = [part for part in PARTS if part not in DATA]
        changes = box_contents.git(self._versions.base, "diff", "HEAD", "--", *code) or ""
        more = f".{hashlib.sha256(changes.encode()).hexdigest()[:6]}" if changes else ""
        return f"+g{commit.strip()}{more}"

    def _listed(self) -> list[str]:
        """The program's files in the base folder."""
        if listed := box_contents.git(self._versions.base, "ls-files", "-z", "--", *PARTS):
            names = listed.split("\0")
            return [n for n in names if is_plain_name(n) and (self._versions.base / n).is_file()]
        names = []
        for part in PARTS:
            path = self._versions.base / part
            if path.is_dir():
                names += [
                    f"{part}/{below}" for below in names_below(path) if "__pycache__" not in below
                ]
            elif path.is_file():
                names.append(part)
        return names


def _checked_name(name: object) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadArchive(f"{str(name)[:40]!r} is no name of a version: it is refused")
    return name


def _link_environment(source: Path, target: Path) -> None:
    """pip never writes into a file that is there: it puts another one in its place, and both can have this one."""
    environment = (source / ".venv").resolve()
    shutil.copytree(environment, target / ".venv", symlinks=True, copy_function=os.link)
