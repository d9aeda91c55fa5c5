"""What is to be sent to all houses, as a file and the offer of it: a pack's folder or zip, or a release."""

import tomllib
import zipfile
from pathlib import Path
from typing import Any

from installation.common import damaged_zip, strict_json
from installation.common.arrivals import NAME, ArrivalKind
from installation.common.damaged_zip import DAMAGE
from installation.common.files import make_folder, sha256
from installation.console.broker.file_offer import MOST_BYTES, FileOffer
from installation.console.broker.file_serving import FileServing
from installation.faults import BadArchive
from installation.packs import archive, manifest, sealing

_RELEASE = "latenzraum release"
_LARGEST_MANIFEST = 8 << 20  # bytes, of a release
_LARGEST_PAPERS = 4 << 20  # of a pack


def prepared(path: Path, folder: Path) -> FileServing:
    """The file at `path`; of a pack's folder a zip is made below `folder`. It takes seconds.

    Raises `BadArchive` and `BrokenPack` for what is neither pack nor release, `OSError`.
    """
    if path.is_dir():
        name = manifest.load(path).about.name
        make_folder(folder, 0o700)
        target = folder / f"{name}.zip"
        archive.packed(path, target)
        path = target
    offer = _offer(path)
    if offer.size_bytes > MOST_BYTES[offer.kind]:
        most = MOST_BYTES[offer.kind] >> 20
        raise BadArchive(
            f"{path.name} has {offer.size_bytes >> 20} MB, a {offer.kind} {most} at most"
        )
    return FileServing(path, offer)


def _offer(path: Path) -> FileOffer:
    try:
        with zipfile.ZipFile(path) as opened:
            known = _about_release(opened) or _about_pack(opened, path.name)
    except DAMAGE as error:
        why = damaged_zip.words(error)
        raise BadArchive(f"{path.name} is no zip that can be opened ({why})") from error
    if not NAME.fullmatch(known["name"]):
        raise BadArchive(f"{path.name} calls itself {known['name'][:40]!r}, which is no name")
    return FileOffer(size_bytes=path.stat().st_size, sha256=sha256(path), **known)


def _about_release(opened: zipfile.ZipFile) -> dict[str, Any] | None:
    """What the manifest says; None where it is no release. Nothing of it is proved here: each house does."""
    if "manifest.json" not in opened.namelist():
        return None
    try:
        known = strict_json.parsed(_bounded(opened, "manifest.json", _LARGEST_MANIFEST))
        is_release = known["kind"] == _RELEASE
        machine = f"{known.get('system')} {known.get('machine')} {known.get('python')}"
        name = str(known.get("version", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not is_release:
        return None
    return {"kind": ArrivalKind.RELEASE, "name": name, "machine": machine}


def _about_pack(opened: zipfile.ZipFile, where: str) -> dict[str, Any]:
    papers = [name for name in opened.namelist() if name.split("/")[-1] == "pack.toml"]
    if len(papers) != 1:
        raise BadArchive(f"{where} is neither a pack (kiosk pack bundle) nor a release")
    content = _bounded(opened, papers[0], _LARGEST_PAPERS)
    name = manifest.name_in(content, where)
    files = tomllib.loads(content.decode("utf-8-sig")).get("files", {})
    return {"kind": ArrivalKind.PACK, "name": name, "seal": sealing.checksum(files)}


def _bounded(opened: zipfile.ZipFile, name: str, most: int) -> bytes:
    with opened.open(name) as source:
        content = source.read(most + 1)
    if len(content) > most:
        raise BadArchive(f"{name} is larger than {most >> 20} MB")
    return content
