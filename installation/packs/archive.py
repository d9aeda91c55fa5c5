"""Packs on their way: sealed with checksums, bundled into one zip, and taken out of it without trusting it."""

import re
import stat
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

from installation.common.files import sha256, whole_folder, write_whole
from installation.faults import BrokenPack, Refused
from installation.packs import manifest, quarantine
from installation.packs.check import BAD, KINDS, MOST_BYTES, MOST_FILES, NAME

LARGEST_ZIP = 512 << 20
MOST_RATIO = 100  # of unpacked to packed bytes of one file: more is a bomb
_BLOCK = 1 << 20
_RUBBISH = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_YEAR_ZERO = (1980, 1, 1, 0, 0, 0)  # the same content is the same zip, whenever it was made
_SEAL = re.compile(r"\n*^\[files\]\n(?:(?!\[)[^\n]*\n?)*", re.MULTILINE)


def seal(folder: Path) -> dict[str, str]:
    """Writes the checksums of all files into pack.toml; returns them. Raises `BrokenPack`."""
    manifest.load(folder)
    sums = {path.name: sha256(path) for path in _contents(folder) if path.name != "pack.toml"}
    papers = folder / "pack.toml"
    text = _SEAL.sub("\n", papers.read_text(encoding="utf-8")).rstrip()
    rows = "\n".join(f'"{name}" = "{digest}"' for name, digest in sums.items())
    write_whole(papers, f"{text}\n\n[files]\n{rows}\n".encode())
    manifest.load(folder)
    return sums


def bundle(folder: Path, target: Path) -> str:
    """Seals the pack and writes it as one zip; returns the zip's own checksum. Raises `BrokenPack`, `OSError`."""
    seal(folder)
    part = target.with_name(f".{target.name}.new")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in _contents(folder):
                entry = zipfile.ZipInfo(f"{folder.name}/{path.name}", _YEAR_ZERO)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                with path.open("rb") as source, archive.open(entry, "w") as sink:
                    while block := source.read(_BLOCK):
                        sink.write(block)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return sha256(target)


def install(
    path: Path, models: Path, replace: bool = False, studio: bool = True
) -> tuple[str, list[dict]]:
    """Takes a pack out of a zip into `models` when it proves itself; returns its name and what was found.

    Nothing is written but in a folder of its own, which takes its place only when all is well.
    Raises `BrokenPack`, `Refused`, `OSError`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _entries(path, archive)
            name = _name(path, archive, entries)
            if (models / name).exists() and not replace:
                raise Refused(
                    f"a pack {name} is already there: say --replace to put this one in its place"
                )
            with whole_folder(models / name) as folder:
                _unpack(archive, entries, folder)
                findings = quarantine.ask("check:check", folder, name=name, studio=studio)
                for finding in findings:
                    finding["words"] = finding["words"].replace(folder.name, name)
                if bad := [finding["words"] for finding in findings if finding["state"] == BAD]:
                    raise BrokenPack(f"{path.name} is not installed: {bad[0]}")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise BrokenPack(
            f"{path.name} is no zip that can be opened ({error}): copy or bundle it again"
        ) from error
    return name, findings


def _contents(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")
    )


def _entries(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """File name -> entry. Every name, size and kind is judged before anything is written."""
    if path.stat().st_size > LARGEST_ZIP:
        raise BrokenPack(
            f"{path.name} has {path.stat().st_size >> 20} MB, a pack may have {LARGEST_ZIP >> 20}: leave out what it does not need"
        )
    infos = [info for info in archive.infolist() if not _RUBBISH.search(info.filename)]
    if len(infos) > MOST_FILES:
        raise BrokenPack(f"{path.name} holds {len(infos)} files, a pack may have {MOST_FILES}")
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise BrokenPack(
            f"{path.name} says it unpacks to more than {MOST_BYTES >> 20} MB: it is refused"
        )
    found: dict[str, zipfile.ZipInfo] = {}
    folders = set()
    for info in infos:
        place, name = _split(path, info)
        folders.add(place)
        if not name:
            continue
        same = unicodedata.normalize("NFC", name).casefold()
        if same in {other.casefold() for other in found}:
            raise BrokenPack(f"{path.name} holds {name} twice: make it with kiosk pack bundle")
        found[name] = info
    if len(folders) > 1:
        raise BrokenPack(
            f"{path.name} holds more than one folder ({', '.join(sorted(folders))[:80]}): a pack is one flat folder"
        )
    return found


def _split(path: Path, info: zipfile.ZipInfo) -> tuple[str, str]:
    """The folder and file name of an entry that may be unpacked. Raises `BrokenPack`."""
    # as it stands in the file: zipfile cuts names at NUL and turns separators round
    raw, mode = info.orig_filename, info.external_attr >> 16
    parts = PurePosixPath(raw).parts
    if raw.startswith("/") or "\\" in raw or ":" in raw or "\0" in raw or ".." in parts:
        raise BrokenPack(
            f"{path.name} holds {raw!r}, a name that leads out of the pack: it is refused"
        )
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BrokenPack(f"{path.name} holds {raw!r} as a link or device: it is refused")
    if info.flag_bits & 1:
        raise BrokenPack(f"{path.name} is locked with a password: bundle it without")
    if info.is_dir():
        return parts[0] if parts else "", ""
    folder, name = "/".join(parts[:-1]), parts[-1] if parts else ""
    if not NAME.fullmatch(name) or "/" in folder:
        raise BrokenPack(
            f"{path.name} holds {raw!r}, which is no file of a pack: one flat folder, letters, digits, - and _"
        )
    if PurePosixPath(name).suffix.lower() not in KINDS:
        raise BrokenPack(
            f"{path.name} holds {raw!r}, but a pack holds data only ({', '.join(filter(None, KINDS))})"
        )
    if info.file_size > MOST_RATIO * max(1, info.compress_size) and info.file_size > _BLOCK:
        raise BrokenPack(
            f"{path.name}: {name} would unpack to {info.file_size / max(1, info.compress_size):.0f} times its size: it is refused"
        )
    return folder, name


def _name(path: Path, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> str:
    """As pack.toml says it."""
    if "pack.toml" not in entries:
        raise BrokenPack(f"{path.name} holds no pack.toml: make it with kiosk pack bundle")
    text = _read_some(archive, entries["pack.toml"], _BLOCK)
    return manifest.name_in(text, path.name)


def _read_some(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(info) as source:
        content = source.read(most + 1)
    if len(content) > most:
        raise BrokenPack(f"{info.filename} has more than {most >> 20} MB: it is refused")
    return content


def _unpack(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], folder: Path) -> None:
    """Counts what really comes out: an entry may say less than it holds."""
    left = MOST_BYTES
    for name, info in entries.items():
        with archive.open(info) as source, (folder / name).open("xb") as sink:
            while block := source.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise BrokenPack(f"{name} unpacks to more than was said: it is refused")
                sink.write(block)
