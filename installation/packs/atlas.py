"""map.npz of a pack: the drawings it learned from, as points of the latent space.

Each has a place on a sheet of paper and a small picture.
"""

from pathlib import Path

import numpy as np

from installation.faults import BrokenPack

FILE = "map.npz"
NEAR = 12  # drawings that correct a place on the sheet
_RIDGE = 1e-6  # fewer drawings than directions do no harm


class Atlas:
    """The map of a latent space; its arrays are not to be changed."""

    def __init__(
        self,
        points: np.ndarray,
        labels: np.ndarray,
        layout: np.ndarray,
        thumbnails: np.ndarray,
    ):
        self.points = points  # (n, d) float32
        self.labels = labels  # (n,) whole numbers: classes
        self.layout = layout  # (n, 2) float32 in -1..1, x to the right, y upwards
        self.thumbnails = thumbnails  # (n, h, w, 3) uint8 RGB
        self._squares = (points**2).sum(1)
        self._plane = _fitted_plane(points, layout)
        self._rest = layout - _with_one(points) @ self._plane

    def nearest(self, point: np.ndarray, count: int) -> np.ndarray:
        """Numbers (count,) of the drawings nearest to a point (d,), the nearest first."""
        distances = self._squared_distances(point)
        some = np.argpartition(distances, min(count, len(distances) - 1))[:count]
        return some[np.argsort(distances[some])]

    def place(self, point: np.ndarray) -> np.ndarray:
        """Where a point (d,) lies on the sheet, (2,) in -1..1.

        The straight image of the space that fits the layout best, and what it is wrong by at the
        drawings nearby, the nearer the more (Shepard 1968): exact for a layout that is a
        projection, near the neighbours for any other; either way a smooth path stays smooth.
        """
        distances = self._squared_distances(point)
        near = np.argpartition(distances, min(NEAR, len(distances) - 1))[:NEAR]
        farthest = distances[near].max()
        weight = np.clip(1 - distances[near] / (farthest + 1e-9), 1e-6, None)
        rest = (weight[:, None] * self._rest[near]).sum(0) / weight.sum()
        straight = np.append(point, 1).astype(np.float32) @ self._plane
        return np.clip(straight + rest, -1, 1)

    def _squared_distances(self, point: np.ndarray) -> np.ndarray:
        """(n,) from a point (d,) to all drawings."""
        squared = self._squares - 2 * (self.points @ point) + point @ point
        return np.maximum(0, squared)


def load(folder: Path, dimensions: int) -> Atlas | None:
    """The map of a pack, None where it has none. Raises `BrokenPack`."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as arrays:
            points = arrays["points"].astype(np.float32)
            layout = arrays["layout"].astype(np.float32)
            thumbnails = arrays["thumbnails"]
            if "labels" in arrays.files:
                labels = arrays["labels"]
            else:
                labels = np.zeros(len(points), np.int64)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BrokenPack(f"pack {folder.name}: {FILE} cannot be read: {error}") from error
    except Exception as error:  # zip and zlib raise kinds of their own
        raise BrokenPack(f"pack {folder.name}: {FILE} is damaged: {error}") from error
    is_sound = _fits(points, labels, layout, thumbnails, dimensions)
    if not is_sound or not np.isfinite(points).all() or not np.isfinite(layout).all():
        shapes = (
            f"points {points.shape}, layout {layout.shape}, "
            f"labels {labels.shape}, thumbnails {thumbnails.shape}"
        )
        raise BrokenPack(
            f"pack {folder.name}: {FILE} does not fit {dimensions} dimensions: {shapes}"
        )
    return Atlas(points, labels, np.clip(layout, -1, 1), thumbnails)


def _fits(
    points: np.ndarray,
    labels: np.ndarray,
    layout: np.ndarray,
    thumbnails: np.ndarray,
    dimensions: int,
) -> bool:
    """Whether the arrays have the shapes of an `Atlas`."""
    count = len(points)
    if count == 0 or points.shape != (count, dimensions):
        return False
    if layout.shape != (count, 2) or labels.shape != (count,):
        return False
    is_rgb = thumbnails.ndim == 4 and thumbnails.shape[::3] == (count, 3)
    return is_rgb and thumbnails.dtype == np.uint8


def _with_one(points: np.ndarray) -> np.ndarray:
    """(n, d + 1) float32: so that a plane need not pass through the middle."""
    ones = np.ones((len(points), 1), np.float32)
    return np.hstack([points, ones]).astype(np.float32)


def _fitted_plane(points: np.ndarray, layout: np.ndarray) -> np.ndarray:
    """(d + 1, 2) float32: the straight map from points to the sheet, by least squares."""
    known = _with_one(points).astype(np.float64)
    ridge = _RIDGE * len(known) * np.eye(known.shape[1])
    plane = np.linalg.solve(known.T @ known + ridge, known.T @ layout)
    return plane.astype(np.float32)
