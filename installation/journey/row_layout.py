"""Where letters stand side by side: sizes and centres. Values in, values out."""

import numpy as np

LEAN_WITHIN = 0.12  # of the view: visitors so close lean to each other
TOUCH = 0.5  # distance of two letters that overlap, by their size
PASSED = 0.03  # of the view: so far past each other, two visitors have changed places


def layout(count: int, aspect: float) -> tuple[np.ndarray, float]:
    """Centres (count,) across the picture 0..1, and the size of all.

    `aspect` is the picture's width by its narrow side. Size 1 fills the narrow side. On a very wide picture the row
    stays together in its middle, so that it is read as one word and leaves its sides free.
    """
    size = min(1.0, aspect / count)
    share = size * count / aspect  # of the picture's width
    in_row = (np.arange(count) + 0.5) / count
    return 0.5 + share * (in_row - 0.5), size


def leaning(centres: np.ndarray, size: float, places: np.ndarray, aspect: float) -> np.ndarray:
    """Centres (n,), those of neighbours who stand close to each other moved until they touch.

    `places` (n,) 0..1 of the visitors across the view, in the same order.
    """
    moved = centres.copy()
    for left in range(len(centres) - 1):
        right = left + 1
        apart = abs(places[right] - places[left])
        lean = max(0.0, 1 - apart / LEAN_WITHIN)
        distance = centres[right] - centres[left]
        touching = TOUCH * size / aspect
        nearer = lean * max(0.0, distance - touching) / 2
        moved[left] += nearer
        moved[right] -= nearer
    return moved


def reordered(order: list[int], places: np.ndarray) -> list[int]:
    """Numbers from left to right; two change places only when they have clearly passed each other.

    `places` by number.
    """
    now = list(order)
    for _ in range(len(now)):
        for k in range(len(now) - 1):
            if places[now[k]] > places[now[k + 1]] + PASSED:
                now[k : k + 2] = [now[k + 1], now[k]]
    return now
