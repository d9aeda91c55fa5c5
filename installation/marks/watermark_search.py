"""Looks for the watermark in a picture that may have been cut, scaled and compressed on its way.

The picture is brought to the size that it may once have had, its own content is evened out, and all its squares
are laid on top of one another: what repeats adds up, what does not becomes noise. Of the sum only the phases count
(phase-only correlation, Kuglin and Hines, 1975), so that no strong wave of the picture outweighs the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from installation.marks import watermark_tile
from installation.marks.watermark_tile import TILE_PX

SURE = 7.0  # from this score on; see docs/measurements.md for what pictures without the watermark reach
_MOST_PX = 1600  # of a side that is looked at, the middle of larger pictures: ample
_LEAST_PX = 48  # of a side; less holds nothing that could be told from chance
_USUAL = (1.0, 0.5)  # scales tried first
_SMALLEST = 0.3
_LARGEST = 2.0
_STEP = 1.015  # from scale to scale; half a step is a third of a wave at the edge of the part that is tried
_PART_PX = 512  # side of that part, before it was scaled
_BEST = 3  # scales of the first round that are tried closely
_CLOSELY = np.linspace(-0.0075, 0.0075, 11)  # ... around each of them
_EVEN_PX = 15  # side of the square whose brightness and contrast are evened out


@dataclass(frozen=True)
class WatermarkFound:
    """What a search came to."""

    score: float  # height of the best match, in standard deviations of all others
    scale: float  # of the picture, compared with what it was when it was marked

    @property
    def is_sure(self) -> bool:
        """True where chance is out of the question."""
        return self.score >= SURE


NOTHING = WatermarkFound(0.0, 1.0)


def search(picture: np.ndarray) -> WatermarkFound:
    """In a picture (h, w, 3) uint8 BGR, at all sizes from 0.3 to 2 times its own."""
    grey = _middle(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), _MOST_PX)
    if min(grey.shape) < _LEAST_PX:
        return NOTHING
    views = _Views(grey)
    usual = _best(views, _USUAL, None)
    if usual.is_sure:
        return usual
    steps = int(np.log(_LARGEST / _SMALLEST) / np.log(_STEP))
    rough = [_tried(views, _SMALLEST * _STEP**step, _PART_PX) for step in range(steps)]
    rough.sort(key=lambda found: -found.score)
    close = [found.scale * (1 + by) for found in rough[:_BEST] for by in _CLOSELY]
    return max(usual, _best(views, close, None), key=lambda found: found.score)


def score_of(grey: np.ndarray) -> float:
    """Of a picture (h, w) float32 whose content is evened out, at the size it had when it was marked."""
    spectrum = np.fft.rfft2(_folded(grey))
    length = np.maximum(np.abs(spectrum), 1e-9)
    match = np.fft.irfft2(spectrum / length * watermark_tile.phases().conj(), s=(TILE_PX, TILE_PX))
    spread = float(match.std())
    return float(match.max()) / spread if spread else 0.0


class _Views:
    """A picture with its content evened out: for those that were made smaller, and for those made larger."""

    def __init__(self, grey: np.ndarray):
        self._small = _evened(grey, _EVEN_PX)
        self._large = _evened(grey, 2 * _EVEN_PX + 1)

    def at(self, scale: float, part_px: int | None) -> np.ndarray:
        """As large as it was before it was scaled; of the middle, `part_px` at most."""
        view = self._small if scale <= 1 else self._large
        if part_px is not None:
            view = _middle(view, round(part_px * scale))
        if scale == 1:
            return view
        how = cv2.INTER_LINEAR if scale < 1 else cv2.INTER_AREA
        return cv2.resize(view, None, fx=1 / scale, fy=1 / scale, interpolation=how)


def _best(views: _Views, scales: Iterable[float], part_px: int | None) -> WatermarkFound:
    tried = [_tried(views, scale, part_px) for scale in scales]
    return max(tried, key=lambda found: found.score)


def _tried(views: _Views, scale: float, part_px: int | None) -> WatermarkFound:
    return WatermarkFound(score_of(views.at(scale, part_px)), scale)


def _middle(grey: np.ndarray, most_px: int) -> np.ndarray:
    height, width = grey.shape
    top = max(0, (height - most_px) // 2)
    left = max(0, (width - most_px) // 2)
    return grey[top : top + most_px, left : left + most_px]


def _evened(grey: np.ndarray, side_px: int) -> np.ndarray:
    """(h, w) float32: without its brightness, and as lively everywhere."""
    grey = grey.astype(np.float32)
    detail = grey - cv2.blur(grey, (side_px, side_px))
    variance = cv2.blur(detail * detail, (side_px, side_px))
    spread = cv2.sqrt(np.maximum(variance, 0))  # where all is one colour, rounding takes it below
    return detail / (spread + 1)


def _folded(grey: np.ndarray) -> np.ndarray:
    """All squares of a picture on top of one another: (128, 128) float32."""
    height, width = grey.shape
    rows = -(-height // TILE_PX)
    columns = -(-width // TILE_PX)
    whole = np.zeros((rows * TILE_PX, columns * TILE_PX), np.float32)
    whole[:height, :width] = grey
    return whole.reshape(rows, TILE_PX, columns, TILE_PX).sum(axis=(0, 2))
