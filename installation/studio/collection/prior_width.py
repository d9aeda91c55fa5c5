"""How far from the collection's own pictures a journey may go, measured by pictures that were held out.

Near the points of its pictures a network repeats them; far from them it has learned nothing. Held-out pictures
are neither: so samples are to be unlike the nearest known picture too, by a good part of how unlike those are.
"""

import cv2
import numpy as np

from installation.studio.collection.model import TrainedCollection
from installation.studio.collection.picture_features import nearest_distances
from installation.studio.common.prior import anchored_prior

TRUNCATION = 1.0
# bandwidths of the density over the map, see `anchored_prior`. With 0.65 samples of `earth` were no longer spread
# like the collection: Fréchet distance 13.9, and 6.0 with 0.35
TRIED = (0.35, 0.4, 0.45, 0.5)
WANTED = 0.6  # of the distance of held-out pictures
SAMPLES = 300
SIDE = 16  # pixels of the pictures that are compared: what is where, not how fine it is


def bandwidth_of(trained: TrainedCollection) -> float:
    """The least of TRIED with which samples are as unlike the nearest picture as is WANTED, else the last.

    The first where no picture was held out: a few great groups cannot be parted.
    """
    collection = trained.collection
    if not collection.held_out.any():
        return TRIED[0]
    known = _coarse(collection.layouts[~collection.held_out]) / 127.5 - 1
    held_out = _coarse(collection.layouts[collection.held_out]) / 127.5 - 1
    usual = np.median(nearest_distances(held_out, known))
    for bandwidth in TRIED:
        points = anchored_prior(trained.trained_points, SAMPLES, TRUNCATION, bandwidth)
        samples = _coarse(trained.layouts(points))
        if np.median(nearest_distances(samples, known)) >= WANTED * usual:
            return bandwidth
    return TRIED[-1]


def _coarse(layouts: np.ndarray) -> np.ndarray:
    """(n, h, w, 3) -> (n, SIDE * SIDE * 3) float32."""
    small = []
    for layout in layouts:
        exact = layout.astype(np.float32)
        small.append(cv2.resize(exact, (SIDE, SIDE), interpolation=cv2.INTER_AREA))
    return np.stack(small).reshape(len(small), -1)
