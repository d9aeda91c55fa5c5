"""How smoothly pictures change, and how far they lie apart."""

import itertools

import numpy as np

from installation.latent.geometry import slerp
from installation.studio.common.pack_player import PackPlayer

SMALL = (72, 128)  # height, width of the pictures that are compared


def arc(start: np.ndarray, end: np.ndarray, count: int) -> list[np.ndarray]:
    """`count` points (d,) on the arc from one point to another, ends included."""
    return [slerp(start, end, share) for share in np.linspace(0, 1, count)]


def unsteadiness(player: PackPlayer, points: np.ndarray, pairs: int, steps: int = 60) -> np.ndarray:
    """For each pair of points: the largest change of a step by the mean change, along the arc; (pairs,)."""
    ratios = []
    for k in range(pairs):
        way = arc(points[2 * k], points[2 * k + 1], steps + 1)
        pictures = [player.picture(point, *SMALL) for point in way]
        changes = [difference(a, b) for a, b in itertools.pairwise(pictures)]
        ratios.append(max(changes) / np.mean(changes))
    return np.array(ratios)


def summary(ratios: np.ndarray) -> dict[str, float]:
    """Median and maximum, as the report states them."""
    return {"median": float(np.median(ratios)), "max": float(ratios.max())}


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Mean absolute difference of two arrays of uint8 pictures, 0..255."""
    return float(np.abs(a.astype(np.int16) - b).mean())
