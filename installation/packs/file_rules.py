"""What may lie in a pack: a flat folder of plain files that hold data."""

import os
import re
import stat
from pathlib import Path

from installation.faults import BrokenPack

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
KINDS = (".toml", ".onnx", ".npz", ".jpg", ".jpeg", ".png", ".webm", ".wav", ".md", ".txt", "")
KINDS_IN_WORDS = ", ".join(kind for kind in KINDS if kind)
MOST_FILES = 64
MOST_BYTES = 1 << 30


def contents(folder: Path) -> list[Path]:
    """What lies in the pack, by name; what begins with a dot is none of it."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def check_files(folder: Path) -> str:
    """How many files of how many MB they are, in words.

    Raises `BrokenPack` where one does not belong there.
    """
    if not folder.is_dir():
        raise BrokenPack(f"there is no folder {folder}")
    paths = contents(folder)
    total = 0
    for path in paths:
        found = path.lstat()
        total += found.st_size
        objection = _objection(path, found)
        if objection:
            raise BrokenPack(f"{folder.name}/{path.name} {objection}")
    if len(paths) > MOST_FILES or total > MOST_BYTES:
        raise BrokenPack(
            f"pack {folder.name} has {len(paths)} files of {total / 1e6:.0f} MB: "
            f"{MOST_FILES} and {MOST_BYTES >> 20} MB are the most"
        )
    return f"{len(paths)} files, {total / 1e6:.1f} MB"


def _objection(path: Path, found: os.stat_result) -> str:
    """Why a file cannot be part of a pack; empty where it can."""
    if stat.S_ISLNK(found.st_mode):
        return "is a link: put the file itself into the pack"
    if not stat.S_ISREG(found.st_mode):
        return "is no plain file: a pack is one flat folder of files"
    if not NAME.fullmatch(path.name):
        return "has a name that not every system can keep: use letters, digits, - and _"
    if path.suffix.lower() not in KINDS:
        return f"is no part of a pack, which holds data only ({KINDS_IN_WORDS}): take it out"
    return ""
