"""What is known of the pictures: a CSV or an IIIF manifest beside them."""

import codecs
import csv
import io
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from installation.studio.collection.iiif_manifest import canvases_of
from installation.studio.collection.picture_files import picture_files

# a column of the CSV, by any of its usual names
COLUMNS = {
    "file": (
        *("file", "filename", "file name", "file_name", "image", "picture", "photo", "path"),
        *("datei", "dateiname", "bild", "bilddatei", "foto", "pfad"),
    ),
    "title": ("title", "titel", "name", "object", "objekt", "label"),
    "maker": ("maker", "artist", "creator", "künstler", "kuenstler", "hersteller", "urheber"),
    "licence": ("licence", "license", "lizenz", "rights", "rechte"),
    "link": ("link", "url", "uri", "identifier"),
    "label": ("class", "klasse", "category", "kategorie", "type", "typ", "gattung"),
    "group": ("group", "gruppe", "series", "serie"),
}
TABLES = (".csv", ".tsv")
MANIFESTS = (".json", ".jsonld")
MOST_BYTES = 64 << 20
SEPARATORS = (",", ";", "\t", "|")
LONGEST = 160  # characters of one entry


class BrokenCaptions(Exception):
    """A list of captions that cannot be read; says which and why."""


@dataclass(frozen=True)
class Caption:
    """What is known of one picture; empty where nothing is."""

    title: str = ""
    maker: str = ""
    licence: str = ""
    link: str = ""
    label: str = ""  # the class it belongs to
    group: str = ""  # pictures of one group are alike: either all are learned from, or none

    @property
    def lines(self) -> str:
        """For visitors: what it is, and on a line below who made it."""
        return "\n".join(part for part in (self.title, self.maker) if part)


class CaptionList:
    """What a list says of its files, named with or without their folders and endings."""

    def __init__(self, entries: dict[str, Caption]):
        """Captions by the file as the list names it: "jug.jpg", "jug", "D:\\scans\\cellar\\jug.jpg"."""
        self._entries = {_key(name): caption for name, caption in entries.items()}
        self._endings: dict[str, set[Caption]] = {}  # of these names -> all that end so
        for key, caption in self._entries.items():
            for ending in _endings(key):
                self._endings.setdefault(ending, set()).add(caption)

    def of(self, name: str) -> Caption:
        """Of a picture by its path in the folder: the entry that names most of that path."""
        key = _key(name)
        for path in (key, str(PurePosixPath(key).with_suffix(""))):
            for ending in _endings(path):
                if ending in self._entries:
                    return self._entries[ending]
            longer = self._endings.get(path, set())
            if len(longer) == 1:
                return next(iter(longer))
        return Caption()


def _endings(path: str) -> list[str]:
    """Of "a/b/c": itself, b/c, c."""
    parts = path.split("/")
    return ["/".join(parts[first:]) for first in range(len(parts))]


def _key(name: str) -> str:
    """A path as it is looked up: in small letters, its folders as on this machine."""
    plain = unicodedata.normalize("NFC", name)  # a Mac writes ü as u and dots
    return plain.strip().replace("\\", "/").removeprefix("./").lower()


def read_captions(folder: Path) -> CaptionList:
    """What the lists beside the pictures say.

    Raises `BrokenCaptions`. A folder without a list has no captions.
    """
    found: dict[str, Caption] = {}
    lists = [path for path in sorted(folder.iterdir()) if path.is_file()]
    names = _names_in(folder)
    for path in lists:
        if path.suffix.lower() in TABLES and not path.name.startswith("."):
            found.update(_of_csv(path, names))
    for path in lists:
        if path.suffix.lower() in MANIFESTS and not path.name.startswith("."):
            found.update(_of_manifest(path))
    return CaptionList(found)


def _names_in(folder: Path) -> set[str]:
    """All ways in which a list may name a picture in the folder."""
    names = set()
    for path in picture_files(folder):
        key = _key(str(path.relative_to(folder)))
        names.update(_endings(key))
        names.update(_endings(str(PurePosixPath(key).with_suffix(""))))
    return names


def _text(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise BrokenCaptions(f"{path.name} is larger than 64 MB")
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Excel's "Unicode text"
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what spreadsheets write


def _of_csv(path: Path, pictures: set[str]) -> dict[str, Caption]:
    """`pictures`: their names, by which a column is known that is called otherwise."""
    text = _text(path).replace("\0", "")
    separator, text = _separator(text)
    try:
        # strictly as it stands: a cell may have several lines
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise BrokenCaptions(f"{path.name} cannot be read: {error}") from error
    heads = list(rows[0]) if rows else []
    names = _columns(heads)
    column = _column_of_files(rows, names.get("file"), heads, pictures)
    if column is not None:
        names["file"] = column
    if "file" not in names:
        there = ", ".join(_short(head) for head in (rows[0] if rows else [])) or "nothing"
        raise BrokenCaptions(
            f"{path.name} has no column that names the files: one must be called file, image, datei or "
            f"bild, or hold the names of the pictures, with or without .jpg; there is {there[:LONGEST]}"
        )
    found = {}
    for row in rows:
        entry = {key: _short(row.get(column)) for key, column in names.items()}
        file = entry.pop("file")
        found[file] = Caption(**entry)
    return found


def _column_of_files(
    rows: list[dict[str, str]], named: str | None, heads: list[str], pictures: set[str]
) -> str | None:
    """The column that names the most pictures; the one that is called so where none names more."""
    counts = {}
    for head in heads:
        if head is not None:
            keys = [_key(_short(row.get(head))) for row in rows]
            counts[head] = sum(key.rsplit("/", 1)[-1] in pictures for key in keys if key)
    if not counts:
        return named
    best = max(counts, key=lambda head: (counts[head], head == named))
    return best if counts[best] else named


def _separator(text: str) -> tuple[str, str]:
    """What stands between the columns, most often of the first line, and the list without Excel's word on it."""
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"\s*\"?sep=(.)\"?\s*", first, re.IGNORECASE)
    if told:
        return told[1], rest
    return max(SEPARATORS, key=first.count), text


def _columns(heads: list[str]) -> dict[str, str]:
    """Which column holds what: key -> the column's name in the file."""
    names: dict[str, str] = {}
    for key, usual in COLUMNS.items():
        for head in heads:
            if head and head.strip().strip('"').lower() in usual:
                names.setdefault(key, head)
    return names


def _short(value: Any) -> str:
    return " ".join(str(value or "").split())[:LONGEST]


def _of_manifest(path: Path) -> dict[str, Caption]:
    """An IIIF manifest; other JSON has no captions."""
    try:
        content = json.loads(_text(path))
    except ValueError as error:
        raise BrokenCaptions(f"{path.name} is no JSON: {error}") from error
    except RecursionError:  # thousands of brackets in one another
        return {}
    found = {}
    for canvas in canvases_of(content):
        file = unquote(canvas.file)
        known = (_short(text) for text in (canvas.title, canvas.maker, canvas.licence, canvas.link))
        found[file] = Caption(*known)
    return {file: caption for file, caption in found.items() if file}
