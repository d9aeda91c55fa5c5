"""map.npz of a pack: drawings as points, with a place on a sheet of paper and a small picture each."""

import io
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

MAP_FILE = "map.npz"
THUMBNAIL = (27, 48)  # height, width


@dataclass(frozen=True)
class LatentMap:
    """Drawings of the training set; around them the model is good."""

    points: np.ndarray  # (n, d) float32
    labels: np.ndarray  # (n,) int64: the style or the kind of each drawing
    layout: np.ndarray  # (n, 2) float32 in -1..1, x to the right, y down
    thumbnails: np.ndarray  # (n, 27, 48, 3) uint8 RGB

    @classmethod
    def load(cls, path: Path) -> "LatentMap":
        """Reads the file. Raises OSError, and ValueError where it is no such file."""
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return cls(**arrays)

    def content(self) -> bytes:
        """The npz file."""
        file = io.BytesIO()
        np.savez_compressed(file, **asdict(self))
        return file.getvalue()


def lay_out(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """(n, d) points -> (n, 2) float32 in -1..1: the principal components of the labels' centres.

    Points are whitened, so they have no principal components of their own; how the centres lie to each
    other is what a visitor wants to see.
    """
    centres = np.stack([points[labels == label].mean(0) for label in np.unique(labels)])
    _, _, directions = np.linalg.svd(centres - centres.mean(0), full_matrices=False)
    flat = points @ directions[:2].T
    flat -= flat.mean(0)
    reach = np.quantile(np.abs(flat), 0.99, axis=0)
    return np.clip(flat / reach, -1, 1).astype(np.float32)
