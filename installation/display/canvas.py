"""A sheet to draw on: (h, w, 4) uint8, blue, green, red, one byte unused, as the screen's own memory. Values only."""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.display.text import LEADING, Lettering


@dataclass(frozen=True)
class Box:
    """A rectangle of whole pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def rows(self) -> slice:
        return slice(self.top, self.top + self.height)

    @property
    def columns(self) -> slice:
        return slice(self.left, self.left + self.width)

    def within(self, margin: int) -> "Box":
        """The box without a margin on all sides."""
        return Box(
            self.left + margin,
            self.top + margin,
            max(1, self.width - 2 * margin),
            max(1, self.height - 2 * margin),
        )

    def moved(self, right: int, down: int) -> "Box":
        """The same box elsewhere."""
        return Box(self.left + right, self.top + down, self.width, self.height)

    def across(self, count: int, gap: int) -> list["Box"]:
        """`count` boxes side by side."""
        edges = np.linspace(0, self.width + gap, count + 1).round().astype(int)
        return [
            Box(self.left + int(a), self.top, max(1, int(b - a) - gap), self.height)
            for a, b in zip(edges, edges[1:])
        ]

    def down(self, count: int, gap: int) -> list["Box"]:
        """`count` boxes one below the other."""
        edges = np.linspace(0, self.height + gap, count + 1).round().astype(int)
        return [
            Box(self.left, self.top + int(a), self.width, max(1, int(b - a) - gap))
            for a, b in zip(edges, edges[1:])
        ]

    def cut(self, top: int = 0, left: int = 0) -> tuple["Box", "Box"]:
        """The first so many pixels, from the top or from the left, and the rest."""
        if top:
            return Box(self.left, self.top, self.width, top), Box(
                self.left, self.top + top, self.width, max(1, self.height - top)
            )
        return Box(self.left, self.top, left, self.height), Box(
            self.left + left, self.top, max(1, self.width - left), self.height
        )

    def holding(self, height: int, width: int) -> "Box":
        """The largest box of this shape in the middle of it."""
        scale = min(self.height / height, self.width / width)
        rows, columns = max(1, int(height * scale)), max(1, int(width * scale))
        return Box(
            self.left + (self.width - columns) // 2,
            self.top + (self.height - rows) // 2,
            columns,
            rows,
        )


def blank(height: int, width: int, ink: tuple) -> np.ndarray:
    """A sheet of one colour."""
    return np.broadcast_to(np.array([*bgr(ink), 255], np.uint8), (height, width, 4)).copy()


def bgr(ink: tuple) -> tuple[int, int, int]:
    """As OpenCV and the screen's memory order colours."""
    return ink[2], ink[1], ink[0]


def fill(sheet: np.ndarray, box: Box, ink: tuple) -> None:
    """Paints a box."""
    sheet[box.rows, box.columns, :3] = bgr(ink)


def lay(sheet: np.ndarray, box: Box, picture: np.ndarray, fine: bool = True) -> None:
    """Stretches a picture, (h, w, 3) RGB or (h, w) grey uint8, into a box; coarse ones keep their squares."""
    way = cv2.INTER_LINEAR if fine else cv2.INTER_NEAREST
    if picture.shape[0] > box.height and picture.shape[1] > box.width:
        way = cv2.INTER_AREA
    fitted = cv2.resize(picture, (box.width, box.height), interpolation=way)
    sheet[box.rows, box.columns, :3] = fitted[..., None] if fitted.ndim == 2 else fitted[..., ::-1]


def spread(sheet: np.ndarray, picture: np.ndarray) -> None:
    """Lays a picture (h, w, 3) uint8 RGB into the upper left corner; within the sheet's own memory, not a copy."""
    height, width = picture.shape[:2]
    cv2.cvtColor(picture, cv2.COLOR_RGB2BGRA, dst=sheet[:height, :width])


def write(sheet: np.ndarray, left: int, top: int, covered: np.ndarray, ink: tuple) -> None:
    """Writes a line of text (see `Lettering.covered`); what juts out of the sheet is cut."""
    height, width = sheet.shape[:2]
    skip_y, skip_x = max(0, -top), max(0, -left)
    covered = covered[skip_y : max(0, height - top), skip_x : max(0, width - left)]
    if not covered.size:
        return
    top, left = top + skip_y, left + skip_x
    part = sheet[top : top + covered.shape[0], left : left + covered.shape[1], :3]
    share = covered[..., None].astype(np.float32) / 255
    part[:] = (part + share * (np.array(bgr(ink), np.float32) - part) + 0.5).astype(np.uint8)


def dot(sheet: np.ndarray, x: float, y: float, radius: float, ink: tuple) -> None:
    """A soft-edged disc; positions count in parts of a pixel."""
    cv2.circle(
        sheet,
        (round(16 * x), round(16 * y)),
        round(16 * radius),
        (*bgr(ink), 255),
        -1,
        cv2.LINE_AA,
        4,
    )


def path(sheet: np.ndarray, points: np.ndarray, ink: tuple, thick: int) -> None:
    """A line through points (n, 2)."""
    if len(points) > 1:
        cv2.polylines(
            sheet,
            [(16 * points).round().astype(np.int32)],
            False,
            (*bgr(ink), 255),
            thick,
            cv2.LINE_AA,
            4,
        )


def arrow(sheet: np.ndarray, start: np.ndarray, end: np.ndarray, ink: tuple, thick: int) -> None:
    """From (2,) to (2,)."""
    length = float(np.hypot(*(end - start)))
    if length < 1:
        return
    a, b = (tuple((16 * p).round().astype(int).tolist()) for p in (start, end))
    cv2.arrowedLine(
        sheet, a, b, (*bgr(ink), 255), thick, cv2.LINE_AA, 4, min(0.4, 6 * thick / length)
    )


@dataclass(frozen=True)
class Line:
    """A line of set text, still without its place."""

    text: str
    px: float
    bold: bool
    ink: tuple
    gap: float  # pixels above it


@dataclass(frozen=True)
class Paragraph:
    """Words to be set."""

    text: str
    px: float
    ink: tuple
    bold: bool = False
    gap: float = 0.0  # above it, in its own sizes


SMALLEST = 0.55  # text too long for its place is set no smaller than this, of the size wanted


class Setting:
    """Paragraphs in lines that fit a width and a height; smaller where they must be."""

    def __init__(
        self,
        lettering: Lettering,
        paragraphs: list[Paragraph],
        width: int,
        height: int,
        scale: float = 1.0,
    ):
        """Begins at `scale` of the sizes wanted."""
        self._lettering = lettering
        self.scale = scale
        while True:
            self.lines = [
                line for paragraph in paragraphs for line in self._broken(paragraph, width)
            ]
            self.height = round(sum(line.gap + LEADING * line.px for line in self.lines))
            fits = self.height <= height and self._widest() <= width
            if fits or self.scale <= SMALLEST:
                break
            self.scale = max(SMALLEST, self.scale - 0.05)
        self.fits = fits
        while (
            len(self.lines) > 1 and self.height > height
        ):  # rather an unfinished text than one across another
            self.height -= round(self.lines[-1].gap + LEADING * self.lines.pop().px)

    def _broken(self, paragraph: Paragraph, width: int) -> list[Line]:
        px = paragraph.px * self.scale
        lines = self._lettering.broken(paragraph.text, width, px, paragraph.bold)
        return [
            Line(text, px, paragraph.bold, paragraph.ink, 0 if k else paragraph.gap * px)
            for k, text in enumerate(lines)
        ]

    def _widest(self) -> float:
        return max(
            (self._lettering.width(line.text, line.px, line.bold) for line in self.lines), default=0
        )

    @property
    def width(self) -> int:
        """Of the longest line."""
        return int(np.ceil(self._widest()))

    def draw(self, sheet: np.ndarray, left: int, top: int) -> None:
        """Onto a sheet."""
        y = float(top)
        for line in self.lines:
            y += line.gap
            write(
                sheet,
                left,
                round(y),
                self._lettering.covered(line.text, line.px, line.bold),
                line.ink,
            )
            y += LEADING * line.px
