"""What may lie in a pack: a flat folder of plain files that hold data."""

import contextlib
import os
import re
import shlex
import stat
from pathlib import Path

from installation.common.files import may_be_there
from installation.faults import BrokenPack
from installation.packs import onnx_file

PAPERS = "pack.toml"
_MODEL = ".onnx"

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
KINDS = (".toml", ".onnx", ".npz", ".jpg", ".jpeg", ".png", ".webm", ".wav", ".md", ".txt", "")
KINDS_IN_WORDS = ", ".join(kind for kind in KINDS if kind)
_LEFTOVERS = (".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini")
MOST_FILES = 64
MOST_BYTES = 1 << 30


def is_leftover(name: str) -> bool:
    """True for what a system puts into every folder that it shows, and nobody means."""
    return name.lower() in _LEFTOVERS


def contents(folder: Path) -> list[Path]:
    """What lies in the pack, by name; what begins with a dot, or a system left there, is none of it."""
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith(".") and not is_leftover(path.name)
    )


def stray_models(path: Path) -> list[Path]:
    """Models that are no pack yet: the file itself, or those in a folder without pack.toml. Raises OSError."""
    if path.suffix.lower() == _MODEL and path.is_file():
        return [path]
    if not path.is_dir() or (path / PAPERS).exists():
        return []
    return [each for each in contents(path) if each.suffix.lower() == _MODEL]


def without_papers(path: Path) -> str:
    """What is missing, and what makes a pack of it; `path` as in `stray_models`."""
    models: list[Path] = []
    with contextlib.suppress(OSError):  # it goes, or is closed to us, while we look
        models = stray_models(path)
    if not models:
        return "it has no pack.toml, and no model (.onnx) of which a pack could be made"
    return f"it has no pack.toml yet: kiosk pack new NAME {shlex.quote(str(models[0]))} makes a pack of it"


def check_files(folder: Path) -> str:
    """How many files of how many MB they are, in words.

    Raises `BrokenPack` where one does not belong there.
    """
    if not folder.is_dir():
        raise BrokenPack(f"there is no folder {folder}")
    if not may_be_there(folder / PAPERS):
        raise BrokenPack(f"{folder.name} is no pack: {without_papers(folder)}")
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
    if path.suffix.lower() not in KINDS and (model := _model_of_numbers(path)):
        return (
            f"holds numbers of {model}: kiosk pack new NAME "
            f"{shlex.quote(str(path.parent / model))} makes a pack with one file of the two"
        )
    if path.suffix.lower() not in KINDS:
        return f"is no part of a pack, which holds data only ({KINDS_IN_WORDS}): take it out"
    return ""


def _model_of_numbers(path: Path) -> str:
    """The name of the model beside it that keeps its numbers in this file; empty where there is none."""
    for model in sorted(path.parent.glob(f"*{_MODEL}")):
        try:
            if path.name in onnx_file.read(model, alone=False).outside:
                return model.name
        except BrokenPack:
            continue
    return ""
