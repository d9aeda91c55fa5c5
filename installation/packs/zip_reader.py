"""A stranger's zip: every name, size and kind is judged before anything is written."""

import stat
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

from installation.faults import BrokenPack
from installation.packs.file_rules import (
    KINDS,
    KINDS_IN_WORDS,
    MOST_BYTES,
    MOST_FILES,
    NAME,
    is_leftover,
)

LARGEST_ZIP = 512 << 20  # bytes
MOST_RATIO = 100  # of unpacked to packed bytes of one file: more is a bomb
_BLOCK = 1 << 20
_LEFT_BY_A_MAC = "__MACOSX"  # a folder
_IS_ENCRYPTED = 1


class ZipReader:
    """The files of a pack in an open zip."""

    def __init__(self, path: Path, archive: zipfile.ZipFile):
        """Judges all entries. Raises `BrokenPack`."""
        self._name = path.name
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}  # file name -> entry
        megabytes = path.stat().st_size >> 20
        if path.stat().st_size > LARGEST_ZIP:
            raise self._fault(
                f"has {megabytes} MB, a pack may have {LARGEST_ZIP >> 20}: "
                "leave out what it does not need"
            )
        infos = [info for info in archive.infolist() if not _is_leftover(info.filename)]
        if len(infos) > MOST_FILES:
            raise self._fault(f"holds {len(infos)} files, a pack may have {MOST_FILES}")
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise self._fault(f"says it unpacks to more than {MOST_BYTES >> 20} MB: it is refused")
        self._collect(infos)

    def metadata(self) -> bytes:
        """The content of pack.toml. Raises `BrokenPack`."""
        if "pack.toml" not in self._entries:
            models = [name for name in self._entries if name.endswith(".onnx")]
            if models:
                raise self._fault(
                    f"holds no pack.toml but a model, {models[0]}: unpack it, then kiosk pack new makes a pack"
                )
            raise self._fault("holds no pack.toml: make it with kiosk pack bundle")
        with self._archive.open(self._entries["pack.toml"]) as source:
            content = source.read(_BLOCK + 1)
        if len(content) > _BLOCK:
            raise self._fault(f"holds a pack.toml of more than {_BLOCK >> 20} MB: it is refused")
        return content

    def unpack(self, folder: Path) -> None:
        """Writes all files into `folder`. Raises `BrokenPack`, `OSError`."""
        left = MOST_BYTES
        for name, info in self._entries.items():
            with self._archive.open(info) as source, (folder / name).open("xb") as target:
                while block := source.read(_BLOCK):
                    left -= len(block)  # what really comes out: an entry may say less than it holds
                    if left < 0:
                        raise self._fault(f"holds more in {name} than it says: it is refused")
                    target.write(block)

    def _collect(self, infos: list[zipfile.ZipInfo]) -> None:
        folders = set()
        seen = set()
        for info in infos:
            folder, name = self._split(info)
            folders.add(folder)
            if not name:
                continue
            same = unicodedata.normalize("NFC", name).casefold()
            if same in seen:
                raise self._fault(f"holds {name} twice: make it with kiosk pack bundle")
            seen.add(same)
            self._entries[name] = info
        if len(folders) > 1:
            names = ", ".join(sorted(folders))[:80]
            raise self._fault(f"holds more than one folder ({names}): a pack is one flat folder")

    def _split(self, info: zipfile.ZipInfo) -> tuple[str, str]:
        """Folder and file name of an entry that may be unpacked; no file name for a folder."""
        self._check_place(info)
        parts = PurePosixPath(info.orig_filename).parts
        if not parts:
            parts = ("",)
        if info.is_dir():
            return parts[0], ""
        folder = "/".join(parts[:-1])
        name = parts[-1]
        self._check_file(info, folder, name)
        return folder, name

    def _check_place(self, info: zipfile.ZipInfo) -> None:
        """Nothing may lead out of the pack, be a link or a device, or be encrypted."""
        # As it stands in the file: zipfile cuts names at NUL and turns separators round.
        raw = info.orig_filename
        leads_out = raw.startswith("/") or ".." in PurePosixPath(raw).parts
        if leads_out or any(sign in raw for sign in "\\:\0"):
            raise self._fault(f"holds {raw!r}, a name that leads out of the pack: it is refused")
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise self._fault(f"holds {raw!r} as a link or device: it is refused")
        if info.flag_bits & _IS_ENCRYPTED:
            raise self._fault("is locked with a password: bundle it without")

    def _check_file(self, info: zipfile.ZipInfo, folder: str, name: str) -> None:
        raw = info.orig_filename
        if "/" in folder:
            raise self._fault(
                f"holds {raw!r}, a folder in a folder: a pack is one flat folder; zip that one alone"
            )
        if not NAME.fullmatch(name):
            raise self._fault(
                f"holds {raw!r}, a name that not every system can keep: "
                "use letters, digits, - and _"
            )
        if name.lower().endswith(".zip"):
            raise self._fault(f"holds another zip, {name}: unpack it once, and install that one")
        if PurePosixPath(name).suffix.lower() not in KINDS:
            raise self._fault(f"holds {raw!r}, but a pack holds data only ({KINDS_IN_WORDS})")
        ratio = info.file_size / max(1, info.compress_size)
        if ratio > MOST_RATIO and info.file_size > _BLOCK:
            raise self._fault(
                f"holds {name}, which would unpack to {ratio:.0f} times its size: it is refused"
            )

    def _fault(self, reason: str) -> BrokenPack:
        return BrokenPack(f"{self._name} {reason}")


def _is_leftover(name: str) -> bool:
    parts = name.split("/")
    return _LEFT_BY_A_MAC in parts[:-1] or is_leftover(parts[-1])
