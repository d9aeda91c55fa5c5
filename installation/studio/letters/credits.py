"""Whose work a face is: its family as people write it, its designer, its licence.

A font's own word counts first: its field for the designer, then its copyright notice. Where
both are silent, or name somebody who only carried a known design over to another format, the
designer is the one the design is known by.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from installation.studio.letters.design_history import KNOWN_DESIGNS, KNOWN_FAMILIES

LONGEST = 38  # letters of a line of a caption
# what a font's style says of the plainest face, and need not say
PLAIN_STYLES = ("Regular", "Normal", "Book", "Medium", "Roman", "Reg", "Text")
HOLDER = re.compile(
    r"(?:copyright|\(c\)|©)[\s,()c©]*(?:(?:by|the|January|July|August)\s+)*"
    r"(?:[12]\d{3}[\s,–-]*)+(?:by\s+|the\s+|,\s*)?(?P<name>(?:\b\w\. |[^\d(<;,./])+)",
    re.IGNORECASE,
)
DESIGN_BY = re.compile(r"design(?:ed)? by (?P<name>[^\d(<;,.]+)", re.IGNORECASE)
MADE_BY = re.compile(r"^(?:Created by )?(?P<name>[A-ZÉÓ]\w+ [\wÓó ]*\w+)\s*[:,]")
# what follows a holder's name, and ends it
AFTER_NAME = re.compile(
    r"\s+(?:with reserved|all rights|under|and is|license|based|digitized|dba|to order).*$",
    re.IGNORECASE | re.DOTALL,
)
NOBODY = re.compile(r"version|generated|digitized|as an unpublished|tex gyre|project authors")
# what a style is called for short, and what says no more than its family does
WHOLE_WORDS = {"Ita": "Italic", "Bol": "Bold", "Lt": "Light", "Med": "Medium", "Obl": "Oblique"}
WEIGHTS = {"Thin", "Light", "Hairline", "Lite", "Medium", "Semibold", "Bold", "Heavy", "Black"}
# what a copyright notice says of the licence that the package's list is less exact about
NOTICE_LICENCES = (
    (r"by Bitstream, Inc", "Bitstream Vera"),
    (r"General Public Licen[cs]e.*font exception", "GPL with font exception"),
    (r"\bAGPL|^Copyright 2014 by \(URW\)", "AGPL"),
)


class Source(StrEnum):
    """Who says whose work it is."""

    FONT = "the font's field for the designer"
    NOTICE = "the font's copyright notice"
    HISTORY = "known by the design"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Credit:
    """Whose work a face is."""

    family: str
    style: str
    designer: str  # or maker; empty where nobody is known
    source: Source
    licence: str

    @property
    def name(self) -> str:
        """The face as people call it."""
        if self.style in ("", *PLAIN_STYLES):
            return self.family
        return f"{self.family} {self.style}"

    @property
    def caption(self) -> str:
        """Face and designer, a line each."""
        lines = [_shortened(self.name), _shortened(self.designer)]
        return "\n".join(line for line in lines if line)


def credit_of(face: dict[str, Any]) -> Credit:
    """Of a row of faces.json."""
    family = _readable_family(face)
    designer, source = _designer(face)
    return Credit(
        family,
        _readable_style(face, family),
        designer,
        source,
        _licence(face),
    )


def data_sheet(faces: Sequence[dict[str, Any]], left_out: dict[str, Any]) -> dict[str, Any]:
    """All that is counted: faces, families, designers and who names them, licences, left out."""
    credits = [credit_of(face) for face in faces]
    held_out = sum(bool(face["held_out"]) for face in faces)
    sources = Counter(credit.source.value for credit in credits)
    licences = Counter(credit.licence for credit in credits)
    return {
        "font files found": left_out.get("font files", len(faces)),
        "faces chosen": len(faces),
        "learned from": len(faces) - held_out,
        "held out to judge by": held_out,
        "families": len({credit.family for credit in credits}),
        "designers and makers": len({credit.designer for credit in credits if credit.designer}),
        "faces whose designer is named by": dict(sources.most_common()),
        "faces by licence": dict(licences.most_common()),
        "left out": left_out.get("left out", {}),
    }


def _designer(face: dict[str, Any]) -> tuple[str, Source]:
    if face.get("designer"):
        return _tidied(face["designer"]), Source.FONT
    for pattern, designer in KNOWN_DESIGNS:
        if _matches(pattern, face):
            return designer, Source.HISTORY
    named = named_in(face.get("notice", ""))
    if named:
        return named, Source.NOTICE
    return "", Source.NOBODY


def named_in(notice: str) -> str:
    """The designer, else the holder, that a copyright notice names; empty where it names none."""
    line = " ".join(notice.split())
    for pattern in (DESIGN_BY, HOLDER, MADE_BY):
        match = pattern.search(line)
        if match is None:
            continue
        name = AFTER_NAME.sub("", match["name"])
        name = name.strip(" ,.-\"'")
        if len(name) > 2 and not NOBODY.search(name.lower()):
            return name
    return ""


def _licence(face: dict[str, Any]) -> str:
    notice = " ".join(face.get("notice", "").split())
    for pattern, name in NOTICE_LICENCES:
        if re.search(pattern, notice):
            return name
    licence: str = face["licence"]
    return licence


def _matches(pattern: str, face: dict[str, Any]) -> bool:
    named = f"{face['collection']} {face['family']}"
    return re.search(pattern, named) is not None


def _readable_family(face: dict[str, Any]) -> str:
    family: str = face["family"]
    for pattern, readable in KNOWN_FAMILIES:
        if _matches(pattern, face):
            return readable
    if family.startswith("QT"):  # one word, each part with a capital
        parts = re.findall(r"[A-Z][a-z]+", family[2:])
        return "QT " + " ".join(parts)
    return family


def _readable_style(face: dict[str, Any], family: str) -> str:
    """Without the family, parts apart, whole words, and without numbers of sizes."""
    style = face["style"].removeprefix(f"{face['family']}-").removeprefix(f"{family}-")
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", style)
    words = re.sub(r"\d+", "", apart).split()
    whole = [WHOLE_WORDS.get(word, word) for word in words]
    last = family.rsplit(" ", 1)[-1]
    if last in WEIGHTS and whole[:1] != ["Italic"]:
        whole = whole[1:]
    plain = " ".join(whole)
    return "" if family.endswith(plain) else plain


def _tidied(designer: str) -> str:
    """Without address, "Designed by" and what explains."""
    plain = re.sub(r"[<(][^>)]*[>)]?", "", designer)
    name = re.sub(r"^Designed by ", "", plain)
    name = re.sub(r" (and extended by|with prior portions|Ltd;).*$", "", name)
    tidy = " ".join(name.split()).strip(" ,.")
    return "Hirwen Harendal" if "HARENDAL" in tidy else tidy


def _shortened(line: str) -> str:
    if len(line) <= LONGEST:
        return line
    cut = line[: LONGEST - 1]
    whole_words = cut.rsplit(" ", 1)[0].rstrip(" ,&")
    return f"{whole_words}…"
