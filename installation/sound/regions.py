"""Which style or letter of the latent space a point lies in, and when it has crossed into another.

Values in, values out.
"""

import numpy as np

from installation.packs.spelling import LetterReader

_NEARER = 0.9  # of the distance to the present style, so that nothing flickers at a border
_STAY_S = 0.5  # so long on the other side
_PAUSE_S = 8.0  # between two crossings: an event is rare
_SETTLE_S = 0.4  # so long clearly one letter


class StyleRegions:
    """Known points with the style of each; a point belongs to the style of the nearest."""

    def __init__(self, anchors: np.ndarray, styles: np.ndarray):
        """`anchors` (n, d), `styles` (n,) whole numbers; n may be 0."""
        self._anchors = np.asarray(anchors, np.float32)
        self._styles = np.asarray(styles)
        self._squares = (self._anchors**2).sum(axis=1)
        self._style: int | None = None
        self._crossed_s = 0.0  # on the other side
        self._since_change_s = 0.0

    def update(self, point: np.ndarray, dt: float) -> int | None:
        """The style entered at `point` (d,), `dt` seconds after the last call; nearly always None."""
        if not self._fits(point):
            return None
        distances = self._distances(point)
        nearest = int(self._styles[np.argmin(distances)])
        if self._style is None:
            self._style = nearest
        self._since_change_s += dt
        if self._is_crossed(nearest, distances):
            self._crossed_s += dt
        else:
            self._crossed_s = 0.0
        if self._crossed_s < _STAY_S or self._since_change_s < _PAUSE_S:
            return None
        self._style = nearest
        self._crossed_s = 0.0
        self._since_change_s = 0.0
        return nearest

    def _fits(self, point: np.ndarray) -> bool:
        if not len(self._anchors):
            return False
        if point.shape != self._anchors.shape[1:]:
            return False
        return bool(np.isfinite(point).all())

    def _distances(self, point: np.ndarray) -> np.ndarray:
        """(n,) to each anchor."""
        products = 2 * self._anchors @ point
        squares = self._squares - products + point @ point
        return np.sqrt(np.maximum(0.0, squares))

    def _is_crossed(self, nearest: int, distances: np.ndarray) -> bool:
        """True when another style is clearly nearer than the present one."""
        if nearest == self._style:
            return False
        to_present = distances[self._styles == self._style].min()
        return bool(distances.min() < _NEARER * to_present)


class LetterRegions:
    """Says when a point has come to another letter and stays there."""

    def __init__(self, reader: LetterReader):
        self._reader = reader
        self._letter = ""  # the last one it came to
        self._coming = ""
        self._settled_s = 0.0

    def update(self, point: np.ndarray, dt: float) -> str:
        """The letter that is hit at `point` (d,), `dt` seconds after the last call; nearly always ""."""
        if point.shape != (self._reader.dimensions,):
            return ""
        found = self._reader.read(point)
        coming = found.letter if found.is_clear else ""
        self._settled_s = self._settled_s + dt if coming == self._coming else 0.0
        self._coming = coming
        if self._settled_s < _SETTLE_S or coming in ("", self._letter):
            return ""
        is_first = not self._letter
        self._letter = coming
        return "" if is_first else coming  # what was there before us is not hit


def nearest_place(places: np.ndarray, point: np.ndarray) -> int:
    """Number of the nearest of `places` (n, d), from 1; 0 where there is none."""
    if not len(places) or point.shape != places.shape[1:]:
        return 0
    squares = ((places - point) ** 2).sum(axis=1)
    return 1 + int(squares.argmin())
