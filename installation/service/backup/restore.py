"""`kiosk restore FILE`: a backup onto this machine. Everything is looked at before anything is changed.

What it takes the place of goes into a backup of its own first, so that a restore can be taken back by another one.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from installation.common import clock, files, system_errors
from installation.config import schema
from installation.console import counts_file
from installation.faults import BadArchive, BadConfig, BrokenPack, Refused
from installation.packs import manifest
from installation.packs.file_rules import check_files
from installation.service.backup import backup
from installation.service.backup.house_places import (
    BACKUP,
    CONFIG_NAME,
    COUNTS_NAME,
    REPLACED,
    SCREENS_NAME,
    STATE_NAME,
    HousePlaces,
    has_place,
)
from installation.service.sealed_archive import SealedArchive, opened

Tell = Callable[[str], None]

_PLACES = (STATE_NAME, "models", "assets")
_KEEP = 3  # backups of what was replaced


class Restored(NamedTuple):
    """What became of a backup."""

    files: int  # that were put back
    left_out: int  # files and packs that cannot be used


def restore(path: Path, places: HousePlaces, tell: Tell) -> Restored:
    """Puts all that can be used of the backup in its place, and tells what cannot.

    Raises `Refused` while the house runs, `BadArchive` for what cannot be trusted, before anything is changed.
    """
    _refuse_while_running(places)
    try:
        files.make_folder(places.state, 0o700)
        with tempfile.TemporaryDirectory(dir=places.state, prefix=".restore-") as folder:
            unpacked = Path(folder)
            with opened(path, BACKUP) as archive:
                _check_names(archive)
                _refuse_collisions(archive, places)
                archive.unpack(unpacked)
                names = list(archive.files)
                made = f"of {archive.manifest['made_at']}, version {archive.manifest['version']}"
            tell(f"{path.name}: {made}, {len(names)} files, all as they were")
            unusable = _unusable(unpacked, names)
            for unit, why in unusable.items():
                tell(f"left out, it cannot be used: {unit}: {why}")
            _keep_present(places, tell)
            usable = [name for name in names if _unit(name) not in unusable]
            _put_in_place(unpacked, usable, places, tell)
    except OSError as error:
        where = error.filename or path
        raise BadArchive(
            f"{where}: {system_errors.words(error)}; see what was said above"
        ) from error
    return Restored(len(usable), len(unusable))


def _refuse_while_running(places: HousePlaces) -> None:
    pid = places.running_pid()
    if pid is not None:
        raise Refused(
            f"the house is running (process {pid}), and would write over what is restored: end it first"
            " (the service: sudo systemctl stop kiosk), and start it again afterwards"
        )


def _check_names(archive: SealedArchive) -> None:
    """Nothing but what a backup holds. Raises `BadArchive`."""
    for name in archive.files:
        if not has_place(name):
            raise BadArchive(f"{name} has no place in a backup: it is refused")
    for key in ("made_at", "version"):
        if not isinstance(archive.manifest.get(key), str):
            raise BadArchive(f"its manifest does not say {key}: it is refused")


def _refuse_collisions(archive: SealedArchive, places: HousePlaces) -> None:
    """No file can take the place of a folder, nor lie below a file. Raises `BadArchive`."""
    for name in archive.files:
        target = places.place_of(name)
        above = [folder for folder in target.parents if folder.is_file()]
        if target.is_dir() or above:
            there = above[0] if above else target
            what = "file" if above else "folder"
            raise BadArchive(
                f"{name} cannot be put back, nothing was changed: a {what} is in its place,"
                f" {there}; move that away first"
            )


def _unusable(unpacked: Path, names: list[str]) -> dict[str, str]:
    """What cannot be used here: a file or the folder of a pack -> why. A house of years has such a thing, and comes
    back all the same."""
    found = {}
    if CONFIG_NAME in names:
        try:
            schema.load(unpacked / CONFIG_NAME, {})
        except BadConfig as fault:
            found[CONFIG_NAME] = str(fault)
    if COUNTS_NAME in names and (problem := counts_file.problem_of(unpacked / COUNTS_NAME)):
        found[COUNTS_NAME] = problem
    for folder in _packs(unpacked):
        try:
            check_files(folder)
            manifest.check_papers(folder)
        except BrokenPack as fault:
            found[f"models/{folder.name}"] = str(fault)
    return {unit: why.replace(f"{unpacked}/", "") for unit, why in found.items()}


def _unit(name: str) -> str:
    """The file, or the folder of the pack that it is part of."""
    return "/".join(name.split("/")[:2]) if name.startswith("models/") else name


def _packs(unpacked: Path) -> list[Path]:
    models = unpacked / "models"
    return sorted(models.iterdir()) if models.is_dir() else []


def _keep_present(places: HousePlaces, tell: Tell) -> None:
    """Puts what is the house's own now into a backup in the state folder; the newest few are kept."""
    if backup.is_empty(places):
        tell("there was nothing here that it takes the place of")
        return
    folder = places.state / REPLACED
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"before-{clock.wall_now():%Y%m%d-%H%M%S}.zip"
    backup.write(kept, places, lambda _: None)
    _give_to_owner(kept)
    _give_to_owner(folder)
    tell(f"kept what was here: {kept} (kiosk restore brings it back)")
    for old in sorted(folder.glob("before-*.zip"))[:-_KEEP]:
        old.unlink()


def _put_in_place(unpacked: Path, names: list[str], places: HousePlaces, tell: Tell) -> None:
    for unit in sorted({_unit(name) for name in names if name.startswith("models/")}):
        pack = unpacked / unit
        target = places.root / unit
        with files.whole_folder(target) as folder:
            shutil.copytree(pack, folder, dirs_exist_ok=True)
            _open_for_readers(folder)
        tell(f"put back {target}")
    for name in names:
        if not name.startswith("models/"):
            target = places.place_of(name)
            _put_file(unpacked / name, target, name)
            tell(f"put back {target}")


def _put_file(source: Path, target: Path, name: str) -> None:
    if (
        name == COUNTS_NAME
    ):  # what was not yet written into the old file must not get into the new one
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
    if name.startswith(f"{SCREENS_NAME}/") and not target.parent.exists():
        target.parent.mkdir(mode=0o700)
        _give_to_owner(target.parent)
    target.parent.mkdir(parents=True, exist_ok=True)
    is_secret = name.startswith(f"{STATE_NAME}/")
    files.write_whole(target, source.read_bytes(), mode=0o600 if is_secret else 0o644)
    _give_to_owner(target)


def _open_for_readers(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)


def _give_to_owner(path: Path) -> None:
    """What root puts back belongs to whom the folder belongs: the service's to the service."""
    if os.getuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
