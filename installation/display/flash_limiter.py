"""The last stage before the outputs: nothing of the picture may flash. Values in, values out.

WCAG 2.3.1 and ITU-R BT.1702 allow three flashes a second; a flash is a pair of opposing changes of a tenth
or more of the greatest relative luminance, or of the same kind of change in saturated red. A steady 2 or 3
a second already upsets some analysers, so a tile may turn about only as often as `Turns` says: in any second
at most three changes end. Analysers moreover count each change that is made in one go, also a second one in the
same direction after the least step back: `Strides` bounds those. Both hold for each tile and for the mean of the
whole screen, as tiles that turn one after another make it flash. What has spent this is held just short of its
next turn by mixing in what was shown before.
"""

from collections.abc import Callable

import cv2
import numpy as np

from installation.display.flash_budget import Budget
from installation.display.flash_mix import mix
from installation.display.flash_tiles import COLUMNS, ROWS, Tiles, measures_of
from installation.display.shown_memory import ShownMemory

_HALVINGS = 7  # to find how much of a frame may be shown
_EASE_S = 1.0  # in which a tile that was held comes back
_SEEN = slice(0, 2)  # of a tile's measures: luminance and red
_ROUNDS = 6  # in which tiles are found that only a full hold brings within bounds; then the whole frame is held


class _Shown:
    """What was shown last, and what may follow it."""

    def __init__(self, frame: np.ndarray, tiles: Tiles, spent_s: float):
        """`frame` (h, w, 4) and its tiles; `spent_s`: when all that may turn was spent, -inf for never."""
        self.frame = frame
        self.tiles = tiles
        # of the last frame, how much was shown
        self.share = np.ones((ROWS, COLUMNS), np.float32)
        self.share_of_whole = 1.0
        self.each = Budget(tiles.measures, spent_s)
        self.whole = Budget(_mean(tiles.measures), spent_s)

    def record(self, frame: np.ndarray, tiles: Tiles, now_s: float) -> None:
        """Takes in what is shown now."""
        self.tiles = tiles
        self.each.record(tiles.measures, now_s)
        self.whole.record(_mean(tiles.measures), now_s)
        np.copyto(self.frame, frame)


class FlashLimiter:
    """Looks at each frame as it is to be shown, and changes only the tiles that would flash.

    A restart is no way round it: where an earlier life left in the memory what it showed last, the next one
    begins as if every tile had spent by then what it may turn.
    """

    def __init__(self, memory: ShownMemory | None = None, since_s: float = 0.0):
        """`since_s`: so long ago the earlier life showed its last frame, which has stayed since."""
        self.limited = 0  # tiles held back so far
        self._memory = memory or ShownMemory()
        self._shown: _Shown | None = None
        self._now_s = 0.0
        self._since_s = since_s

    @property
    def has_spent(self) -> bool:
        """Whether some tile would be held at its next turn."""
        return self._shown is not None and self._shown.each.has_spent(self._now_s)

    def would_smear(self, frame: np.ndarray, dt: float) -> bool:
        """Whether tiles of `frame` (h, w, 4) uint8 BGRX would be held, were it shown `dt` seconds after the last one.

        Saturated red is left out: it comes and goes with the least change of a colour, at which nothing smears.
        """
        shown = self._shown
        if shown is None or shown.frame.shape != frame.shape:
            return False
        now_s = self._now_s + dt
        bounds = shown.each.bounds(now_s)
        bounds_of_whole = shown.whole.bounds(now_s)
        if _is_open(bounds) and _is_open(bounds_of_whole):
            return False
        measures = Tiles.of_frame(frame).measures
        fits = _within(measures[_SEEN], *(bound[_SEEN] for bound in bounds))
        whole = _mean(measures)
        fits_as_whole = _within(whole[_SEEN], *(bound[_SEEN] for bound in bounds_of_whole))
        return not (fits.all() and fits_as_whole.all())

    def apply(self, frame: np.ndarray, dt: float) -> None:
        """Limits `frame` (h, w, 4) uint8 BGRX in place; `dt` seconds have passed since the last one."""
        self._now_s += dt
        tiles = Tiles.of_frame(frame)
        shown = self._shown
        if shown is None or shown.frame.shape != frame.shape:
            shown = self._begin(frame, tiles)
            self._shown = shown
        tiles = self._hold_tiles(shown, frame, tiles, dt)
        tiles = self._hold_whole(shown, frame, tiles, dt)
        shown.record(frame, tiles, self._now_s)

    def _begin(self, frame: np.ndarray, tiles: Tiles) -> _Shown:
        """With what is on the screen: this frame, or what an earlier life left there."""
        earlier = self._memory.earlier(*frame.shape[:2])
        if earlier is None:
            return _Shown(self._memory.hold(frame), tiles, spent_s=-np.inf)
        earlier_tiles = Tiles.of_frame(earlier)
        spent_s = self._now_s - self._since_s
        self._since_s = 0.0
        return _Shown(self._memory.hold(earlier), earlier_tiles, spent_s)

    def _hold_tiles(
        self,
        shown: _Shown,
        frame: np.ndarray,
        tiles: Tiles,
        dt: float,
    ) -> Tiles:
        """Mixes what was shown before into the frame until each of its tiles is within bounds.

        A tile that was held comes back little by little. Returns the frame's tiles.
        """
        bounds = shown.each.bounds(self._now_s)
        fitting = _within(tiles.measures, *bounds)
        eased = np.minimum(shown.share + np.float32(dt / _EASE_S), 1)
        shown.share = eased
        if fitting.all() and (eased == 1).all():
            return tiles
        self.limited += int((~fitting).sum())

        greatest = np.ones((ROWS, COLUMNS), np.float32)
        beyond = ~fitting
        low = bounds[0][:, beyond]
        high = bounds[1][:, beyond]

        def fits(values: np.ndarray) -> np.ndarray:
            return _within(measures_of(values), low, high)

        before = shown.tiles.values[beyond]
        greatest[beyond] = _greatest_share(before, tiles.values[beyond], fits)
        shown.share = np.minimum(greatest, eased)
        mixed = mix(shown.frame, frame, shown.share)
        return _held(shown, frame, tiles.where_changed(frame, mixed), bounds)

    def _hold_whole(
        self,
        shown: _Shown,
        frame: np.ndarray,
        tiles: Tiles,
        dt: float,
    ) -> Tiles:
        """The same for the mean of the screen."""
        bounds = shown.whole.bounds(self._now_s)
        fitting = bool(_within(_mean(tiles.measures), *bounds).all())
        eased = min(shown.share_of_whole + dt / _EASE_S, 1.0)
        shown.share_of_whole = eased
        if fitting and eased == 1:
            return tiles
        if not fitting:
            self.limited += ROWS * COLUMNS

        def fits(values: np.ndarray) -> np.ndarray:
            return _within(_mean(measures_of(values)), *bounds)

        greatest = float(_greatest_share(shown.tiles.values, tiles.values, fits).max())
        share = min(greatest, eased)
        shown.share_of_whole = share
        cv2.addWeighted(
            shown.frame,
            1 - share,
            frame,
            share,
            0,
            dst=frame,
        )
        mixed = Tiles.of_frame(frame)
        tiles = _held(shown, frame, mixed, shown.each.bounds(self._now_s))
        if _within(_mean(tiles.measures), *bounds).all():
            return tiles
        np.copyto(frame, shown.frame)
        return shown.tiles


def _held(
    shown: _Shown,
    frame: np.ndarray,
    tiles: Tiles,
    bounds: tuple[np.ndarray, np.ndarray],
) -> Tiles:
    """The frame's tiles, from what they are before. Those that mixing did not bring within bounds stay as they were.

    They are of texture finer than a tile. What is around them is held too, less and less, so that nobody sees where
    a tile ends; where that brings other tiles beyond their bounds, they stay as well.
    """
    for _ in range(_ROUNDS):
        beyond = ~_within(tiles.measures, *bounds)
        if not beyond.any():
            return tiles
        kept = np.where(beyond, np.float32(0), np.float32(1))
        shown.share = np.minimum(shown.share, kept)
        tiles = tiles.where_changed(frame, mix(shown.frame, frame, kept))
    if _within(tiles.measures, *bounds).all():
        return tiles
    np.copyto(frame, shown.frame)
    return shown.tiles


def _within(measures: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(...) bool: where all measures (3, ...) are within bounds."""
    fits = (measures >= low) & (measures <= high)
    return np.all(fits, axis=0)


def _is_open(bounds: tuple[np.ndarray, np.ndarray]) -> bool:
    """Whether they let pass whatever comes."""
    return not np.isfinite(bounds).any()


def _mean(measures: np.ndarray) -> np.ndarray:
    """(3, 1, 1): of the whole screen."""
    return measures.mean(axis=(1, 2), keepdims=True)


def _greatest_share(
    before: np.ndarray, tiles: np.ndarray, fits: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """(...) float32: the most of the new tiles (..., 3) that may be mixed in so that it `fits`, by halving."""
    share = np.zeros(tiles.shape[:-1], np.float32)
    step = 1.0
    for _ in range(_HALVINGS):
        step /= 2
        mixed = before + (share + step)[..., None] * (tiles - before)
        share = np.where(fits(mixed), share + step, share)
    return np.where(fits(tiles), 1, share).astype(np.float32)
