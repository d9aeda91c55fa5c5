"""Ways through a latent space. Values in, values out."""

import numpy as np


def slerp(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """From `a` to `b`, both (d,), along the great circle between their directions; lengths are mixed evenly.

    A straight line between two samples of a normal distribution passes through its improbable middle
    (Shoemake 1985 for the formula, White 2016, "Sampling generative networks", for its use here).
    """
    length_a, length_b = np.linalg.norm(a), np.linalg.norm(b)
    if length_a < 1e-6 or length_b < 1e-6:
        return (1 - share) * a + share * b
    cosine = float(np.clip(a @ b / (length_a * length_b), -1, 1))
    angle = np.arccos(cosine)
    if angle < 1e-3 or angle > np.pi - 1e-3:  # as good as parallel, or no plane is theirs alone
        return (1 - share) * a + share * b
    direction = (
        np.sin((1 - share) * angle) * a / length_a + np.sin(share * angle) * b / length_b
    ) / np.sin(angle)
    return direction * ((1 - share) * length_a + share * length_b)


def shorten(point: np.ndarray, longest: float) -> np.ndarray:
    """The point, brought back to length `longest` where it is longer."""
    length = float(np.linalg.norm(point))
    return point if length <= longest else point * (longest / length)


def promenade(places: np.ndarray) -> np.ndarray:
    """An order of the places (n, d) in which neighbours are alike: indices (n,).

    Nearest neighbour first, from the place farthest from the middle; good enough for a dozen places.
    """
    left = list(range(len(places)))
    order = [int(np.argmax(np.linalg.norm(places - places.mean(0), axis=1)))]
    left.remove(order[0])
    while left:
        order.append(min(left, key=lambda i: float(np.linalg.norm(places[i] - places[order[-1]]))))
        left.remove(order[-1])
    return np.array(order)


def axes(seed: int, dimensions: int, count: int) -> np.ndarray:
    """`count` directions (count, d) of length 1 at right angles (as many as the space has), always the same for a seed."""
    random = np.random.default_rng([seed, 77]).normal(size=(dimensions, min(count, dimensions)))
    return np.linalg.qr(random)[0].T
