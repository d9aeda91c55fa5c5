"""Part of what is seen: some of the visitors alone, and whose they are. Values in, values out."""

from dataclasses import replace
from functools import cache

import numpy as np

from installation.journey.activity import VX, VY, X, Y
from installation.messages import Presence

ID = 0  # columns of `Presence.places`
WIDTH = 3
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


def nearest_stands(places: np.ndarray, owners: np.ndarray, stands: np.ndarray) -> np.ndarray:
    """(n,) which of the stands (m,) across the view belongs to each of the visitors (n, 8): their own, else the nearest.

    `owners` (m,): numbers of the visitors to whom the stands belong.
    """
    apart = np.abs(places[:, [X]] - stands)
    apart[places[:, [ID]] == owners] = -1.0
    return apart.argmin(axis=1)


def _covered(places: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Which cells of a grid of this shape lie in the boxes of the visitors."""
    rows, columns = shape
    halves = places[:, [HEIGHT, WIDTH]] / 2 + np.float32(WIDER)
    is_row = np.abs(_middles(rows) - places[:, [Y]]) <= halves[:, [0]]
    is_column = np.abs(_middles(columns) - places[:, [X]]) <= halves[:, [1]]
    boxes = is_row.T.astype(np.float32) @ is_column.astype(np.float32)  # how many cover a cell
    return boxes > 0


@cache
def _middles(cells: int) -> np.ndarray:
    """(cells,) float32, of cells side by side in 0..1; not to be changed."""
    return (np.arange(cells, dtype=np.float32) + np.float32(0.5)) / np.float32(cells)
