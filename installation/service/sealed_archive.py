"""A zip that says what it holds: backups and releases. Any program opens it; ours trusts nothing in it unseen.

`manifest.json` lists every file with its size and SHA-256. Names, kinds and sizes are judged before anything is
written, and each file is measured and hashed while it is.
"""

import hashlib
import json
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from installation.common import damaged_zip, strict_json
from installation.common.damaged_zip import DAMAGE
from installation.common.files import refuse_what_is_no_file
from installation.faults import BadArchive

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"  # only a release has one
FORMAT = 1
_LARGEST_MANIFEST = 8 << 20  # bytes
_LARGEST_SIGNATURE = 1 << 12
_LONGEST_NAME = 240  # characters
_DEEPEST = 10  # folders
_BLOCK = 1 << 20
_IS_ENCRYPTED = 1
_PRIVATE = 0o600


@dataclass(frozen=True)
class ArchiveBounds:
    """What an archive may be at most, and what it has to be."""

    kind: str  # as its manifest says
    most_files: int
    most_bytes: int  # unpacked


class ArchiveWriter:
    """Fills a zip; the manifest comes last, when everything is known."""

    def __init__(self, archive: zipfile.ZipFile, bounds: ArchiveBounds):
        self._archive = archive
        self._bounds = bounds
        self._files: dict[str, dict[str, Any]] = {}
        self._bytes = 0

    def add(self, name: str, path: Path, mode: int = _PRIVATE) -> None:
        """One file; `mode` are its permissions where it is unpacked by hand. Raises `BadArchive` where it becomes too much, `OSError`."""
        self._refuse_more(path.stat().st_size)
        digest = hashlib.sha256()
        size = 0
        entry = _entry(name, mode)
        with path.open("rb") as source, self._archive.open(entry, "w", force_zip64=True) as target:
            while block := source.read(_BLOCK):
                digest.update(block)
                size += len(block)
                target.write(block)
        self._bytes += size
        self._files[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def finish(self, more: dict[str, Any]) -> bytes:
        """Writes the manifest; returns it as it stands in the zip."""
        head = {"kind": self._bounds.kind, "format": FORMAT}
        whole = head | more | {"files": dict(sorted(self._files.items()))}
        written = json.dumps(whole, indent=1, ensure_ascii=False).encode()
        self._archive.writestr(_entry(MANIFEST), written)
        return written

    def sign(self, signature: bytes) -> None:
        """Puts a signature of the manifest beside it."""
        self._archive.writestr(_entry(SIGNATURE), signature)

    def _refuse_more(self, size: int) -> None:
        bounds = self._bounds
        if len(self._files) >= bounds.most_files or self._bytes + size > bounds.most_bytes:
            raise BadArchive(
                f"it would be too large: a {bounds.kind} has {bounds.most_files} files"
                f" of {bounds.most_bytes >> 20} MB at most"
            )


class SealedArchive:
    """An open archive whose names are judged and whose manifest is read."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, bounds: ArchiveBounds):
        """Raises `BadArchive`. Nothing is written, and no content but the manifest is read."""
        self._name = path.name
        self._archive = archive
        self._bounds = bounds
        self._entries = self._judged()
        self.manifest_bytes = self._small(MANIFEST, _LARGEST_MANIFEST)
        self.manifest = self._parsed()
        self.files: dict[str, dict[str, Any]] = self.manifest["files"]
        self._compare()

    @property
    def signature(self) -> bytes | None:
        """Of the manifest, None where there is none."""
        if SIGNATURE not in self._entries:
            return None
        return self._small(SIGNATURE, _LARGEST_SIGNATURE)

    def unpack(self, folder: Path) -> None:
        """Writes all files below `folder`, which is empty. Raises `BadArchive`, `OSError`."""
        for name, known in self.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            self._unpack_one(name, known, target)

    def _unpack_one(self, name: str, known: dict[str, Any], target: Path) -> None:
        digest = hashlib.sha256()
        left = known["bytes"]
        with self._archive.open(self._entries[name]) as source, target.open("xb") as file:
            while block := source.read(_BLOCK):
                left -= len(block)  # what really comes out: an entry may say less than it holds
                if left < 0:
                    raise self._fault(f"holds more in {name} than its manifest says")
                digest.update(block)
                file.write(block)
        if left or digest.hexdigest() != known["sha256"]:
            raise self._fault(f"holds {name} with another content than its manifest says")

    def _judged(self) -> dict[str, zipfile.ZipInfo]:
        infos = [info for info in self._archive.infolist() if not info.is_dir()]
        if len(infos) > self._bounds.most_files + 2:
            raise self._fault(f"holds {len(infos)} files, {self._bounds.most_files} are the most")
        entries = {}
        seen = set()
        for info in infos:
            self._check_entry(info)
            same = unicodedata.normalize("NFC", info.filename).casefold()
            if same in seen:
                raise self._fault(f"holds {info.filename} twice")
            seen.add(same)
            entries[info.filename] = info
        return entries

    def _check_entry(self, info: zipfile.ZipInfo) -> None:
        # as it stands in the file: zipfile cuts names at NUL and turns separators round
        if not is_plain_name(info.orig_filename):
            raise self._fault(f"holds {info.orig_filename[:80]!r}, a name that leads elsewhere")
        mode = stat.S_IFMT(info.external_attr >> 16)
        if mode not in (0, stat.S_IFREG):
            raise self._fault(f"holds {info.filename!r} as a link or device")
        if info.flag_bits & _IS_ENCRYPTED:
            raise self._fault("is locked with a password")

    def _small(self, name: str, largest: int) -> bytes:
        if name not in self._entries:
            raise self._fault(f"holds no {name}")
        with self._archive.open(self._entries[name]) as source:
            content = source.read(largest + 1)
        if len(content) > largest:
            raise self._fault(f"holds a {name} of more than {largest >> 10} kB")
        return content

    def _parsed(self) -> dict[str, Any]:
        try:
            manifest = strict_json.parsed(self.manifest_bytes)
            kind = manifest["kind"]
            number = manifest["format"]
            files = manifest["files"].values()
            is_whole = all(isinstance(each["sha256"], str) for each in files)
            sizes = [each["bytes"] for each in files]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._fault(f"has a {MANIFEST} that cannot be understood") from error
        if not is_whole or not all(isinstance(size, int) and size >= 0 for size in sizes):
            raise self._fault(f"has a {MANIFEST} that cannot be understood")
        if kind != self._bounds.kind:
            raise self._fault(f"is a {str(kind)[:40]}, not a {self._bounds.kind}")
        if number != FORMAT:
            raise self._fault("was made by a newer version of the program: update this one first")
        if sum(sizes) > self._bounds.most_bytes:
            raise self._fault(f"unpacks to more than {self._bounds.most_bytes >> 20} MB")
        return manifest

    def _compare(self) -> None:
        held = self._entries.keys() - {MANIFEST, SIGNATURE}
        for name in sorted(held ^ self.files.keys())[:1]:
            where = "in its manifest" if name in self.files else "in the archive"
            raise self._fault(f"has {name} only {where}")

    def _fault(self, reason: str) -> BadArchive:
        return BadArchive(f"{self._name} {reason}: it is refused, and nothing was changed")


@contextmanager
def opened(path: Path, bounds: ArchiveBounds) -> Iterator[SealedArchive]:
    """The archive at `path`. Raises `BadArchive`, also from what is done with it inside, and `OSError`."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield SealedArchive(path, archive, bounds)
    except DAMAGE as error:
        raise BadArchive(
            f"{path.name} is no archive that can be opened: {damaged_zip.words(error)};"
            " copy it again"
        ) from error


@contextmanager
def being_written(path: Path, bounds: ArchiveBounds) -> Iterator[ArchiveWriter]:
    """A new archive, for its owner only, that is there when all went well. Raises `OSError`."""
    refuse_what_is_no_file(path)
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            yield ArchiveWriter(archive, bounds)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def is_plain_name(name: str) -> bool:
    """A path that stays below the folder it is unpacked in, on every system."""
    parts = PurePosixPath(name).parts
    if not parts or len(parts) > _DEEPEST or len(name) > _LONGEST_NAME:
        return False
    if "/".join(parts) != name or name.startswith("/"):
        return False
    return not any(part.startswith(".") or _has_odd_sign(part) for part in parts)


def _has_odd_sign(part: str) -> bool:
    return any(sign in '\\:*?"<>|' or not sign.isprintable() for sign in part)


def _entry(name: str, mode: int = _PRIVATE) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (stat.S_IFREG | mode) << 16
    return entry


def names_below(folder: Path) -> Iterable[str]:
    """Every plain file below the folder, as a name in an archive; links and what begins with a dot are left out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and is_plain_name(name):
            yield name
