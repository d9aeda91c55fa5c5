"""A letter of a font file as an exact signed distance field.

The letter is drawn with PIXELS pixels a cell, its edge pixels by their share of ink. A cell's
distance is that of its middle pixel to the nearest edge pixel, corrected by how much ink that
pixel has: exact to a few hundredths of a cell in the mean, without rounding off hairlines as an
average over the cell would.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import freetype
import numpy as np
from numpy.typing import NDArray

from installation.studio.common.connected_parts import Ink, finer
from installation.studio.letters.grid import (
    BASELINE,
    CAPITAL,
    LOWERED,
    SOFT,
    WIDE,
    LetterField,
    compand,
)

PIXELS = 3  # pixels per cell: odd, so that a cell has a middle pixel
NEAR = (slice(36, 168), slice(42, 150))  # rows and columns of cells in which all ink lies
WIDEST = 105.0  # cells of a letter; the W of many a bold face is wider
NARROWEST = 0.82  # of its own width is what a letter is narrowed to at most
FULL = 255  # of ink
RIM = 2  # pixels beside an edge that have a share of ink
DRAWN = freetype.FT_LOAD_RENDER | freetype.FT_LOAD_NO_HINTING | freetype.FT_LOAD_NO_BITMAP
MEASURED = freetype.FT_LOAD_NO_SCALE | freetype.FT_LOAD_NO_BITMAP
UNIT = 0x10000  # one, in FreeType's numbers with a binary point

InkSheet = NDArray[np.uint8]


class UnusableFace(Exception):
    """Why a font file cannot be used, in a few words."""


@dataclass(frozen=True)
class Slope:
    """A change of a face's outlines: wider or narrower, leaning more or less."""

    width: float = 1.0
    lean: float = 0.0  # of an upright stroke's top to the right, by its height


AS_DRAWN = Slope()


class DrawnFace:
    """A font file whose letters can be drawn."""

    def __init__(
        self,
        path: Path,
        pixels_per_cell: int = PIXELS,
        slope: Slope = AS_DRAWN,
    ):
        """Raises UnusableFace."""
        self.pixels = pixels_per_cell
        self.face = _opened(path)
        self._set_size()
        self.slope = slope
        self._set_slope(slope)

    def has(self, letters: str) -> bool:
        """Whether the file has a glyph for every letter."""
        return all(self.face.get_char_index(letter) for letter in letters)

    def ink(self, letter: str) -> InkSheet:
        """The letter in the middle of the square, (side, side) uint8 share of ink."""
        drawn, top = self._narrowed(letter)
        side = WIDE * self.pixels
        height, width = drawn.shape
        baseline = BASELINE + LOWERED.get(letter, 0.0)
        row = round(baseline * self.pixels) - top
        column = (side - width) // 2
        rows, columns = NEAR
        highest = rows.start * self.pixels
        lowest = rows.stop * self.pixels
        leftmost = columns.start * self.pixels
        fits_down = row > highest and row + height < lowest
        fits_across = column > leftmost
        if not (fits_down and fits_across):
            raise UnusableFace("a letter larger than the picture")
        sheet = np.zeros((side, side), np.uint8)
        sheet[row : row + height, column : column + width] = drawn
        return sheet

    def _narrowed(self, letter: str) -> tuple[InkSheet, int]:
        """As `_drawn`; a letter a little wider than the picture is made narrower."""
        drawn, top = self._drawn(letter)
        widest = WIDEST * self.pixels
        share = widest / drawn.shape[1]
        if not NARROWEST < share < 1:
            return drawn, top
        narrower = Slope(self.slope.width * share, self.slope.lean)
        self._set_slope(narrower)
        drawn, top = self._drawn(letter)
        self._set_slope(self.slope)
        return drawn, top

    def _drawn(self, letter: str) -> tuple[InkSheet, int]:
        """The letter cut out, and how many pixels its top is above the base line."""
        try:
            self.face.load_char(letter, DRAWN)
        except freetype.FT_Exception as error:
            raise UnusableFace("a broken outline") from error
        bitmap = self.face.glyph.bitmap
        if not bitmap.width or not bitmap.rows:
            raise UnusableFace("an empty letter")
        size = (bitmap.rows, bitmap.pitch)
        buffer = bitmap._FT_Bitmap.buffer
        memory = np.ctypeslib.as_array(buffer, size)
        drawn = memory[:, : bitmap.width]
        return drawn.copy(), self.face.glyph.bitmap_top

    def _set_size(self) -> None:
        try:
            self.face.load_char("H", MEASURED)
            box = self.face.glyph.outline.get_bbox()
        except freetype.FT_Exception as error:
            raise UnusableFace("a broken outline") from error
        height = box.yMax - box.yMin
        em = self.face.units_per_EM
        if not 0.2 * em < height < 2 * em:
            raise UnusableFace("capitals of a strange height")
        wanted = CAPITAL * self.pixels * em / height
        self.face.set_char_size(round(64 * wanted))

    def _set_slope(self, slope: Slope) -> None:
        across = round(slope.width * UNIT)
        lean = round(slope.lean * UNIT)
        matrix = freetype.Matrix(across, lean, 0, UNIT)
        self.face.set_transform(matrix, freetype.Vector(0, 0))


def _opened(path: Path) -> freetype.Face:
    try:
        face = freetype.Face(str(path))
        face.select_charmap(freetype.FT_ENCODING_UNICODE)
    except freetype.FT_Exception as error:
        raise UnusableFace("a file that does not open") from error
    if not face.is_scalable:
        raise UnusableFace("bitmaps only")
    return face


def field_of_ink(ink: InkSheet, pixels_per_cell: int = PIXELS) -> LetterField:
    """(h, w) uint8 share of ink -> (cells, cells) float32 distance in cells, positive inside."""
    edge = _edge_pixels(ink)
    _, labels = cv2.distanceTransformWithLabels(
        1 - edge,
        cv2.DIST_L2,
        5,
        labelType=cv2.DIST_LABEL_PIXEL,
    )
    places = np.flatnonzero(edge)
    of_label = np.zeros(len(places) + 1, np.int64)
    used = labels.ravel()[places]
    of_label[used] = places
    middle = slice(pixels_per_cell // 2, None, pixels_per_cell)
    seen = labels[middle, middle]
    nearest = of_label[seen]
    height, width = ink.shape
    rows, columns = np.divmod(nearest, width)
    down = np.arange(height)[middle]
    across = np.arange(width)[middle]
    far = np.hypot(rows - down[:, None], columns - across)
    is_inside = ink[middle, middle] > FULL // 2
    side = np.where(is_inside, 1, -1)
    share = ink.ravel()[nearest] / FULL
    pixels = side * far + share - 0.5
    distance = pixels / pixels_per_cell
    return distance.astype(np.float32)


def mended_field(field: LetterField, ink: Ink, whole: Ink) -> LetterField:
    """A companded field (h, w) whose `ink`, PIXELS a cell, shall be `whole`.

    An edge that is gone leaves no shadow: its pixels had a share of ink, on both sides of it.
    """
    pixels = finer(field) * SOFT * PIXELS
    share = np.clip(pixels + 0.5, 0, 1)
    sheet = np.rint(share * FULL).astype(np.uint8)
    sheet[_with_rim(ink & ~whole) & ~whole] = 0
    sheet[_with_rim(~ink & whole) & whole] = FULL
    return compand(field_of_ink(sheet))


def _with_rim(mask: Ink) -> Ink:
    side = 2 * RIM + 1
    kernel = np.ones((side, side), np.uint8)
    return cv2.dilate(mask.astype(np.uint8), kernel) > 0


def _edge_pixels(ink: InkSheet) -> InkSheet:
    """1 for pixels that an edge crosses, and for full ones that an edge touches."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    least = cv2.erode(ink, cross, borderType=cv2.BORDER_REPLICATE)
    touches_ground = least < FULL
    is_crossed = (ink < FULL) | (least == 0)
    is_edge = (ink > 0) & touches_ground & is_crossed
    return is_edge.astype(np.uint8)
