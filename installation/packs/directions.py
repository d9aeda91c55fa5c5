"""The directions of a latent space along which its pictures differ most, for the artist's panel.

Of a pack with a map, the principal components of the points it learned from; of another one, those of its pictures'
answer to its points: a straight map from points to small pictures is fitted, and its singular vectors are taken
(after Ramesh et al. 2018, "A spectral regularizer for unsupervised disentanglement", and GANSpace, Haerkoenen 2020).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.common import clock
from installation.packs.atlas import Atlas
from installation.packs.manifest import Pack

COUNT = 6
SMALL = 18, 32  # height and width pictures are compared at
MOST_POINTS, BUDGET_S = 192, 2.0
STIFF = 1.0  # ridge: fewer points than dimensions do no harm


@dataclass(frozen=True)
class Directions:
    """The first is the one that matters most."""

    axes: np.ndarray  # (k, d) float32, of length 1 and at right angles
    spread: np.ndarray  # (k,) float32: a usual way along each, one standard deviation


def of_points(points: np.ndarray) -> Directions:
    """Principal components of (n, d)."""
    _, sizes, axes = np.linalg.svd(points - points.mean(0), full_matrices=False)
    return Directions(
        axes[:COUNT].astype(np.float32), (sizes[:COUNT] / np.sqrt(len(points))).astype(np.float32)
    )


def of_pictures(pack: Pack, paint) -> Directions:
    """`paint(point)` gives a picture (h, w, 3); so many are made as two seconds allow."""
    random, begun_ns = np.random.default_rng(6), clock.now_ns()
    points, pictures = [], []
    while len(points) < MOST_POINTS and clock.seconds(clock.now_ns() - begun_ns) < BUDGET_S:
        points.append(random.normal(size=pack.dimensions))
        small = cv2.resize(
            paint(points[-1] * pack.generator.truncation), SMALL[::-1], interpolation=cv2.INTER_AREA
        )
        pictures.append(small.astype(np.float32).ravel())
    known, seen = np.array(points), np.array(pictures)
    inner = known @ known.T + STIFF * np.eye(len(known))
    answer = known.T @ np.linalg.solve(inner, seen - seen.mean(0))  # (d, pixels)
    axes = np.linalg.svd(answer, full_matrices=False)[0].T[:COUNT]
    return Directions(
        axes.astype(np.float32), np.full(len(axes), pack.generator.truncation, np.float32)
    )


def of_pack(pack: Pack, atlas: Atlas | None, paint) -> Directions:
    """Of the map where there is one, else of the pictures."""
    return of_points(atlas.points) if atlas is not None else of_pictures(pack, paint)
