"""The directions of a latent space along which its pictures differ most, for the artist's panel.

Of a pack with a map, the principal components of the points it learned from; of another one, those
of its pictures' answer to its points: a straight map from points to small pictures is fitted, and
its singular vectors are taken (after Ramesh et al. 2018, "A spectral regularizer for unsupervised
disentanglement", and GANSpace, Haerkoenen 2020).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.common import clock
from installation.packs import Model
from installation.packs.atlas import Atlas
from installation.packs.manifest import Pack
from installation.packs.scene import Scene

COUNT = 6
SMALL = (18, 32)  # (height, width) at which pictures are compared
MOST_POINTS = 192
BUDGET_S = 2.0
RIDGE = 1.0  # fewer points than dimensions do no harm


@dataclass(frozen=True)
class Directions:
    """The first is the one that matters most."""

    axes: np.ndarray  # (k, d) float32, of length 1 and at right angles
    spread: np.ndarray  # (k,) float32: one standard deviation along each


def of_points(points: np.ndarray) -> Directions:
    """Principal components of (n, d)."""
    _, sizes, axes = np.linalg.svd(points - points.mean(0), full_matrices=False)
    spread = sizes[:COUNT] / np.sqrt(len(points))
    return Directions(axes[:COUNT].astype(np.float32), spread.astype(np.float32))


def of_pictures(pack: Pack, model: Model) -> Directions:
    """From as many pictures of random points as two seconds allow. Raises `BadPicture`."""
    points, pictures = _samples(pack, model)
    inner = points @ points.T + RIDGE * np.eye(len(points))
    answer = points.T @ np.linalg.solve(inner, pictures - pictures.mean(0))  # (d, pixels)
    vectors, _, _ = np.linalg.svd(answer, full_matrices=False)
    axes = vectors.T[:COUNT].astype(np.float32)
    spread = np.full(len(axes), pack.generator.truncation, np.float32)
    return Directions(axes, spread)


def of_pack(pack: Pack, atlas: Atlas | None, model: Model) -> Directions:
    """Of the map where there is one, else of the pictures. Raises `BadPicture`."""
    if atlas is not None:
        return of_points(atlas.points)
    return of_pictures(pack, model)


def _samples(pack: Pack, model: Model) -> tuple[np.ndarray, np.ndarray]:
    """Standard normal points (n, d) and their small pictures as rows (n, pixels) float32."""
    random = np.random.default_rng(6)
    size = SMALL[::-1]
    points: list[np.ndarray] = []
    pictures: list[np.ndarray] = []
    began_ns = clock.now_ns()
    while len(points) < MOST_POINTS and clock.seconds(clock.now_ns() - began_ns) < BUDGET_S:
        point = random.normal(size=pack.dimensions)
        picture = model.paint(Scene.of(point * pack.generator.truncation), *SMALL)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        points.append(point)
        pictures.append(small.astype(np.float32).ravel())
    return np.array(points), np.array(pictures)
