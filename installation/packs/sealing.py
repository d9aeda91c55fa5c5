"""The seal of a pack: checksums of its files and of its papers, kept in pack.toml itself."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from installation.common.files import sha256, write_whole
from installation.packs import manifest
from installation.packs.file_rules import contents
from installation.packs.manifest import Pack

PAPERS = "pack.toml"
SOURCE = "source"  # the model of the pack whose picture goes in
PREVIEW = "preview.jpg"  # made of a pack that may be sealed already
_SEAL = re.compile(r"\n*^\[files\]\n(?:(?!\[)[^\n]*\n?)*", re.MULTILINE)


def seal(folder: Path) -> dict[str, str]:
    """Writes the checksums of all files into pack.toml; returns them.

    That of the papers is of their text without the seal; of a source it is that of its model. Raises `BrokenPack`, `OSError`.
    """
    pack = manifest.load(folder)
    checksums = {PAPERS: _of_papers(folder)}
    if pack.source is not None:
        checksums[SOURCE] = _of_model(pack.source)
    for path in contents(folder):
        if path.is_file() and path.name != PAPERS:
            checksums[path.name] = sha256(path)
    rows = [f'"{name}" = "{checksum}"' for name, checksum in checksums.items()]
    lines = [_without_seal(folder), "", "[files]", *rows, ""]
    write_whole(folder / PAPERS, "\n".join(lines))
    manifest.load(folder)
    return checksums


def checksum(files: Mapping[str, str]) -> str:
    """One of all that are in a seal: the same where the same files lie in two packs. Empty for a pack without a seal."""
    if not files:
        return ""
    return hashlib.sha256(json.dumps(dict(sorted(files.items()))).encode()).hexdigest()[:32]


def changed_since(pack: Pack) -> str:
    """What of a sealed pack is not as it was, though it may be shown; empty where all is.

    Papers may be changed while the piece runs; the files that matter are judged by themselves.
    """
    wanted = pack.files.get(PAPERS)
    if wanted is not None and wanted != _of_papers(pack.folder):
        return "its papers (pack.toml) were changed"
    if pack.source is not None and pack.files.get(SOURCE) != _of_model(pack.source):
        return f"the model of its source {pack.source.about.name} was changed"
    known = {*pack.files, PAPERS, PREVIEW}
    added = [path.name for path in contents(pack.folder) if path.name not in known]
    return f"{', '.join(added)} came in" if added else ""


def _of_model(pack: Pack) -> str:
    return sha256(pack.folder / pack.generator.file)


def _of_papers(folder: Path) -> str:
    return hashlib.sha256(_without_seal(folder).encode()).hexdigest()


def _without_seal(folder: Path) -> str:
    text = (folder / PAPERS).read_text(encoding="utf-8")
    return _SEAL.sub("\n", text).rstrip()
