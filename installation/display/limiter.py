"""The last stage before the screen: no tile of the picture may flash. Values in, values out.

WCAG 2.3.1 and ITU-R BT.1702 allow three flashes a second; a flash is a pair of opposing changes of a tenth
or more of the greatest relative luminance, or of the same kind of change in saturated red. A steady 2 or 3
a second already upsets some analysers, so a tile may turn about only as often as `TURNS` says: in any second
at most three changes end. A tile that has spent this is held just short of its next
turn by mixing in what was shown before.
"""

import base64
import binascii

import cv2
import numpy as np

ROWS, COLUMNS = 18, 32  # tiles of 40x40 pixels at 1280x720: whole pixels at the usual sizes, which is fast
TURNS, WITHIN_S = 2, 1.05  # opposing changes a tile may begin; a slow one from before may end in the same second
LUMINANCE_STEP = 0.08  # of the greatest; the rule's 0.1 less a margin for what a tile's mean hides
HELD = 0.9  # of the step towards its next turn a spent tile may still go
RED_STEP = 18 / 320  # (R - G - B) of linear colour, times 320, may not change by more than 20


def _linear() -> np.ndarray:
    """sRGB byte -> linear light 0..1 (IEC 61966-2-1)."""
    share = np.arange(256) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4).astype(np.float32)


_LINEAR = _linear()
_STEPS = np.array([LUMINANCE_STEP, RED_STEP], np.float32)[:, None, None]


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
        low, high = self._bounds()
        fits = _within(tiles, low, high)
        if not fits.all():
            self.limited += int((~fits).sum())
            tiles = self._hold(frame, tiles, low, high)
        self._note(tiles)
        np.copyto(self._before, frame)

    def _begin(self, frame: np.ndarray, tiles: np.ndarray, earlier: np.ndarray | None) -> None:
        """With what is on the screen: this frame, or what an earlier life left there."""
        self._before, self._shown_tiles = frame.copy(), tiles
        turned_s = -np.inf
        if earlier is not None:
            height, width = frame.shape[:2]
            self._before[..., :3] = cv2.resize(earlier.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
            self._shown_tiles, turned_s = earlier, self._now_s
        self._extreme = _measures(self._shown_tiles)
        self._direction = np.zeros_like(self._extreme)
        self._turned_s = np.full((TURNS, *self._extreme.shape), turned_s)  # when each tile turned, oldest first

    def _bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """The lowest and highest measures (2, rows, columns) that tiles may show now."""
        spent = self._now_s - self._turned_s[0] < WITHIN_S
        room = np.where(self._direction == 0, 0.5, 1.0) * HELD * _STEPS  # both ways open: half of it each way
        low = np.where(spent & (self._direction >= 0), self._extreme - room, -np.inf)
        high = np.where(spent & (self._direction <= 0), self._extreme + room, np.inf)
        return low, high

    def _hold(self, frame: np.ndarray, tiles: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Mixes what was shown before into the frame until its tiles are within bounds; returns them."""
        _mix(self._before, frame, _greatest_share(self._shown_tiles, tiles, low, high))
        tiles = _tiles(frame)
        for row, column in np.argwhere(~_within(tiles, low, high)):  # texture finer than a tile: kept as it was
            part = _pixels(row, 1, ROWS, frame.shape[0]), _pixels(column, 1, COLUMNS, frame.shape[1])
            frame[part] = self._before[part]
            tiles[row, column] = self._shown_tiles[row, column]
        return tiles

    def _note(self, tiles: np.ndarray) -> None:
        """Follows each tile to its turning points."""
        shown = _measures(tiles)
        change = shown - self._extreme
        against = np.where(self._direction == 0, np.abs(change), -change * self._direction)
        turns = against >= _STEPS
        times = np.concatenate([self._turned_s[1:], np.full_like(self._turned_s[:1], self._now_s)])
        self._turned_s = np.where(turns, times, self._turned_s)
        self._extreme = np.where(turns | (change * self._direction > 0), shown, self._extreme)
        self._direction = np.where(turns, np.sign(change), self._direction)
        self._shown_tiles = tiles


def _unpacked(keep: str) -> np.ndarray | None:
    """The tiles (rows, columns, 3) an earlier life showed, None where that cannot be read."""
    try:
        tiles = np.frombuffer(base64.b64decode(keep, validate=True), np.uint8)
        return tiles.reshape(ROWS, COLUMNS, 3).astype(np.float32)
    except (binascii.Error, ValueError):
        return None


def _within(tiles: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """bool (rows, columns): which tiles are within bounds."""
    measures = _measures(tiles)
    return ((measures >= low) & (measures <= high)).all(0)


def _greatest_share(before: np.ndarray, tiles: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(rows, columns) float32: the most of the new tiles that may be mixed in, by halving the interval."""
    share, width = np.zeros(tiles.shape[:2], np.float32), 1.0
    for _ in range(7):
        width /= 2
        mixed = before + (share + width)[..., None] * (tiles - before)
        share = np.where(_within(mixed, low, high), share + width, share)
    return np.where(_within(tiles, low, high), 1, share).astype(np.float32)


def _tiles(frame: np.ndarray) -> np.ndarray:
    """(rows, columns, 3) float32: the mean blue, green and red byte of each tile."""
    height, width = frame.shape[:2]
    for part in (2, 4):  # halving has a fast way of its own in OpenCV
        if height >= part * 4 * ROWS and width >= part * 4 * COLUMNS:
            frame = cv2.resize(frame, (width // part, height // part), interpolation=cv2.INTER_AREA)
    return cv2.resize(frame, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)[..., :3].astype(np.float32)


def _measures(tiles: np.ndarray) -> np.ndarray:
    """(2, rows, columns): relative luminance (WCAG) and saturated red of tiles of bytes (rows, columns, 3)."""
    blue, green, red = np.moveaxis(_LINEAR[tiles.round().astype(np.uint8)], -1, 0)
    return np.stack([0.2126 * red + 0.7152 * green + 0.0722 * blue, np.maximum(red - green - blue, 0)])


def _mix(before: np.ndarray, frame: np.ndarray, share: np.ndarray) -> None:
    """Lays `share` of the frame over what was shown before, softly from tile to tile, into the frame.

    Only where tiles are held, one group of them at a time: the rest of the frame costs nothing.
    """
    height, width = frame.shape[:2]
    calm = cv2.erode(share, np.ones((3, 3), np.uint8))  # so that a held tile stays held when the edges are softened
    soft = cv2.resize((255 * calm).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    _, _, boxes, _ = cv2.connectedComponentsWithStats((calm < 1).astype(np.uint8))
    for left, top, columns, rows, _ in boxes[1:]:  # the first is what is not held
        part = _pixels(top - 0.5, rows + 1, ROWS, height), _pixels(left - 0.5, columns + 1, COLUMNS, width)
        much = cv2.merge([soft[part]] * 4)
        kept = cv2.multiply(before[part], cv2.bitwise_not(much), scale=1 / 255)
        frame[part] = cv2.add(cv2.multiply(frame[part], much, scale=1 / 255, dst=much), kept, dst=much)


def _pixels(first: float, count: float, tiles: int, size: int) -> slice:
    """The pixels of `count` tiles from `first` on, where `tiles` of them fill `size` pixels."""
    return slice(max(0, int(first * size / tiles)), int((first + count) * size / tiles) + 1)
