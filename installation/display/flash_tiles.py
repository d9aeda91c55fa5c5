"""A frame as the flash limiter's rules see it: the mean of each tile, and what is measured of it. Values in, values out."""

from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np

# tiles of 40x40 pixels at 1280x720: whole pixels at the usual sizes, which is fast
ROWS = 18
COLUMNS = 32
SATURATED = 0.8  # R / (R + G + B): from here on WCAG speaks of saturated red
# of a frame before its tiles are measured: OpenCV has a fast way of its own for them
_HALVINGS = (2, 4)
_FINEST = 4  # pixels of a tile that are enough then


def _linear() -> np.ndarray:
    """(256,) float32: sRGB byte -> linear light 0..1 (IEC 61966-2-1)."""
    share = np.arange(256) / 255
    bright = ((share + 0.055) / 1.055) ** 2.4
    return np.where(share <= 0.04045, share / 12.92, bright).astype(np.float32)


_LINEAR = _linear()
_RISE = np.append(np.diff(_LINEAR), np.float32(0))


@dataclass(frozen=True)
class TileBlock:
    """Some of the tiles, side by side."""

    top: int
    bottom: int  # the first row below it
    left: int
    right: int

    @property
    def tiles(self) -> tuple[slice, slice]:
        """Where they are in (rows, columns)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def pixels(self, height: int, width: int) -> tuple[slice, slice]:
        """Where they are in a frame of this size."""
        rows = pixels(self.top, self.bottom - self.top, ROWS, height)
        columns = pixels(self.left, self.right - self.left, COLUMNS, width)
        return rows, columns


EVERYWHERE = TileBlock(0, ROWS, 0, COLUMNS)


def around(top: int, rows: int, left: int, columns: int) -> TileBlock:
    """These tiles, and those next to them."""
    return TileBlock(
        max(0, top - 1),
        min(ROWS, top + rows + 1),
        max(0, left - 1),
        min(COLUMNS, left + columns + 1),
    )


@dataclass(frozen=True)
class Tiles:
    """A frame as the rules see it."""

    values: np.ndarray  # (rows, columns, 3) float32: the mean blue, green and red byte of each tile
    measures: np.ndarray  # (3, rows, columns), see `measures_of`

    @classmethod
    def of(cls, values: np.ndarray) -> "Tiles":
        """Of the means (rows, columns, 3) of their bytes."""
        return cls(values, measures_of(values))

    @classmethod
    def of_frame(cls, frame: np.ndarray) -> "Tiles":
        """Of a frame (h, w, 4) uint8 BGRX."""
        return cls.of(_means(frame, EVERYWHERE))

    def where_changed(self, frame: np.ndarray, blocks: list[TileBlock]) -> "Tiles":
        """Of the same frame (h, w, 4), which has become another one in these blocks alone."""
        values = self.values.copy()
        for block in set(blocks):
            values[block.tiles] = _means(frame, block)
        return Tiles.of(values)


def has_whole_tiles(height: int, width: int) -> bool:
    """A part of such a frame may be measured for itself: its tiles are whole pixels, halved too."""
    return height % (ROWS * _HALVINGS[-1]) == 0 and width % (COLUMNS * _HALVINGS[-1]) == 0


def measures_of(tiles: np.ndarray) -> np.ndarray:
    """(3, ...): relative luminance (WCAG), red, and red where it is saturated, of tiles of bytes (..., 3)."""
    whole = tiles.astype(np.uint8)
    # between two bytes on a straight line: analysers see the least step back
    linear = _LINEAR[whole] + (tiles - whole) * _RISE[whole]
    blue = linear[..., 0]
    green = linear[..., 1]
    red = linear[..., 2]
    measures = np.empty((3, *red.shape), np.float32)
    measures[0] = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    strong = np.maximum(red - green - blue, 0)
    is_saturated = red >= SATURATED * (red + green + blue)
    measures[1] = strong
    measures[2] = np.where(is_saturated, strong, 0)
    return measures


def pixels(first: float, count: float, tiles: int, size: int) -> slice:
    """The pixels of `count` tiles from `first` on, where `tiles` of them fill `size` pixels."""
    start = max(0, int(first * size / tiles))
    return slice(start, ceil((first + count) * size / tiles))


def _means(frame: np.ndarray, block: TileBlock) -> np.ndarray:
    """(rows, columns, 3) float32: the mean blue, green and red byte of each tile of a block.

    Of a block that is not all of the frame (h, w, 4), where that `has_whole_tiles`.
    """
    height, width = frame.shape[:2]
    part = frame if block == EVERYWHERE else frame[block.pixels(height, width)]
    part_height, part_width = part.shape[:2]
    for halving in _HALVINGS:
        least = halving * _FINEST
        if height >= least * ROWS and width >= least * COLUMNS:
            size = (part_width // halving, part_height // halving)
            part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    size = (block.right - block.left, block.bottom - block.top)
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    return small[..., :3].astype(np.float32)
