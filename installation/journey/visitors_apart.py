"""Part of what is seen: some of the visitors alone."""

from dataclasses import replace

import numpy as np

from installation.journey.activity import VX, VY, X, Y
from installation.messages import Presence

WIDTH = 3  # columns of `Presence.places`
HEIGHT = 4
WIDER = 0.03  # of the view: a hand may reach out of the box


def of_some(presence: Presence, is_meant: np.ndarray) -> Presence:
    """The presence of those visitors alone for whom `is_meant` (n,) is true."""
    places = presence.places[is_meant]
    on_silhouette = _covered(places, presence.silhouette.shape)
    on_motion = _covered(places, presence.motion.shape)
    flow = np.zeros(2, np.float32)
    if len(places):
        flow = places[:, [VX, VY]].mean(0)
    return replace(
        presence,
        places=places,
        flow=flow,
        silhouette=presence.silhouette * on_silhouette,
        motion=presence.motion * on_motion,
    )


def _covered(places: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Which cells of a grid of this shape lie in the boxes of the visitors."""
    rows, columns = shape
    down = (np.arange(rows) + 0.5) / rows
    across = (np.arange(columns) + 0.5) / columns
    covered = np.zeros(shape, np.uint8)
    for place in places:
        is_row = np.abs(down - place[Y]) <= place[HEIGHT] / 2 + WIDER
        is_column = np.abs(across - place[X]) <= place[WIDTH] / 2 + WIDER
        covered |= np.outer(is_row, is_column).astype(np.uint8)
    return covered
