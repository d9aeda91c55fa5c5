"""map.npz of a pack: the drawings it learned from as points, each with a place on a sheet of paper and a small picture."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from installation.faults import BrokenPack

FILE = "map.npz"
NEAR = 12  # drawings that correct a place on the sheet


@dataclass(frozen=True)
class Atlas:
    """The map of a latent space."""

    points: np.ndarray  # (n, d) float32
    labels: np.ndarray  # (n,) whole numbers: classes
    layout: np.ndarray  # (n, 2) float32 in -1..1, x to the right, y upwards
    thumbnails: np.ndarray  # (n, h, w, 3) uint8 RGB

    def __post_init__(self):
        known = np.hstack([self.points, np.ones((len(self.points), 1), np.float32)]).astype(
            np.float64
        )
        few = (
            1e-6 * len(known) * np.eye(known.shape[1])
        )  # so that fewer drawings than directions do no harm
        plane = np.linalg.solve(known.T @ known + few, known.T @ self.layout).astype(np.float32)
        object.__setattr__(self, "_plane", plane)
        object.__setattr__(self, "_rest", self.layout - known.astype(np.float32) @ plane)
        object.__setattr__(self, "_squares", (self.points**2).sum(1))

    def nearest(self, point: np.ndarray, count: int) -> np.ndarray:
        """Numbers (count,) of the drawings nearest to a point (d,), the nearest first."""
        far = self._far(point)
        some = np.argpartition(far, min(count, len(far) - 1))[:count]
        return some[np.argsort(far[some])]

    def place(self, point: np.ndarray) -> np.ndarray:
        """Where a point (d,) lies on the sheet, (2,) in -1..1.

        The straight image of the space that fits the layout best, and what it is wrong by at the drawings
        nearby, the nearer the more (Shepard 1968): exact for a layout that is a projection, near the
        neighbours for any other; either way a smooth path stays smooth.
        """
        far = self._far(point)
        near = np.argpartition(far, min(NEAR, len(far) - 1))[:NEAR]
        weight = np.clip(1 - far[near] / (far[near].max() + 1e-9), 1e-6, None)
        rest = (weight[:, None] * self._rest[near]).sum(0) / weight.sum()
        return np.clip(np.append(point, 1).astype(np.float32) @ self._plane + rest, -1, 1)

    def _far(self, point: np.ndarray) -> np.ndarray:
        return np.maximum(0, self._squares - 2 * (self.points @ point) + point @ point)


def load(folder: Path, dimensions: int) -> Atlas | None:
    """The map of a pack, None where it has none. Raises `BrokenPack`."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as kept:
            points, layout = kept["points"].astype(np.float32), kept["layout"].astype(np.float32)
            labels = kept["labels"] if "labels" in kept.files else np.zeros(len(points), np.int64)
            thumbnails = kept["thumbnails"]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BrokenPack(f"pack {folder.name}: {FILE} cannot be read: {error}") from error
    except Exception as error:  # zip and zlib raise kinds of their own
        raise BrokenPack(f"pack {folder.name}: {FILE} is damaged: {error}") from error
    count = len(points)
    sound = (
        points.shape == (count, dimensions)
        and layout.shape == (count, 2)
        and labels.shape == (count,)
    )
    sound = (
        sound
        and thumbnails.ndim == 4
        and thumbnails.shape[::3] == (count, 3)
        and thumbnails.dtype == np.uint8
    )
    if not (sound and count and np.isfinite(points).all() and np.isfinite(layout).all()):
        shapes = f"points {points.shape}, layout {layout.shape}, labels {labels.shape}, thumbnails {thumbnails.shape}"
        raise BrokenPack(
            f"pack {folder.name}: {FILE} does not fit {dimensions} dimensions: {shapes}"
        )
    return Atlas(points, labels, np.clip(layout, -1, 1), thumbnails)
