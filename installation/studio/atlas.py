"""map.npz: thousands of drawings as points, with a place on a sheet of paper and a small picture each."""

import io
from dataclasses import asdict, dataclass

import numpy as np

from .compose import compose
from .dataset import Dataset
from .latent import Calibration, encode
from .network import Encoder

COUNT = 2400
THUMBNAIL = (27, 48)  # height, width


@dataclass(frozen=True)
class Atlas:
    """The first drawings of the training set; around them the model is good."""

    points: np.ndarray  # (n, 64) float32
    labels: np.ndarray  # (n,) int64, style numbers
    layout: np.ndarray  # (n, 2) float32 in -1..1
    thumbnails: np.ndarray  # (n, 27, 48, 3) uint8

    def content(self) -> bytes:
        """The npz file."""
        file = io.BytesIO()
        np.savez_compressed(file, **asdict(self))
        return file.getvalue()


def make_atlas(encoder: Encoder, calibration: Calibration, data: Dataset) -> Atlas:
    """Encodes and paints COUNT drawings."""
    some = data.first(COUNT)
    points = calibration.points(encode(encoder, some)).astype(np.float32)
    fields = (f.astype(np.float32) / 127 for f in some.fields)
    pictures = [compose(f, c, *THUMBNAIL) for f, c in zip(fields, some.colours, strict=True)]
    return Atlas(points, some.styles, layout(points, some.styles), np.stack(pictures))


def layout(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """(n, d) points to (n, 2) in -1..1: the principal components of the styles' centres.

    Points are whitened, so they have no principal components of their own; how the styles' centres lie
    to each other is what a visitor wants to see.
    """
    centres = np.stack([points[labels == k].mean(0) for k in np.unique(labels)])
    _, _, directions = np.linalg.svd(centres - centres.mean(0), full_matrices=False)
    flat = points @ directions[:2].T
    flat -= flat.mean(0)
    return np.clip(flat / np.quantile(np.abs(flat), 0.99, axis=0), -1, 1).astype(np.float32)
