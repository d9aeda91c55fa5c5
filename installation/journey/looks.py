"""How alike two points of a pack look. Values in, values out."""

import numpy as np

from installation.faults import BrokenPack
from installation.packs import atlas
from installation.packs.atlas import Atlas
from installation.packs.manifest import Pack

SPOTS = (6, 8)  # down and across: the colours of so many pixels count
ANOTHER_CLASS = 0.25  # counts as much as colours that differ by so much everywhere, 0..1


class Looks:
    """A point as numbers that are far apart where the pictures look different.

    By the pack's map: colours and class of the nearest drawing. Without one it is the point itself.
    """

    def __init__(self, pack: Pack):
        self._map = _map_of(pack)
        self._numbers = np.zeros((0, 0))  # (drawings, k)
        if self._map is not None:
            self._numbers = _numbers(self._map)

    def at(self, point: np.ndarray) -> np.ndarray:
        """(k,) of a point (d,)."""
        if self._map is None:
            return np.asarray(point, np.float64)
        nearest = self._map.nearest(point.astype(np.float32), 1)[0]
        return self._numbers[nearest]


def _map_of(pack: Pack) -> Atlas | None:
    """A map that cannot be read is as good as none; the pack's check says what is wrong with it."""
    try:
        return atlas.load(pack.point_folder, pack.dimensions)
    except BrokenPack:
        return None


def _numbers(drawings: Atlas) -> np.ndarray:
    """(n, k): the colours of the spots, and one number for each class."""
    flat = _spots(drawings.thumbnails) / 255
    colours = flat / np.sqrt(flat.shape[1])
    classes, number = np.unique(drawings.labels, return_inverse=True)
    is_class = number[:, None] == np.arange(len(classes))
    # two classes are the square root of two apart
    return np.hstack([colours, ANOTHER_CLASS / np.sqrt(2) * is_class])


def _spots(thumbnails: np.ndarray) -> np.ndarray:
    """(n, h, w, 3) uint8 -> (n, k) uint8."""
    count, height, width, _ = thumbnails.shape
    rows = (np.arange(SPOTS[0]) + 0.5) / SPOTS[0] * height
    columns = (np.arange(SPOTS[1]) + 0.5) / SPOTS[1] * width
    spots = thumbnails[:, rows.astype(int)][:, :, columns.astype(int)]
    return spots.reshape(count, -1)
