"""Which style of the latent space a point lies in, and when it has crossed into another. Values in, values out."""

import numpy as np

_NEARER = 0.9  # of the distance to the present style: a border is no place to flicker on
_STAY_S = 0.5  # so long on the other side
_PAUSE_S = 8.0  # between two crossings: an event is rare


class Regions:
    """Known points with the style of each; a point belongs to the style of the nearest."""

    def __init__(self, anchors: np.ndarray, styles: np.ndarray):
        """`anchors` (n, d), `styles` (n,) whole numbers; n may be 0."""
        self._anchors, self._styles = np.asarray(anchors, np.float32), np.asarray(styles)
        self._squares = (self._anchors**2).sum(axis=1)
        self._here: int | None = None
        self._there_s, self._since_s = 0.0, 0.0

    def step(self, point: np.ndarray, dt: float) -> int | None:
        """The style that was entered now, `dt` seconds after the last look; None for almost all looks."""
        if (
            not len(self._anchors)
            or point.shape != self._anchors.shape[1:]
            or not np.isfinite(point).all()
        ):
            return None
        far = np.sqrt(np.maximum(0.0, self._squares - 2 * self._anchors @ point + point @ point))
        nearest = int(self._styles[np.argmin(far)])
        if self._here is None:
            self._here = nearest
        self._since_s += dt
        crossed = (
            nearest != self._here and far.min() < _NEARER * far[self._styles == self._here].min()
        )
        self._there_s = self._there_s + dt if crossed else 0.0
        if self._there_s < _STAY_S or self._since_s < _PAUSE_S:
            return None
        self._here, self._there_s, self._since_s = nearest, 0.0, 0.0
        return nearest


def nearest(anchors: np.ndarray, point: np.ndarray) -> int:
    """Number of the nearest of `anchors` (n, d), from 1; 0 where there is none."""
    if not len(anchors) or point.shape != anchors.shape[1:]:
        return 0
    return 1 + int(((anchors - point) ** 2).sum(axis=1).argmin())
