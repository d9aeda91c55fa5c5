"""What came with the program and what is the house's own: packs and assets that were added or changed."""

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from installation.common import files, strict_json
from installation.service.sealed_archive import MANIFEST, names_below

CONTENTS = "contents.json"  # in the folder of a release: name -> SHA-256
_MOST_BYTES = 8 << 20  # of either list
DATA = ("models", "assets")  # the folders of which a part may be the house's own


class BoxContents:
    """The digests of all that came in the box; empty where nobody knows."""

    def __init__(self, digests: dict[str, str], is_git: bool = False):
        """`digests`: name below the program's folder -> SHA-256, or git's own digest of a file."""
        self.digests = digests
        self._is_git = is_git

    def holds(self, name: str, path: Path) -> bool:
        """True where the file is as it came. Raises `OSError`."""
        known = self.digests.get(name)
        if known is None:
            return False
        return known == (_git_digest(path) if self._is_git else files.sha256(path))

    def names(self, unit: str) -> set[str]:
        """Of all files in this folder, or of this file."""
        return {name for name in self.digests if name == unit or name.startswith(f"{unit}/")}

    def is_untouched(self, root: Path, unit: str) -> bool:
        """A folder or file that is as it came, nothing added and nothing missing."""
        there = set(unit_files(root, unit))
        return there == self.names(unit) and all(self.holds(name, root / name) for name in there)


def of(program: Path) -> BoxContents:
    """Of a release by the list it carries, of a checkout by git, else unknown: then everything is the house's own."""
    try:
        if (program / CONTENTS).is_file():
            return BoxContents(dict(_read(program / CONTENTS)))
        if (program / MANIFEST).is_file():  # a release that was unpacked by hand
            known = _read(program / MANIFEST)["files"]
            return BoxContents({name: each["sha256"] for name, each in known.items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return BoxContents({})  # a damaged list says nothing
    if (program / ".git").exists():
        return BoxContents(_committed(program), is_git=True)
    return BoxContents({})


def _read(path: Path) -> Any:
    """Raises `OSError` and ValueError."""
    return strict_json.parsed(files.read_bounded(path, _MOST_BYTES))


def units(root: Path) -> Iterator[str]:
    """What is taken or left as a whole: each pack, and each file of the assets."""
    models = root / "models"
    if models.is_dir():
        for pack in sorted(models.iterdir()):
            if pack.is_dir() and not pack.is_symlink() and not pack.name.startswith("."):
                yield f"models/{pack.name}"
    for name in names_below(root / "assets"):
        yield f"assets/{name}"


def unit_files(root: Path, unit: str) -> list[str]:
    """The files of a unit, by their names below the root."""
    path = root / unit
    if path.is_dir():
        return [f"{unit}/{name}" for name in names_below(path)]
    return [unit] if path.is_file() else []


def own_units(root: Path, box: BoxContents) -> list[str]:
    """What is not, or not any more, as it came. Raises `OSError`."""
    return [unit for unit in units(root) if not box.is_untouched(root, unit)]


def git(folder: Path, *words: str) -> str | None:
    """What git answers in this folder; None where it cannot be asked."""
    # a checkout of somebody else's, as for root, is one that the person named by starting us from it
    command = ["git", "-c", "safe.directory=*", "-C", str(folder), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _committed(checkout: Path) -> dict[str, str]:
    """Name -> digest of every file of the data folders in the last commit."""
    listed = git(checkout, "ls-tree", "-r", "-z", "HEAD", *DATA) or ""
    digests = {}
    for row in filter(None, listed.split("\0")):
        about, _, name = row.partition("\t")
        digests[name] = about.split()[2]
    return digests


def _git_digest(path: Path) -> str:
    """As git names a file's content: SHA-1 of a small head and the content."""
    content = path.read_bytes()
    head = f"blob {len(content)}\0".encode()
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()
