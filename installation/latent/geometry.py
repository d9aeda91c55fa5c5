"""Paths through a latent space. Values in, values out.

What takes points (..., d) takes one, (d,), or several at once, (n, d), each for itself.
"""

import numpy as np

_MIDDLE = 1e-6  # points nearer to it have no direction
_PARALLEL = 1e-3  # rad: closer directions, or opposite ones, span no plane of their own


def lengths(points: np.ndarray) -> np.ndarray:
    """(...) of points (..., d): their distance from the middle."""
    squares: np.ndarray = np.vecdot(points, points)
    return np.sqrt(squares)


def slerp(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """From `a` to `b`, both (..., d), along the great circle between their directions.

    Lengths are mixed evenly. A straight line between two samples of a normal distribution passes
    through its improbable middle (Shoemake 1985 for the formula, White 2016, "Sampling generative
    networks", for its use here).
    """
    if share == 0:
        return np.array(a, np.float64)
    length_a = lengths(a)
    length_b = lengths(b)
    has_directions = np.minimum(length_a, length_b) >= _MIDDLE
    product = np.where(has_directions, length_a * length_b, 1.0)
    cosine = np.vecdot(a, b) / product
    angle = np.arccos(np.minimum(1.0, np.maximum(-1.0, cosine)))
    sine = np.sin(angle)
    is_arc = has_directions & (sine >= np.sin(_PARALLEL))
    length = (1 - share) * length_a + share * length_b
    scale = np.where(is_arc, length / np.where(is_arc, sine * product, 1.0), 0.0)
    of_a = np.where(is_arc, scale * length_b * np.sin((1 - share) * angle), 1 - share)
    of_b = np.where(is_arc, scale * length_a * np.sin(share * angle), share)
    return of_a[..., None] * a + of_b[..., None] * b


def beside(place: np.ndarray, sample: np.ndarray, share: float, steady: int = 0) -> np.ndarray:
    """A point (d,) beside a place (d,): `share` of a sample (d,) of the prior is in it.

    Both together are as long as a sample. The first `steady` values are those of the place.
    """
    stay = np.sqrt(1 - share**2)
    point = stay * place + share * sample
    point[:steady] = place[:steady]
    return point


def shorten(points: np.ndarray, longest: float) -> np.ndarray:
    """The points (..., d), brought back to length `longest` where they are longer."""
    scale = longest / np.maximum(longest, lengths(points))
    return points * scale[..., None]


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
