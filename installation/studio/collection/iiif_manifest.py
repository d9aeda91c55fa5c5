"""What an IIIF manifest says of pictures (Presentation API 2 or 3), and a collection of such manifests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

DEEPEST = 6  # collections inside one another
MAKERS = ("maker", "artist", "creator", "author", "künstler", "hersteller", "urheber")
LAST_OF_IMAGE = ("default", "native", "color", "gray", "bitonal")  # of an address of the Image API
Json = dict[str, Any]
_SCAN = re.compile(r"\.(jp2|jpx|tiff?|ptif)$")


@dataclass(frozen=True)
class Canvas:
    """A picture of a manifest."""

    file: str  # its name, as the address has it
    title: str
    maker: str
    licence: str
    link: str


def canvases_of(content: Any, depth: int = DEEPEST) -> Iterator[Canvas]:
    """Of whatever stood in the file; nothing of what is no IIIF."""
    if isinstance(content, list) and depth:
        for each in content:
            yield from canvases_of(each, depth - 1)
    if not isinstance(content, dict) or not depth:
        return
    if _is_manifest(content):
        yield from _of_manifest(content)
    elif _is_iiif(content):
        for key in ("items", "manifests", "collections", "members"):
            yield from canvases_of(content.get(key) or [], depth - 1)


def _kind(part: Json) -> str:
    return str(part.get("type") or part.get("@type") or "").removeprefix("sc:")


def _is_iiif(part: Json) -> bool:
    return "iiif.io" in str(part.get("@context", "")) or _kind(part) == "Collection"


def _is_manifest(part: Json) -> bool:
    if _kind(part) in ("Manifest", "Collection"):
        return _kind(part) == "Manifest"
    return _is_iiif(part) and bool(_pages(part))


def _pages(manifest: Json) -> list[Json]:
    """Its canvases, as far as they are any."""
    found = manifest.get("items")
    if not found:
        sequences = _dicts(manifest.get("sequences"))
        found = [page for sequence in sequences for page in _dicts(sequence.get("canvases"))]
    return [page for page in _dicts(found) if _kind(page) in ("Canvas", "")]


def _of_manifest(manifest: Json) -> Iterator[Canvas]:
    licence = text_in(manifest.get("rights") or manifest.get("license"))
    title = text_in(manifest.get("label"))
    maker = _maker_in(manifest.get("metadata"))
    pages = _pages(manifest)
    for page in pages:
        own = text_in(page.get("label"))
        found = own if own and (len(pages) > 1 or not title) else title
        link = text_in(page.get("id") or page.get("@id"))
        made_by = _maker_in(page.get("metadata")) or maker
        for address in _addresses(page, DEEPEST):
            yield Canvas(file_of(address), found, made_by, licence, link)


def text_in(value: Any) -> str:
    """A label is text, or texts by language, in lists or not, with or without "@value"."""
    if isinstance(value, list):
        return text_in(value[0]) if value else ""
    if isinstance(value, dict):
        return text_in(value.get("@value") or value.get("@id") or next(iter(value.values()), ""))
    return str(value or "")


def _maker_in(metadata: Any) -> str:
    """Of pairs of label and value, that of who made it."""
    for pair in _dicts(metadata):
        labels = pair.get("label")
        every = labels.values() if isinstance(labels, dict) else [labels]
        words = " ".join(text_in(each) for each in every).lower()
        if any(name in words for name in MAKERS):
            return text_in(pair.get("value"))
    return ""


def _addresses(part: Any, depth: int) -> list[str]:
    """All addresses of pictures within a canvas."""
    if isinstance(part, list):
        return [address for each in part for address in _addresses(each, depth)]
    if not isinstance(part, dict) or not depth:
        return []
    found = _of_body(part.get("body") or part.get("resource"), depth)
    for key in ("items", "images"):
        found += _addresses(part.get(key), depth - 1)
    return found


def _of_body(body: Any, depth: int) -> list[str]:
    """A picture, an address alone, or a choice of several; the server of one where it has no address."""
    if isinstance(body, str):
        return [body]
    if isinstance(body, list):
        return [address for each in body for address in _of_body(each, depth)]
    if not isinstance(body, dict) or not depth:
        return []
    choices = [body.get(key) for key in ("default", "item", "items") if body.get(key)]
    if choices:
        return [address for each in choices for address in _of_body(each, depth - 1)]
    server = _dicts(body.get("service")) or [{}]
    address = text_in(body.get("id") or body.get("@id"))
    return [address or text_in(server[0].get("id") or server[0].get("@id"))]


def _dicts(value: Any) -> list[Json]:
    every = value if isinstance(value, list) else [value]
    return [each for each in every if isinstance(each, dict)]


def file_of(address: str) -> str:
    """The file's name in an address; of an IIIF image address, that of the image."""
    parts = address.partition("?")[0].rstrip("/").split("/")
    if parts[-1] == "info.json" and len(parts) > 1:
        return parts[-2].lower()
    if len(parts) > 4 and parts[-1].split(".")[0] in LAST_OF_IMAGE:
        return _with_ending(parts[-5], parts[-1])
    return parts[-1].lower()


def _with_ending(name: str, last: str) -> str:
    """An image server names a file with or without its ending, or with that of the scan it keeps."""
    ending = f".{last.rpartition('.')[2]}".lower()
    plain = _SCAN.sub("", name.lower())
    return plain if plain.endswith(ending) else plain + ending
