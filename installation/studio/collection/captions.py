"""What is known of the pictures: a table or an IIIF manifest beside them."""

import codecs
import html
import json
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from installation.studio.collection.caption_tables import (
    BrokenCaptions,
    Caption,
    NoFiles,
    captions_of,
    rows_of_text,
    short,
    with_heads,
)
from installation.studio.collection.iiif_manifest import canvases_of
from installation.studio.collection.picture_files import picture_files
from installation.studio.collection.picture_names import (
    PictureNames,
    endings,
    form_of,
    key_of,
    number_of,
    number_of_object,
)

TABLES = (".csv", ".tsv")
TEXTS = (".txt",)  # what Excel calls "Unicode text", or a word to the reader
MANIFESTS = (".json", ".jsonld", ".jsonl")
MOST_BYTES = 64 << 20
_TAG = re.compile(r"<[^<>]{1,400}>")  # IIIF allows some of HTML


class CaptionList:
    """What a list says of its files, named with or without their folders and endings."""

    def __init__(self, entries: dict[str, Caption]):
        """Captions by the file as the list names it: "jug.jpg", "jug", "D:\\scans\\cellar\\jug.jpg"."""
        self._entries = {key_of(name): caption for name, caption in entries.items()}
        self._endings: dict[str, set[Caption]] = {}  # of these names -> all that end so
        self._numbers: dict[str, set[Caption]] = {}  # inventory number -> all that have it
        for key, caption in self._entries.items():
            self._numbers.setdefault(number_of(key), set()).add(caption)
            for ending in endings(key):
                self._endings.setdefault(ending, set()).add(caption)
        objects = [number for number in self._numbers if not self._is_view(number)]
        self._forms = set(map(form_of, objects))  # of numbers with an entry of their own

    def of(self, name: str) -> Caption:
        """Of a picture by its path in the folder: the entry that names most of that path."""
        key = key_of(name)
        for path in (key, str(PurePosixPath(key).with_suffix(""))):
            for ending in endings(path):
                if ending in self._entries:
                    return self._entries[ending]
            longer = self._endings.get(path, set())
            if len(longer) == 1:
                return next(iter(longer))
        return self._of_number(number_of(PurePosixPath(key).name))

    def _of_number(self, number: str) -> Caption:
        """Of an inventory number, or of the object that it is a view of.

        Where the list has numbers of that form, each is another object: 1931-204-12 is no view of 1931-204
        beside an entry 1931-207-3.
        """
        numbers = [number]
        if form_of(number) not in self._forms:
            numbers.append(number_of_object(number))
        for each in filter(None, numbers):
            alike = self._numbers.get(each, set())
            if len(alike) == 1:
                return next(iter(alike))
        return Caption()

    def _is_view(self, number: str) -> bool:
        """Whether it has an entry that says the same as that of its object."""
        of_object = self._numbers.get(number_of_object(number), set())
        said = {caption.lines for caption in self._numbers[number]}
        return said == {caption.lines for caption in of_object}


def read_captions(folder: Path) -> CaptionList:
    """What the lists beside the pictures say; one adds to what another left open.

    Raises `BrokenCaptions`. A folder without a list has no captions.
    """
    found: dict[str, Caption] = {}
    about_others: list[NoFiles] = []
    pictures = PictureNames(str(path.relative_to(folder)) for path in picture_files(folder))
    lists = [path for path in sorted(folder.iterdir()) if _is_plain(path)]
    for path in sorted(lists, key=_is_json):
        try:
            read = _reader(path)(path, pictures)
        except NoFiles as fault:  # a table of visitors, perhaps
            about_others.append(fault)
            continue
        for file, caption in read.items():
            found[file] = caption.over(found.get(file, Caption()))
    if about_others and not found:
        raise about_others[0]
    return CaptionList(found)


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".")


def _is_json(path: Path) -> bool:
    return path.suffix.lower() in MANIFESTS


def _reader(path: Path) -> Callable[[Path, PictureNames], dict[str, Caption]]:
    ending = path.suffix.lower()
    if ending in TABLES:
        return _of_table
    if ending in TEXTS:
        return _of_text
    return _of_json if ending in MANIFESTS else lambda *_: {}


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


def _of_table(path: Path, pictures: PictureNames) -> dict[str, Caption]:
    """Raises `BrokenCaptions`."""
    lines = rows_of_text(_text(path), path.name)
    return captions_of(with_heads(lines, pictures, path.name), pictures, path.name)


def _of_text(path: Path, pictures: PictureNames) -> dict[str, Caption]:
    """A table, where it names pictures; else some other text."""
    try:
        return _of_table(path, pictures)
    except BrokenCaptions:
        return {}


def _of_json(path: Path, pictures: PictureNames) -> dict[str, Caption]:
    """An IIIF manifest, or a list of what is known of each picture; other JSON has no captions."""
    text = _text(path)
    try:
        if path.suffix.lower() == ".jsonl":
            content = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            content = json.loads(text)
    except ValueError as error:
        raise BrokenCaptions(f"{path.name} is no JSON: {error}") from error
    except RecursionError:  # thousands of brackets in one another
        return {}
    found = {}
    for canvas in canvases_of(content):
        known = (_words(text) for text in (canvas.title, canvas.maker, canvas.licence, canvas.link))
        found[unquote(canvas.file)] = Caption(*known)
    named = {file: caption for file, caption in found.items() if file}
    return named or _of_records(content, pictures, path.name)


def _of_records(content: Any, pictures: PictureNames, name: str) -> dict[str, Caption]:
    """Of a list of objects, each a picture: as rows of a table."""
    records = content if isinstance(content, list) else []
    rows = []
    for record in records:
        if isinstance(record, dict):
            plain = {
                key: value for key, value in record.items() if not isinstance(value, dict | list)
            }
            rows.append({str(key): str(value or "") for key, value in plain.items()})
    heads = dict.fromkeys(head for row in rows for head in row)
    try:
        return captions_of([dict.fromkeys(heads, "") | row for row in rows], pictures, name)
    except NoFiles:
        return {}


def _words(text: str) -> str:
    """What a manifest says, without its tags."""
    return short(html.unescape(_TAG.sub(" ", text)))
