"""Paths through a latent space. Values in, values out."""

import numpy as np

_MIDDLE = 1e-6  # points nearer to it have no direction
_PARALLEL = 1e-3  # rad: closer directions, or opposite ones, span no plane of their own


def slerp(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """From `a` to `b`, both (d,), along the great circle between their directions.

    Lengths are mixed evenly. A straight line between two samples of a normal distribution passes
    through its improbable middle (Shoemake 1985 for the formula, White 2016, "Sampling generative
    networks", for its use here).
    """
    length_a = np.linalg.norm(a)
    length_b = np.linalg.norm(b)
    straight = (1 - share) * a + share * b
    if length_a < 1e-6 or length_b < 1e-6:
        return straight
    cosine = float(np.clip(a @ b / (length_a * length_b), -1, 1))
    angle = np.arccos(cosine)
    if angle < _PARALLEL or angle > np.pi - _PARALLEL:
        return straight
    from_a = np.sin((1 - share) * angle) * a / length_a
    from_b = np.sin(share * angle) * b / length_b
    direction = (from_a + from_b) / np.sin(angle)
    length = (1 - share) * length_a + share * length_b
    return direction * length


def beside(place: np.ndarray, sample: np.ndarray, share: float, steady: int = 0) -> np.ndarray:
    """A point (d,) beside a place (d,): `share` of a sample (d,) of the prior is in it.

    Both together are as long as a sample. The first `steady` values are those of the place.
    """
    stay = np.sqrt(1 - share**2)
    point = stay * place + share * sample
    point[:steady] = place[:steady]
    return point


def shorten(point: np.ndarray, longest: float) -> np.ndarray:
    """The point (d,), brought back to length `longest` where it is longer."""
    length = float(np.linalg.norm(point))
    if length <= longest:
        return point
    return point * (longest / length)


def on_sphere(points: np.ndarray) -> np.ndarray:
    """Points (n, d) of the same directions at the usual distance from the middle, sqrt(d).

    The middle itself has no direction, and gets the first axis.
    """
    count, dimensions = points.shape
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    first_axis = np.zeros((count, dimensions))
    first_axis[:, 0] = 1
    directions = np.where(lengths > _MIDDLE, points / np.maximum(lengths, _MIDDLE), first_axis)
    return directions * np.sqrt(dimensions)


def promenade(places: np.ndarray) -> np.ndarray:
    """An order of the places (n, d) in which neighbours are alike: indices (n,).

    Nearest neighbour first, from the place farthest from the middle; good enough for a dozen
    places.
    """
    from_middle = np.linalg.norm(places - places.mean(0), axis=1)
    here = int(np.argmax(from_middle))
    order = [here]
    left = [index for index in range(len(places)) if index != here]
    while left:
        distances = np.linalg.norm(places[left] - places[here], axis=1)
        here = left.pop(int(np.argmin(distances)))
        order.append(here)
    return np.array(order)


def axes(seed: int, dimensions: int, count: int, steady: int = 0) -> np.ndarray:
    """`count` directions (count, d) of length 1 at right angles, always the same for a seed.

    They leave the first `steady` values of a point alone. There are no more of them than the space
    has other dimensions.
    """
    random = np.random.default_rng([seed, 77])
    loose = dimensions - steady
    shape = (loose, min(count, loose))
    orthonormal, _ = np.linalg.qr(random.normal(size=shape))
    return np.pad(orthonormal.T, ((0, 0), (steady, 0)))
