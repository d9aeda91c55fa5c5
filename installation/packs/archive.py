"""Packs on their way: bundled into a zip, installed without trust."""

import dataclasses
import zipfile
from pathlib import Path

from installation.common import damaged_zip
from installation.common.check_result import CheckResult
from installation.common.damaged_zip import DAMAGE
from installation.common.files import opened, refuse_what_is_no_file, sha256
from installation.common.shell_command import pasted
from installation.faults import BrokenPack, Refused
from installation.packs import manifest, quarantine
from installation.packs.file_rules import contents
from installation.packs.foreign_files import what_else
from installation.packs.kept_packs import replaced_pack
from installation.packs.sealing import seal
from installation.packs.zip_reader import ZipReader
from installation.vocabulary import Severity

_BLOCK = 1 << 20
_YEAR_ZERO = (1980, 1, 1, 0, 0, 0)  # the same content is the same zip, whenever it was made
_HEAD = 4096  # bytes that tell what a file is
_ZIP = b"PK"
_PERMISSIONS = 0o644 << 16


def bundle(folder: Path, target: Path) -> str:
    """Seals the pack and writes it as one zip; returns the zip's own checksum.

    Raises `BrokenPack`, `OSError`.
    """
    seal(folder)
    return packed(folder, target)


def packed(folder: Path, target: Path) -> str:
    """Writes the pack as it is, sealed or not, as one zip; returns the zip's checksum. Raises `OSError`."""
    refuse_what_is_no_file(target)
    part = target.with_name(f".{target.name}.new")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in _files(folder):
                _add(archive, path)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return sha256(target)


def install(
    path: Path,
    models: Path,
    replace: bool = False,
    studio: bool = True,
) -> tuple[str, list[CheckResult]]:
    """Unpacks a zip into `models` when it passes its check; returns name and results.

    Nothing is written but in a folder of its own, which takes its place only when all is well.
    Only with `replace` does it take that of another pack of its name, which is kept.
    Raises `BrokenPack`, `Refused`, `OSError`.
    """
    _check_kind(path)
    try:
        with zipfile.ZipFile(path) as archive:
            reader = ZipReader(path, archive)
            name = manifest.name_in(reader.metadata(), path.name)
            if (models / name).exists() and not replace:
                again = pasted("kiosk pack install --replace", path, models=models)
                raise Refused(
                    f"a pack {name} is already there and stays; to put this one in its place: "
                    f"{again} (the old one is kept)"
                )
            with replaced_pack(models / name) as folder:
                reader.unpack(folder)
                results = _checked(folder, name, studio)
                for result in results:
                    if result.state == Severity.BAD:
                        raise BrokenPack(f"{path.name} is not installed: {result.said}")
    except DAMAGE as error:
        raise BrokenPack(
            f"{path.name} is no zip that can be opened ({damaged_zip.words(error)}): copy or bundle it again"
        ) from error
    return name, results


def _check_kind(path: Path) -> None:
    """Raises `Refused` or `BrokenPack` for what is no zip at all, `OSError`."""
    if path.is_dir():
        raise Refused(
            f"{path} is a folder: copied into models/ it is there as it is; kiosk pack bundle makes a zip "
            "of one"
        )
    with opened(path) as file:
        head = file.read(_HEAD)
    if not head.startswith(_ZIP):
        what = what_else(head, path.stat().st_size) or "it is something else, or damaged"
        raise BrokenPack(f"{path.name} is no zip of a pack: {what}; kiosk pack bundle makes one")


def _checked(folder: Path, name: str, studio: bool) -> list[CheckResult]:
    """What a check in quarantine finds, told with the name that the folder will have."""
    results = []
    for found in quarantine.check(folder, name=name, studio=studio):
        said = found.said.replace(folder.name, name)
        results.append(dataclasses.replace(found, said=said))
    return results


def _files(folder: Path) -> list[Path]:
    return [path for path in contents(folder) if path.is_file()]


def _add(archive: zipfile.ZipFile, path: Path) -> None:
    entry = zipfile.ZipInfo(f"{path.parent.name}/{path.name}", _YEAR_ZERO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = _PERMISSIONS
    with path.open("rb") as source, archive.open(entry, "w") as target:
        while block := source.read(_BLOCK):
            target.write(block)
