"""map.npz of a pack: the drawings it learned from, as points of the latent space.

Each has a place on a sheet of paper and a small picture, and may have words for under it.
"""

from functools import cached_property
from pathlib import Path

import numpy as np

from installation.common import files
from installation.packs import map_file
from installation.packs.nearest_cells import NearestCells

NEAR = 12  # drawings that correct a place on the sheet
MANY = 4_000  # drawings: of more, not all are looked at for the nearest
TRUSTED = 0.08  # of a plane that fits not at all
_RIDGE = 1e-6  # fewer drawings than directions do no harm


class Atlas:
    """The map of a latent space; its arrays are not to be changed."""

    def __init__(
        self,
        points: np.ndarray,
        labels: np.ndarray,
        layout: np.ndarray,
        thumbnails: np.ndarray,
        captions: np.ndarray | None = None,
        scale: np.ndarray | None = None,
    ):
        self.points = points  # (n, d) float32
        self.labels = labels  # (n,) whole numbers: classes
        self.layout = layout  # (n, 2) float32 in -1..1, x to the right, y upwards
        self.thumbnails = thumbnails  # (n, h, w, 3) uint8 RGB
        self.captions = captions  # (n,) words: a line or two about each drawing; or none
        # (d,) how much each direction counts when drawings are told near or far
        self._scale = np.ones(points.shape[1], np.float32) if scale is None else scale
        self._scaled = points * self._scale
        self._squares = (self._scaled**2).sum(1)
        self._plane = _fitted_plane(points, layout)
        # so far beside the drawings nearby the plane says where a point is, of how far those are from each other
        self._trusted = TRUSTED / (_unfit(points, layout, self._plane) + 1e-9)

    def nearest(self, point: np.ndarray, count: int) -> np.ndarray:
        """Numbers (count,) of the drawings nearest to a point (d,), the nearest first."""
        return self._near(point, count)[0]

    def place(self, point: np.ndarray) -> np.ndarray:
        """Where a point (d,) lies on the sheet, (2,) in -1..1.

        Where the drawings nearby lie, the nearer the more (Shepard 1968), and from there on as the straight
        image of the space has it that fits the layout best, but no farther than it can be trusted: exact for a
        layout that is a projection, near the neighbours for any other; either way a smooth path stays smooth.
        """
        near, distances = self._near(point, NEAR)
        weight = np.clip(1 - distances / (distances[-1] + 1e-9), 1e-6, None)
        weight /= weight.sum()
        middle = weight @ self.points[near]
        spread = np.sqrt(weight @ ((self.points[near] - middle) ** 2).sum(1))
        away = point - middle
        held = away * min(1.0, self._trusted * spread / (np.linalg.norm(away) + 1e-9))
        straight = held.astype(np.float32) @ self._plane[:-1]
        return np.clip(weight @ self.layout[near] + straight, -1, 1)

    def _near(self, point: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Numbers (count,) of the nearest, the nearest first, and their squared distances."""
        if len(self.points) > MANY:
            return self._cells.near((point * self._scale).astype(np.float32), count)
        distances = self._squared_distances(point)
        some = np.argpartition(distances, min(count, len(distances) - 1))[:count]
        near = some[np.argsort(distances[some])]
        return near, distances[near]

    @cached_property
    def _cells(self) -> NearestCells:
        return NearestCells(self._scaled)

    def _squared_distances(self, point: np.ndarray) -> np.ndarray:
        """(n,) from a point (d,) to all drawings."""
        scaled = point * self._scale
        squared = self._squares - 2 * (self._scaled @ scaled) + scaled @ scaled
        return np.maximum(0, squared)


def load(folder: Path, dimensions: int) -> Atlas | None:
    """The map of a pack, None where it has none. Raises `BrokenPack`."""
    path = folder / map_file.FILE
    if not files.may_be_there(path):
        return None
    arrays = map_file.read(path, dimensions)
    return Atlas(
        arrays.points,
        arrays.labels,
        arrays.layout,
        arrays.thumbnails,
        arrays.captions,
        arrays.scale,
    )


def _with_one(points: np.ndarray) -> np.ndarray:
    """(n, d + 1) float32: so that a plane need not pass through the middle."""
    ones = np.ones((len(points), 1), np.float32)
    return np.hstack([points, ones]).astype(np.float32)


def _unfit(points: np.ndarray, layout: np.ndarray, plane: np.ndarray) -> float:
    """The part of the layout that a plane does not tell: 0 for a projection, 1 for none at all."""
    rest = layout - _with_one(points) @ plane
    around = layout - layout.mean(0)
    return float((rest**2).sum() / ((around**2).sum() + 1e-9))


def _fitted_plane(points: np.ndarray, layout: np.ndarray) -> np.ndarray:
    """(d + 1, 2) float32: the straight map from points to the sheet, by least squares."""
    known = _with_one(points).astype(np.float64)
    ridge = _RIDGE * len(known) * np.eye(known.shape[1])
    plane = np.linalg.solve(known.T @ known + ridge, known.T @ layout)
    return plane.astype(np.float32)
