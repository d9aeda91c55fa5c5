"""Lists of captions as tables: from spreadsheets and collection databases, or lines of JSON."""

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import unquote

from installation.studio.collection.iiif_manifest import file_of
from installation.studio.collection.picture_names import PictureNames

# a column, by any of its usual names
COLUMNS = {
    "file": (
        *("file", "filename", "file name", "file_name", "image", "picture", "photo", "path"),
        *("datei", "dateiname", "bild", "bilddatei", "foto", "pfad"),
    ),
    "title": (
        *("title", "titel", "name", "object", "objekt", "label", "object name", "object title"),
        *("bezeichnung", "objektbezeichnung", "objekttitel", "objektname"),
    ),
    "maker": (
        *("maker", "artist", "creator", "author", "photographer"),
        *("künstler", "kuenstler", "künstler/in", "hersteller", "urheber", "autor", "fotograf"),
    ),
    "licence": ("licence", "license", "lizenz", "rights", "rechte"),
    "link": ("link", "url", "uri", "identifier"),
    "label": ("class", "klasse", "category", "kategorie", "type", "typ", "gattung"),
    "group": ("group", "gruppe", "series", "serie"),
}
SEPARATORS = (",", ";", "\t", "|")
LONGEST = 160  # characters of one entry
MOST_ABOVE = 20  # lines in which a database names itself, above the heads
_BETWEEN_FILES = re.compile(r"[;|,\n\r\t]+")  # of one object, in one cell

Row = dict[str, str]  # head -> cell


class BrokenCaptions(Exception):
    """A list of captions that cannot be read; says which and why."""


class NoFiles(BrokenCaptions):
    """A table that names no files: it may be about something else."""


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

    def over(self, other: "Caption") -> "Caption":
        """What this one leaves open is taken from another."""
        names = [each.name for each in fields(self)]
        return Caption(**{name: getattr(self, name) or getattr(other, name) for name in names})


def short(value: Any) -> str:
    """On one line, of bounded length."""
    return " ".join(str(value or "").split())[:LONGEST]


def rows_of_text(text: str, name: str) -> list[list[str]]:
    """The cells of each line of a table. Raises `BrokenCaptions`."""
    separator, text = _separator(text.replace("\0", ""))
    try:
        # strictly as it stands: a cell may have several lines
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise BrokenCaptions(
                f'{name} cannot be read: a cell begins with a quotation mark (") that is never closed'
            ) from error
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise BrokenCaptions(f"{name} cannot be read: {error}") from error


def with_heads(lines: list[list[str]], pictures: PictureNames, name: str) -> list[Row]:
    """The lines below the heads; of two columns that are called the same, the first that says something.

    Raises `BrokenCaptions` where pictures stand in place of heads.
    """
    if not lines:
        return []
    number = _line_of_heads(lines)
    heads = lines[number]
    if any(pictures.has(cell) for cell in heads):
        raise BrokenCaptions(
            f"{name} has no line of heads above its columns: write one, such as file, title, maker"
        )
    rows = []
    for line in lines[number + 1 :]:
        row = dict.fromkeys(heads, "")
        for head, cell in zip(heads, line, strict=False):
            row[head] = row[head] or cell
        rows.append(row)
    return rows


def captions_of(rows: list[Row], pictures: PictureNames, name: str) -> dict[str, Caption]:
    """File as the table names it -> what it says. Raises `NoFiles`."""
    heads = list(rows[0]) if rows else []
    names = _columns(heads)
    column = _column_of_files(rows, names.pop("file", None), pictures)
    if column is None:
        there = ", ".join(short(head) for head in heads) or "nothing"
        raise NoFiles(
            f"{name} has no column that names the files: one must be called file, image, datei or "
            f"bild, or hold the names of the pictures, with or without .jpg; available: {there[:LONGEST]}"
        )
    found: dict[str, Caption] = {}
    for row in rows:
        caption = Caption(**{key: short(row.get(head)) for key, head in names.items()})
        for file in _files_in(str(row.get(column) or ""), pictures):
            found[file] = caption.over(found.get(file, Caption()))
    return found


def _line_of_heads(lines: list[list[str]]) -> int:
    """Databases put their own name and the date above."""
    first = lines[:MOST_ABOVE]
    wide = [number for number, line in enumerate(first) if len(list(filter(None, line))) > 1]
    known = [number for number, line in enumerate(first) if len(_columns(line)) > 1]
    if wide and (_columns(lines[wide[0]]) or not known):
        return wide[0]
    return known[0] if known else 0


def _files_in(cell: str, pictures: PictureNames) -> list[str]:
    """One file, or several of one object."""
    parts = [_as_file(part) for part in _BETWEEN_FILES.split(cell) if part.strip()]
    if len(parts) > 1 and any(pictures.has(part) for part in parts):
        return parts
    return [_as_file(cell)] if cell.strip() else []


def _as_file(cell: str) -> str:
    """A name as it stands; of an address, what a browser saves it as."""
    name = short(cell)
    if "://" not in name:
        return name
    path = unquote(name.partition("?")[0].partition("#")[0])
    last = file_of(path)
    return path if path.lower().endswith(last) else last


def _column_of_files(rows: list[Row], named: str | None, pictures: PictureNames) -> str | None:
    """The column that names the most pictures; the one that is called so where none names more."""
    if not rows:
        return named
    ways: tuple[Callable[[list[str]], int], ...] = (pictures.count, pictures.count_alike)
    for count in ways:
        counts = {head: count(_cells(rows, head, pictures)) for head in rows[0]}
        best = max(counts, key=lambda head: (counts[head], head == named))
        if counts[best]:
            return best
    return named


def _cells(rows: list[Row], head: str, pictures: PictureNames) -> list[str]:
    return [file for row in rows for file in _files_in(str(row.get(head) or ""), pictures)]


def _separator(text: str) -> tuple[str, str]:
    """What stands between the columns, most often of the first lines, and the list without Excel's word on it."""
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"\s*\"?sep=(.)\"?\s*", first, re.IGNORECASE)
    if told:
        return told[1], rest
    if not any(sign in first for sign in SEPARATORS):
        first = "".join(text.splitlines()[:MOST_ABOVE])
    return max(SEPARATORS, key=first.count), text


def _columns(heads: Iterable[str]) -> dict[str, str]:
    """Which column holds what: key -> the column's name in the file."""
    names: dict[str, str] = {}
    for key, usual in COLUMNS.items():
        for head in heads:
            if head and head.strip(' "“”„\t').lower() in usual:
                names.setdefault(key, head)
    return names
