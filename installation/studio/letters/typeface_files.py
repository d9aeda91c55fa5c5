"""Font files and their papers: a folder somebody names, or a Debian package, unpacked."""

import gzip
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

PACKAGE = "texlive-fonts-extra"
OUTLINES = (".otf", ".ttf")
TYPE_1 = ".pfb"
TYPE_1_TEXT = r"(?:[^()\\]|\\.|\([^()]*\))*"  # brackets within it are escaped, or come in pairs
LONGEST_NOTICE = 300
# numbers of a font's name table
COPYRIGHT = 0
FAMILY = 1
STYLE = 2
FULL_NAME = 4
DESIGNER = 9
LICENCE = 13
LICENCE_PAGE = 14
BEST_FAMILY = 16
BEST_STYLE = 17
# what the text of a licence says -> its short name; the first that fits counts
LICENCES = (
    (r"SIL Open Font|\bOFL\b|scripts\.sil\.org", "OFL"),
    (r"GUST|\bgfs?l\b", "GUST"),
    (r"Apache|apache2", "Apache-2.0"),
    (r"Bitstream Vera|Bitstream Charter|by Bitstream, Inc", "Bitstream"),
    (r"\bMIT\b|Permission is hereby granted, free of charge", "MIT"),
    (r"public domain|\bpd\b", "public domain"),
    (r"\bcc0\b", "CC0"),
    (r"cc-by-4|cc-by-1|Creative Commons Attribution [34]", "CC-BY"),
    (r"LaTeX Project|\blppl", "LPPL"),
    (r"\bbsd|BSD", "BSD"),
)


class NoTypefaces(Exception):
    """There are no font files, and they could not be fetched; says what to do."""


@dataclass(frozen=True)
class FontFile:
    """A font file and what its papers say."""

    path: str
    collection: str  # all of a maker's faces that belong together
    family: str
    style: str
    designer: str  # may be empty
    licence: str  # short name; empty where none is known
    notice: str = ""  # of the copyright; may be empty


def fetch(folder: Path) -> Path:
    """Downloads PACKAGE and unpacks it there; nothing is installed. Raises NoTypefaces."""
    unpacked = folder / "unpacked"
    if unpacked.exists():
        return unpacked
    folder.mkdir(parents=True, exist_ok=True)
    _ask(["apt-get", "download", PACKAGE], folder)
    archives = sorted(folder.glob(f"{PACKAGE}_*.deb"))
    _ask(["dpkg-deb", "-x", str(archives[-1]), "unpacking"], folder)
    archives[-1].unlink()
    (folder / "unpacking").rename(unpacked)
    return unpacked


def _ask(command: list[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        advice = "Name a folder of font files instead: --typefaces FOLDER"
        raise NoTypefaces(f"{' '.join(command)} did not work. {advice}") from error


@dataclass(frozen=True)
class FontFolder:
    """A folder of font files: a package, unpacked, or the files of a museum."""

    path: Path
    said: Mapping[str, str]  # by the package's own list: collection -> words such as "ofl lppl"
    own_licence: str = ""  # of files that say nothing of a licence, in the words of who owns them

    @classmethod
    def of(cls, path: Path, own_licence: str = "") -> "FontFolder":
        """With the list of licences that lies in it, where one does."""
        return cls(path, _package_licences(path), own_licence)

    def files(self) -> list[Path]:
        """All font files; Type 1 only where a collection has nothing newer."""
        found: dict[Path, list[Path]] = {}
        for path in sorted(self.path.rglob("*")):
            if path.suffix.lower() in (*OUTLINES, TYPE_1):
                found.setdefault(path.parent, []).append(path)
        newer = {parent.name for parent, paths in found.items() if _has_outlines(paths)}
        chosen = []
        for parent, paths in found.items():
            is_old = not _has_outlines(paths)
            if is_old and parent.name in newer:
                continue
            takes_all = is_old or parent == self.path
            chosen += [path for path in paths if takes_all or path.suffix.lower() in OUTLINES]
        return chosen

    def papers(self, path: Path) -> FontFile:
        """A file's names; its own word about its licence counts more than the package's."""
        names = _names_of(path)
        family = names.get(BEST_FAMILY) or names.get(FAMILY) or path.parent.name
        own = " ".join(names.get(number, "") for number in (LICENCE, LICENCE_PAGE)).strip()
        said = self.said.get(path.parent.name, "")
        unsaid = "" if own or said else self.own_licence
        return FontFile(
            str(path),
            # files side by side, without folders of their own, belong together by family only
            family if path.parent == self.path else path.parent.name,
            family,
            names.get(BEST_STYLE) or names.get(STYLE) or path.stem,
            _one_line(names.get(DESIGNER, "")),
            _short(own) or _short(said) or unsaid,
            _notice(names),
        )


def _has_outlines(paths: list[Path]) -> bool:
    return any(path.suffix.lower() in OUTLINES for path in paths)


def _package_licences(folder: Path) -> dict[str, str]:
    said = {}
    for path in folder.rglob("Licenses.gz"):
        with gzip.open(path, "rt", errors="replace") as lines:
            for line in lines:
                match = re.match(r"([\w.+-]+): +(\S.*)$", line)
                if match:
                    said[match[1]] = match[2].strip()
    return said


def notice_of(path: Path) -> str:
    """What a font file says of its copyright, empty where it says nothing."""
    return _notice(_names_of(path))


def _notice(names: dict[int, str]) -> str:
    return _one_line(names.get(COPYRIGHT, ""), LONGEST_NOTICE)


def is_plain(path: Path) -> bool:
    """Not a variable font, not a colour font."""
    if path.suffix.lower() == TYPE_1:
        return True
    try:
        with TTFont(path, lazy=True) as font:
            special = {"fvar", "COLR", "CBDT", "SVG ", "sbix"}
            return special.isdisjoint(font.keys())
    except (TTLibError, OSError, ValueError):
        return False


def _names_of(path: Path) -> dict[int, str]:
    is_old = path.suffix.lower() == TYPE_1
    return _type_1_names(path) if is_old else _names(path)


def _names(path: Path) -> dict[int, str]:
    """Name table: number -> text, English first; empty where the file is broken."""
    try:
        with TTFont(path, lazy=True) as font:
            table = font["name"]
            wanted = {record.nameID for record in table.names}
            return {number: str(table.getDebugName(number) or "") for number in wanted}
    except Exception:  # a broken font fails in many ways, and all mean the same
        return {}


def _type_1_names(path: Path) -> dict[int, str]:
    head = path.read_bytes()[:6000].decode("latin1")
    named = {FAMILY: "FamilyName", STYLE: "Weight", FULL_NAME: "FullName", COPYRIGHT: "Notice"}
    names = {}
    for number, key in named.items():
        match = re.search(rf"/{key}\s*\(({TYPE_1_TEXT})\)", head)
        names[number] = _unescaped(match[1]) if match else ""
    names[LICENCE] = names[COPYRIGHT]
    return names


def _unescaped(text: str) -> str:
    """A text of PostScript as it is read: its signs by number, and brackets within it."""
    signs = re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), text)
    return signs.replace("\\(", "(").replace("\\)", ")")


def _short(text: str) -> str:
    for pattern, name in LICENCES:
        if re.search(pattern, text, re.IGNORECASE):
            return name
    return ""


def _one_line(text: str, longest: int = 80) -> str:
    return " ".join(text.split())[:longest]
