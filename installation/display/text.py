"""Setting words: words -> how much each pixel is covered by them.

Sizes follow the visitors' eyes. Small letters that subtend less than 0.2 degrees are read more slowly, the
smaller the slower (Legge and Bigelow 2011, "Does print size matter for reading?", Journal of Vision 11(5):8). That
holds for an acuity of 1; running text is as large as an acuity of 0.7 needs, which is what DIN 1450 reckons with.
"""

from collections.abc import Iterable
from functools import cached_property, lru_cache, partial

import numpy as np

from installation.display import writing
from installation.display.asset_shelf import TYPE_BYTES, AssetShelf
from installation.display.font_file import (
    MEASURED_PX,
    Face,
    proved,
    proved_further,
    x_height,
)
from installation.display.layout_rules import CAPTION, SMALLEST_X_PX
from installation.display.writing import Run
from installation.faults import BadConfig

FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")  # regular, bold
X_HEIGHT = 0.486  # of those: height of a small letter, of the typeface's size
FLUENT_ARC = np.radians(0.2)  # x-height, at an acuity of 1
ACUITY = 0.7  # of the visitors that running text is meant for
SOFT_HYPHEN = "\u00ad"  # where a word may be divided
_ROOM = 0.35  # of a line: a word is divided rather than leaving more than this free
_LEAST_SIGNS = 2  # of a word without soft hyphens, on either line
_KNOWN_WIDTHS = 4096

SetRun = tuple[Face, Run]


def text_px(
    height: int,
    width: int,
    viewing_distance_m: float,
    diagonal_m: float,
    x_height: float = X_HEIGHT,
) -> float:
    """Size of the typeface for running text, in pixels, on a screen of so many pixels, so large, seen from so far.

    `x_height` is the typeface's: one of small letters has to be larger. However few pixels there are, a letter has
    the rows that it needs.
    """
    pixels_per_metre = np.hypot(height, width) / diagonal_m
    letter_m = viewing_distance_m * np.tan(FLUENT_ARC / ACUITY)
    x_px = max(letter_m * pixels_per_metre, SMALLEST_X_PX / CAPTION)
    return x_px / x_height


class Typeface:
    """A typeface in two weights, and others for the letters that it lacks."""

    def __init__(
        self,
        shelf: AssetShelf,
        files: tuple[str, str] = FILES,
        further: Iterable[str] = (),
    ):
        """`files` (regular, bold) lie in assets/type; where nothing else can stand in for one, pygame's own does.

        `further` are asked in their order for what those two lack.
        They are read once: one that is damaged while it is shown does no harm.
        """
        usual = dict(zip(files, FILES, strict=True))
        regular, bold = (Face(_weight(shelf, name, usual[name])) for name in files)
        others = [face for name in further for face in _further(shelf, name)]
        self._faces = {False: (regular, *others), True: (bold, *others)}
        # of functions that do not know us: a circle would keep open fonts long after nobody needs them
        self._measure = lru_cache(_KNOWN_WIDTHS)(partial(_measured, self._faces))

    @cached_property
    def x_height(self) -> float:
        """Of a small letter, of the typeface's size."""
        return x_height(self._faces[False][0])

    def lacks(self, text: str) -> str:
        """The signs of a text, each once, instead of which a box would stand."""
        signs = dict.fromkeys(text.replace(SOFT_HYPHEN, ""))
        return "".join(
            sign
            for sign in signs
            if writing.is_drawn(sign) and not any(face.has(sign) for face in self._faces[False])
        )

    def width(self, text: str, px: float, bold: bool = False) -> float:
        """Pixels a line takes, or a little less: measured once at one size, as opening a font takes long."""
        return self._measure(text, bold) * px / MEASURED_PX

    def coverage(
        self,
        text: str,
        px: float,
        bold: bool = False,
    ) -> np.ndarray:
        """One line of text, (h, w) uint8: 255 where a pixel is wholly covered."""
        faces = self._faces[bold]
        size = round(px)
        parts = [(face, face.coverage(run, size)) for face, run in _set(faces, text)]
        if len(parts) == 1 and parts[0][0] is faces[0]:
            return parts[0][1]
        foot = faces[0].ascent(size)
        return _side_by_side([(foot - face.ascent(size), part) for face, part in parts])

    def wrapped(
        self,
        text: str,
        width: int,
        px: float,
        bold: bool = False,
    ) -> list[str]:
        """The text in lines no wider than `width` pixels.

        A line ends between words, or between ideographs, and within a word at a soft hyphen where it would be short
        otherwise; a word that is wider than a line and has none is divided anywhere.
        """
        lines: list[str] = []
        line = ""
        for joint, word in writing.pieces(text):
            rest = word
            while rest:
                start = f"{line}{joint}" if line else ""
                whole = start + _bare(rest)
                if self.width(whole, px, bold) <= width:
                    line = whole
                    break
                part = self._part(start, rest, width, px, bold)
                if part:
                    lines.append(start + _hyphenated(part))
                    rest = rest[len(part) :]
                elif line:
                    lines.append(line)
                else:
                    lines.append(_bare(rest))
                    rest = ""
                line = ""
        return [*lines, line] if line else lines

    def _part(
        self,
        start: str,
        word: str,
        width: int,
        px: float,
        bold: bool,
    ) -> str:
        """As much of a word as is set behind `start` on the same line, "" where nothing is."""
        is_too_wide = self.width(_bare(word), px, bold) > width
        left = width - self.width(start, px, bold)
        if start and not is_too_wide and left < _ROOM * width:
            return ""
        ends = [k + 1 for k, sign in enumerate(word) if sign == SOFT_HYPHEN]
        if not ends and is_too_wide and not start:
            ends = list(range(_LEAST_SIGNS, len(word) - _LEAST_SIGNS + 1))
        parts = [word[:end] for end in ends]
        fitting = [
            part for part in parts if self.width(start + _hyphenated(part), px, bold) <= width
        ]
        return max(fitting, key=len, default="")


def _bare(word: str) -> str:
    """Without the marks of where it may be divided."""
    return word.replace(SOFT_HYPHEN, "")


def _hyphenated(part: str) -> str:
    """The beginning of a word at the end of a line."""
    bare = _bare(part)
    return bare if bare.endswith("-") else f"{bare}-"


def _weight(shelf: AssetShelf, name: str, usual: str) -> bytes | None:
    """What is in the file of a weight; None where pygame's own typeface has to do."""
    try:
        return shelf.read(
            f"type/{name}", proved, TYPE_BYTES, instead=f"type/{usual}", is_vital=False
        )
    except BadConfig as fault:
        shelf.troubles.append(f"{fault}; another typeface stands in until it is mended")
        return None


def _further(shelf: AssetShelf, name: str) -> list[Face]:
    """None where it cannot be read: the letters that only it has are told of as missing."""
    try:
        return [Face(shelf.read(f"type/{name}", proved_further, TYPE_BYTES, is_vital=False))]
    except BadConfig as fault:
        shelf.troubles.append(f"{fault}; it is left out until it is mended")
        return []


def _set(faces: tuple[Face, ...], text: str) -> list[SetRun]:
    """A line from left to right, each run with the first typeface that has its letters."""
    found: list[SetRun] = []
    for run in writing.runs(text):
        parts = _by_face(faces, run)
        found += reversed(parts) if run.is_leftwards else parts
    return found


def _by_face(faces: tuple[Face, ...], run: Run) -> list[SetRun]:
    """In the order of reading; a space, or a mark on a letter, stays with what is before it."""
    if len(faces) == 1 or run.text.isascii():
        return [(faces[0], run)]
    found: list[SetRun] = []
    face = faces[0]
    for sign in run.text:
        if writing.is_drawn(sign):
            face = next((each for each in faces if each.has(sign)), faces[0])
        if found and found[-1][0] is face:
            sign = found.pop()[1].text + sign
        found.append((face, Run(sign, run.code, run.is_leftwards)))
    return found


def _side_by_side(parts: list[tuple[int, np.ndarray]]) -> np.ndarray:
    """Coverages in one row, each so many pixels lower than the first would be; what would stand higher is cut."""
    height = max(lower + part.shape[0] for lower, part in parts)
    whole = np.zeros((height, sum(part.shape[1] for _, part in parts)), np.uint8)
    left = 0
    for lower, part in parts:
        top = max(0, lower)
        shown = part[max(0, -lower) :]
        whole[top : top + len(shown), left : left + part.shape[1]] = shown
        left += part.shape[1]
    return whole


def _measured(faces: dict[bool, tuple[Face, ...]], text: str, bold: bool) -> int:
    return sum(face.width(run) for face, run in _set(faces[bold], text)) + 1
