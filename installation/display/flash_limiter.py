"""The last stage before the screen: nothing of the picture may flash. Values in, values out.

WCAG 2.3.1 and ITU-R BT.1702 allow three flashes a second; a flash is a pair of opposing changes of a tenth
or more of the greatest relative luminance, or of the same kind of change in saturated red. A steady 2 or 3
a second already upsets some analysers, so a tile may turn about only as often as `Turns` says: in any second
at most three changes end. Analysers moreover count each change that is made in one go, also a second one in the
same direction after the least step back: `Strides` bounds those. Both hold for each tile and for the mean of the
whole screen, as tiles that turn one after another make it flash. What has spent this is held just short of its
next turn by mixing in what was shown before.
"""

import base64
import binascii
from math import ceil

import cv2
import numpy as np

from installation.display.flash_budget import Budget

ROWS, COLUMNS = (
    18,
    32,
)  # tiles of 40x40 pixels at 1280x720: whole pixels at the usual sizes, which is fast
SATURATED = 0.8  # R / (R + G + B): from here on WCAG speaks of saturated red


def _linear() -> np.ndarray:
    """sRGB byte -> linear light 0..1 (IEC 61966-2-1)."""
    share = np.arange(256) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


_LINEAR = _linear()
_RISE = np.append(np.diff(_LINEAR), np.float32(0))


class FlashLimiter:
    """Looks at each frame as it is to be shown, and changes only the tiles that would flash.

    A restart is no way round it: what `keep` says is what an earlier life showed last, and the next one begins
    as if every tile had just spent what it may turn.
    """

    def __init__(self, keep: str = ""):
        self.limited = 0  # tiles held back so far
        self._before: np.ndarray | None = None
        self._earlier = _unpacked(keep)
        self._now_s = 0.0

    @property
    def keep(self) -> str:
        """What the screen shows, as far as the next life must know it."""
        if self._before is None:
            return ""
        return base64.b64encode(self._shown_tiles.round().astype(np.uint8).tobytes()).decode()

    def apply(self, frame: np.ndarray, dt: float) -> None:
        """Limits `frame` (h, w, 4) uint8 BGRX in place; `dt` seconds have passed since the last one."""
        self._now_s += dt
        tiles = _tiles(frame)
        if self._before is None or self._before.shape != frame.shape:
            earlier, self._earlier = self._earlier, None
            self._begin(frame, tiles, earlier)
            if earlier is None:
                return
        tiles, measures = self._held(frame, tiles, _measures(tiles))
        self._shown_tiles, measures = self._held_whole(frame, tiles, measures)
        self._each.note(measures, self._now_s)
        self._whole.note(_mean(measures), self._now_s)
        np.copyto(self._before, frame)

    def _begin(self, frame: np.ndarray, tiles: np.ndarray, earlier: np.ndarray | None) -> None:
        """With what is on the screen: this frame, or what an earlier life left there."""
        self._before, self._shown_tiles = frame.copy(), tiles
        turned_s = -np.inf
        if earlier is not None:
            height, width = frame.shape[:2]
            self._before[..., :3] = cv2.resize(
                earlier.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR
            )
            self._shown_tiles, turned_s = earlier, self._now_s
        measures = _measures(self._shown_tiles)
        self._each, self._whole = Budget(measures, turned_s), Budget(_mean(measures), turned_s)

    def _held(
        self, frame: np.ndarray, tiles: np.ndarray, measures: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Mixes what was shown before into the frame until each of its tiles is within bounds.

        Returns the tiles and their measures.
        """
        low, high = self._each.bounds(self._now_s)
        fits = _within(measures, low, high).all(0)
        if fits.all():
            return tiles, measures
        self.limited += int((~fits).sum())
        share = _greatest_share(
            self._shown_tiles, tiles, lambda mixed: _within(_measures(mixed), low, high).all(0)
        )
        _mix(self._before, frame, share)
        tiles = self._kept(frame, _tiles(frame), low, high)
        return tiles, _measures(tiles)

    def _kept(
        self, frame: np.ndarray, tiles: np.ndarray, low: np.ndarray, high: np.ndarray
    ) -> np.ndarray:
        """Tiles that mixing did not bring within bounds, of texture finer than a tile, stay as they were."""
        for row, column in np.argwhere(~_within(_measures(tiles), low, high).all(0)):
            part = (
                _pixels(row, 1, ROWS, frame.shape[0]),
                _pixels(column, 1, COLUMNS, frame.shape[1]),
            )
            frame[part] = self._before[part]
            tiles[row, column] = self._shown_tiles[row, column]
        return tiles

    def _held_whole(
        self, frame: np.ndarray, tiles: np.ndarray, measures: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The same for the mean of the screen."""
        low, high = self._whole.bounds(self._now_s)

        def fits(mixed: np.ndarray) -> np.ndarray:
            return _within(_mean(_measures(mixed)), low, high).all(0)

        if _within(_mean(measures), low, high).all():
            return tiles, measures
        self.limited += ROWS * COLUMNS
        share = float(_greatest_share(self._shown_tiles, tiles, fits).max())
        cv2.addWeighted(self._before, 1 - share, frame, share, 0, dst=frame)
        tiles = self._kept(frame, _tiles(frame), *self._each.bounds(self._now_s))
        if not fits(tiles).all():
            np.copyto(frame, self._before)
            tiles = self._shown_tiles
        return tiles, _measures(tiles)


def _unpacked(keep: str) -> np.ndarray | None:
    """The tiles (rows, columns, 3) an earlier life showed, None where that cannot be read."""
    try:
        tiles = np.frombuffer(base64.b64decode(keep, validate=True), np.uint8)
        return tiles.reshape(ROWS, COLUMNS, 3).astype(np.float32)
    except (binascii.Error, ValueError):
        return None


def _within(measures: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """bool, as the measures: which are within bounds."""
    return (measures >= low) & (measures <= high)


def _mean(measures: np.ndarray) -> np.ndarray:
    """(3, 1, 1): of the whole screen."""
    return measures.mean(axis=(1, 2), keepdims=True)


def _greatest_share(before: np.ndarray, tiles: np.ndarray, fits) -> np.ndarray:
    """(rows, columns) float32: the most of the new tiles that may be mixed in so that it `fits`, by halving."""
    share, width = np.zeros(tiles.shape[:2], np.float32), 1.0
    for _ in range(7):
        width /= 2
        mixed = before + (share + width)[..., None] * (tiles - before)
        share = np.where(fits(mixed), share + width, share)
    return np.where(fits(tiles), 1, share).astype(np.float32)


def _tiles(frame: np.ndarray) -> np.ndarray:
    """(rows, columns, 3) float32: the mean blue, green and red byte of each tile."""
    height, width = frame.shape[:2]
    for part in (2, 4):  # halving has a fast way of its own in OpenCV
        if height >= part * 4 * ROWS and width >= part * 4 * COLUMNS:
            frame = cv2.resize(frame, (width // part, height // part), interpolation=cv2.INTER_AREA)
    return cv2.resize(frame, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)[..., :3].astype(
        np.float32
    )


def _measures(tiles: np.ndarray) -> np.ndarray:
    """(3, rows, columns): relative luminance (WCAG), red, and red where it is saturated, of tiles of bytes (rows, columns, 3)."""
    whole = tiles.astype(
        np.uint8
    )  # between two bytes on a straight line: analysers see the least step back
    blue, green, red = np.moveaxis(_LINEAR[whole] + (tiles - whole) * _RISE[whole], -1, 0)
    strong = np.maximum(red - green - blue, 0)
    saturated = np.where(red >= SATURATED * (red + green + blue), strong, 0)
    return np.stack([0.2126 * red + 0.7152 * green + 0.0722 * blue, strong, saturated])


def _mix(before: np.ndarray, frame: np.ndarray, share: np.ndarray) -> None:
    """Lays `share` of the frame over what was shown before, softly from tile to tile, into the frame.

    Only where tiles are held, one group of them at a time: the rest of the frame costs nothing.
    """
    height, width = frame.shape[:2]
    calm = cv2.erode(
        share, np.ones((3, 3), np.uint8)
    )  # so that a held tile stays held when the edges are softened
    soft = cv2.resize(calm, (width, height), interpolation=cv2.INTER_LINEAR)
    _, _, boxes, _ = cv2.connectedComponentsWithStats((calm < 1).astype(np.uint8))
    for left, top, columns, rows, _ in boxes[1:]:  # the first is what is not held
        part = (
            _pixels(top - 0.5, rows + 1, ROWS, height),
            _pixels(left - 0.5, columns + 1, COLUMNS, width),
        )
        cv2.blendLinear(before[part], frame[part], 1 - soft[part], soft[part], dst=frame[part])


def _pixels(first: float, count: float, tiles: int, size: int) -> slice:
    """The pixels of `count` tiles from `first` on, where `tiles` of them fill `size` pixels."""
    return slice(max(0, int(first * size / tiles)), ceil((first + count) * size / tiles))
