"""What is known of the pictures: a CSV or an IIIF manifest beside them."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

# a column of the CSV, by any of its usual names
COLUMNS = {
    "file": ("file", "filename", "datei", "dateiname", "image", "bild"),
    "title": ("title", "titel", "name", "object", "objekt", "label"),
    "maker": ("maker", "artist", "creator", "künstler", "kuenstler", "hersteller", "urheber"),
    "licence": ("licence", "license", "lizenz", "rights", "rechte"),
    "link": ("link", "url", "uri", "identifier"),
    "label": ("class", "klasse", "category", "kategorie", "type", "typ", "gattung"),
    "group": ("group", "gruppe", "series", "serie"),
}
MOST_BYTES = 64 << 20
SNIFFED = 8192  # characters in which the separator is looked for
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
    return name.strip().replace("\\", "/").removeprefix("./").lower()


def read_captions(folder: Path) -> CaptionList:
    """What the lists beside the pictures say.

    Raises `BrokenCaptions`. A folder without a list has no captions.
    """
    found: dict[str, Caption] = {}
    for path in sorted(folder.glob("*.csv")):
        found.update(_of_csv(path))
    for path in sorted(folder.glob("*.json")):
        found.update(_of_manifest(path))
    return CaptionList(found)


def _text(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise BrokenCaptions(f"{path.name} is larger than 64 MB")
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what spreadsheets write


def _of_csv(path: Path) -> dict[str, Caption]:
    text = _text(path)
    try:
        dialect = csv.Sniffer().sniff(text[:SNIFFED], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = list(csv.DictReader(text.splitlines(), dialect=dialect))
    except csv.Error as error:
        raise BrokenCaptions(f"{path.name} cannot be read: {error}") from error
    names = _columns(list(rows[0]) if rows else [])
    if "file" not in names:
        wanted = ", ".join(COLUMNS["file"][:2])
        raise BrokenCaptions(
            f"{path.name} has no column that names the files: one must be called {wanted}"
        )
    found = {}
    for row in rows:
        entry = {key: _short(row.get(column)) for key, column in names.items()}
        file = entry.pop("file")
        found[file] = Caption(**entry)
    return found


def _columns(heads: list[str]) -> dict[str, str]:
    """Which column holds what: key -> the column's name in the file."""
    names: dict[str, str] = {}
    for key, usual in COLUMNS.items():
        for head in heads:
            if head and head.strip().lower() in usual:
                names.setdefault(key, head)
    return names


def _short(value: Any) -> str:
    return " ".join(str(value or "").split())[:LONGEST]


def _of_manifest(path: Path) -> dict[str, Caption]:
    """An IIIF manifest (Presentation API 2 or 3): a canvas is a picture; other JSON has no captions."""
    try:
        content = json.loads(_text(path))
    except ValueError as error:
        raise BrokenCaptions(f"{path.name} is no JSON: {error}") from error
    if not isinstance(content, dict) or "iiif.io" not in str(content.get("@context", "")):
        return {}
    rights = _short(content.get("rights") or content.get("license"))
    canvases = content.get("items") or _first(content.get("sequences")).get("canvases") or []
    found = {}
    for canvas in canvases:
        if not isinstance(canvas, dict):
            continue
        link = str(canvas.get("id") or canvas.get("@id") or "")
        caption = Caption(_label(canvas.get("label")), licence=rights, link=_short(link))
        for address in _addresses(canvas):
            found[_file_of(address)] = caption
    return found


def _first(value: Any) -> dict[str, Any]:
    is_list = isinstance(value, list) and value and isinstance(value[0], dict)
    return value[0] if is_list else {}


def _label(value: Any) -> str:
    """A label is text, or lists of texts by language."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return _short(value)


def _addresses(part: Any) -> list[str]:
    """All addresses of pictures within a canvas."""
    if isinstance(part, list):
        return [address for each in part for address in _addresses(each)]
    if not isinstance(part, dict):
        return []
    found = []
    body = part.get("body") or part.get("resource")
    if isinstance(body, dict):
        found.append(str(body.get("id") or body.get("@id") or ""))
    for key in ("items", "images"):
        found += _addresses(part.get(key))
    return [address for address in found if address]


def _file_of(address: str) -> str:
    """The file's name in an address; of an IIIF image address, that of the image."""
    parts = address.rstrip("/").split("/")
    if len(parts) > 4 and parts[-1].split(".")[0] in ("default", "native", "color"):
        return f"{parts[-5]}.{parts[-1].split('.')[-1]}".lower()
    return parts[-1].lower()
