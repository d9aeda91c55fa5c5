"""Packs that gave way to another one of their name: a few of each are kept, and one can come back.

They lie in models/.kept/NAME/ under growing numbers. A name that begins with a dot is no pack's, so
no kiosk shows one of them by mistake.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from installation.common.files import exchange, whole_folder
from installation.faults import BrokenPack, Refused
from installation.packs import manifest

FOLDER = ".kept"
MOST = 3  # of one name
MOST_BYTES = 4 << 30  # of all names; the newest of each name stays in any case


@dataclass(frozen=True)
class KeptPack:
    """One that was replaced."""

    name: str
    number: int  # counts up: the highest was replaced last
    folder: Path  # where it lies now

    @property
    def in_words(self) -> str:
        """Which version it is."""
        version = self.version
        return f"version {version}" if version else "a version that its papers do not tell"

    @property
    def version(self) -> str:
        """As its papers say it; empty where they cannot be read."""
        try:
            return manifest.about(self.folder).version
        except BrokenPack:
            return ""


@contextmanager
def replaced_pack(folder: Path) -> Iterator[Path]:
    """A folder to be filled that takes the place of the pack in `folder` when all went well.

    The pack that lay there is kept.
    """
    with whole_folder(folder, kept=_next_place(folder)) as new:
        yield new
    _drop_surplus(folder.parent)


def kept(models: Path, name: str | None = None) -> list[KeptPack]:
    """What is kept of one name or of all, the newest of each name first."""
    found = []
    for folder in (models / FOLDER).glob(f"{name or '*'}/*"):
        if folder.name.isdecimal() and folder.is_dir():
            found.append(KeptPack(folder.parent.name, int(folder.name), folder))
    return sorted(found, key=lambda each: (each.name, -each.number))


def bring_back(models: Path, name: str, number: int | None = None) -> KeptPack:
    """Puts a pack that was replaced, the newest if not told, in its old place; returns it.

    What lies there now is kept in its turn: the same command undoes it. Raises `Refused`, `OSError`.
    """
    choice = kept(models, name)
    if number is not None:
        choice = [each for each in choice if each.number == number]
    if not choice:
        which = f"no number {number} of pack {name}" if number else f"nothing of pack {name}"
        raise Refused(f"{which} is kept in {models / FOLDER}: {_in_words(kept(models))}")
    found = choice[0]
    target = models / name
    exchange(found.folder, target, _next_place(target))
    (target / "pack.toml").touch()  # saved last, and therefore shown
    return replace(found, folder=target)


def _in_words(packs: list[KeptPack]) -> str:
    names = [f"{each.name} {each.number}" for each in packs]
    return f"available: {', '.join(names)}" if names else "there is none"


def _next_place(folder: Path) -> Path:
    """Where the pack in `folder` is kept when it gives way."""
    numbers = [each.number for each in kept(folder.parent, folder.name)]
    return folder.parent / FOLDER / folder.name / str(max(numbers, default=0) + 1)


def _drop_surplus(models: Path) -> None:
    """The oldest go first."""
    room = MOST_BYTES
    for name in {each.name for each in kept(models)}:
        for place, each in enumerate(kept(models, name)):
            room -= _bytes_of(each.folder)
            if place and (place >= MOST or room < 0):
                shutil.rmtree(each.folder, ignore_errors=True)


def _bytes_of(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.iterdir())
