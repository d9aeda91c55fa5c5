"""Looking at font files one by one: whether their capitals are free, plain and complete."""

import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import freetype
import numpy as np
from numpy.typing import NDArray

from installation.studio.letters import LETTERS
from installation.studio.letters.glyph_fields import DrawnFace, UnusableFace, field_of_ink
from installation.studio.letters.grid import MIDDLE, WIDE, LetterField
from installation.studio.letters.typeface_files import FontFile, FontFolder, is_plain

SMALL = 18  # cells of the survey's drawings across the letter
SKETCHED = 2  # pixels per cell of the survey's drawings
THINNEST = 1.7  # cells of an I's stem
SYMBOLS = re.compile(
    r"math|symb|dingb|ornament|barcode|greek|cyr|hebrew|arab|icon|awesome|emoji|music|chess|runic"
    r"|tipa|braille|\bocr|dice|halloween|hiero|extension|border|(?<!n)arrow|logo|bbding|semaph|knit"
    r"|dozenal|rune|ogham|phaisto|linearb|cypr|ugari|countries|blackboard|doublestroke|bbold"
    r"|superiors|mdsymbol|mnsymbol",
    re.IGNORECASE,
)
DECORATED = re.compile(
    r"outline|inline|shadow|swash|initial|stencil|engrav|contour|relief|dots?\b|niceframe|staves",
    re.IGNORECASE,
)
# how many parts and how many holes a plain letter has
PARTS = {
    "I": (1, 0),
    "L": (1, 0),
    "T": (1, 0),
    "C": (1, 0),
    "O": (1, 1),
    "H": (1, 0),
    "E": (1, 0),
    "A": (1, 1),
    "D": (1, 1),
    "N": (1, 0),
    "V": (1, 0),
    "Ü": (3, 0),
}


@dataclass(frozen=True)
class Surveyed:
    """A face that could be used, or the reason why it cannot."""

    file: FontFile
    reason: str = ""  # empty where it can
    small: NDArray[np.float32] | None = None  # (letters, SMALL, SMALL) distance in cells
    is_leaning: bool = False


def survey(path: Path, folder: FontFolder) -> Surveyed:
    """Looks at one file."""
    file = folder.papers(path)
    reason = _reason_by_name(file)
    if reason:
        return Surveyed(file, reason)
    if not is_plain(path):
        return Surveyed(file, "variable, colour or broken font")
    try:
        face = DrawnFace(path, SKETCHED)
        if not face.has(LETTERS):
            return Surveyed(file, "capitals missing")
        inks = {letter: face.ink(letter) for letter in LETTERS}
        _refuse_odd_shapes(inks)
    except UnusableFace as error:
        return Surveyed(file, str(error))
    except Exception:  # FreeType's wrapper fails in many ways on a broken font
        return Surveyed(file, "a file that does not open")
    small = np.stack([_shrunk(ink) for ink in inks.values()])
    is_leaning = bool(face.face.style_flags & freetype.FT_STYLE_FLAG_ITALIC)
    return Surveyed(file, "", small, is_leaning)


def _reason_by_name(file: FontFile) -> str:
    named = f"{file.collection} {Path(file.path).stem} {file.family} {file.style}"
    if SYMBOLS.search(named):
        return "symbols or another script"
    if DECORATED.search(named):
        return "outlined, shadowed, swash or initials"
    if not file.licence:
        return "no free licence found"
    return ""


def _refuse_odd_shapes(inks: dict[str, NDArray[np.uint8]]) -> None:
    for letter, expected in PARTS.items():
        if _parts_and_holes(inks[letter]) != expected:
            raise UnusableFace("outlined, broken, looped or otherwise decorated")
    inside = cv2.distanceTransform(inks["I"], cv2.DIST_L2, 5)
    stem = 2 * inside.max() / SKETCHED
    if stem < THINNEST:
        raise UnusableFace("strokes too thin")


def _parts_and_holes(ink: NDArray[np.uint8]) -> tuple[int, int]:
    left, top, width, height = cv2.boundingRect(ink)
    rows = slice(top - 1, top + height + 1)
    columns = slice(left - 1, left + width + 1)
    around = ink[rows, columns]
    is_ink = (around > 100).astype(np.uint8)
    parts = cv2.connectedComponents(is_ink, connectivity=8)[0] - 1
    grounds = cv2.connectedComponents(1 - is_ink, connectivity=4)[0] - 1
    return parts, grounds - 1


def _shrunk(ink: NDArray[np.uint8]) -> LetterField:
    """A coarse field, good enough to tell faces apart: (SMALL, SMALL) cells."""
    cells = cv2.resize(ink, (WIDE, WIDE), interpolation=cv2.INTER_AREA)
    middle = np.ascontiguousarray(cells[MIDDLE], np.uint8)
    distance = field_of_ink(middle, 1)
    coarse = cv2.resize(distance, (SMALL, SMALL), interpolation=cv2.INTER_AREA)
    return np.asarray(coarse, np.float32)
