"""The nearest of very many points without a look at all of them: cells of cells, and only the near ones opened.

An inverted file with two levels (Jégou, Douze and Schmid 2011, without their quantisation). It may miss
one of the nearest that lies just beyond the cells it opens; what it finds is true.
"""

import numpy as np

CELLS = 100  # of the sheet, and in each of them again, for a million points; fewer for fewer
PER_CELL = 100  # points in a cell of the lower level, about
ROUNDS = 4  # of moving the middles
SAMPLE = 64  # points a middle that they are moved by
OPENED = 5  # cells of the upper level, as the next
OPENED_BELOW = 10
BLOCK = 16_384  # points told to their cells at a time: more would need much memory


class NearestCells:
    """Points (n, d) float32, sorted into cells once."""

    def __init__(self, points: np.ndarray, seed: int = 7):
        random = np.random.default_rng(seed)
        count = max(1, min(CELLS, round((len(points) / PER_CELL) ** 0.5)))
        middles = _middles(points, count, random)  # (c, d)
        of_upper = _nearest_of(points, middles)
        self._upper = _Measured(middles)
        lower: list[np.ndarray] = []
        rows: list[np.ndarray] = []
        sizes: list[int] = []
        for cell in range(len(middles)):
            inside = np.flatnonzero(of_upper == cell)
            if not len(inside):
                lower.append(points[:0])
                continue
            own = _middles(points[inside], count, random)
            below = _nearest_of(points[inside], own)
            rows.append(inside[np.argsort(below, kind="stable")])
            sizes += np.bincount(below, minlength=len(own)).tolist()
            lower.append(own)
        self._rows = np.concatenate(rows)  # (n,) numbers of the points, cell after cell
        self._points = _Measured(points[self._rows])
        self._lower = _Measured(np.concatenate(lower))  # middles of all cells below
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).tolist()
        self._first_below = np.concatenate([[0], np.cumsum([len(each) for each in lower])]).tolist()

    def near(self, point: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Numbers (count,) of points near to (d,), the nearest first, and their squared distances."""
        upper = _smallest(self._upper.within(0, None, point), OPENED)
        below, distances = _opened(self._lower, self._first_below, upper, point)
        cells = below[_smallest(distances, OPENED_BELOW)]
        places, distances = _opened(self._points, self._starts, cells, point)
        nearest = _smallest(distances, count)
        nearest = nearest[np.argsort(distances[nearest])]
        squared = np.maximum(0, distances[nearest] + point @ point)
        return self._rows[places[nearest]], squared


class _Measured:
    """Points (n, d), and what every distance from them has in common."""

    def __init__(self, points: np.ndarray):
        self._points = points
        self._squares = (points**2).sum(1)

    def within(self, start: int, end: int | None, point: np.ndarray) -> np.ndarray:
        """Of these rows: squared distances from (d,), less its own square."""
        return self._squares[start:end] - 2 * (self._points[start:end] @ point)


def _opened(
    all_points: _Measured, starts: list[int], cells: np.ndarray, point: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers and distances of all that lies in these cells; cell i begins at `starts[i]`."""
    places: list[np.ndarray] = []
    distances: list[np.ndarray] = []
    for cell in cells:
        start = starts[cell]
        end = starts[cell + 1]
        places.append(np.arange(start, end))
        distances.append(all_points.within(start, end, point))
    return np.concatenate(places), np.concatenate(distances)


def _middles(points: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """(count, d) of points (n, d), or fewer: k-means on some of them (Lloyd 1982)."""
    some = points
    if len(points) > SAMPLE * count:
        some = points[random.choice(len(points), SAMPLE * count, replace=False)]
    count = min(count, len(some))
    middles = some[random.choice(len(some), count, replace=False)].copy()
    for _ in range(ROUNDS):
        cell = _nearest_of(some, middles)
        is_in = (cell == np.arange(count)[:, None]).astype(np.float32)  # (count, n)
        sizes = is_in.sum(1)
        is_taken = sizes > 0
        middles[is_taken] = (is_in @ some)[is_taken] / sizes[is_taken, None]
    return middles


def _nearest_of(points: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """(n,) which of the middles (c, d) is nearest to each of the points (n, d)."""
    squares = (middles**2).sum(1)
    found = np.zeros(len(points), np.int64)
    for start in range(0, len(points), BLOCK):
        block = points[start : start + BLOCK]
        found[start : start + BLOCK] = (squares - 2 * (block @ middles.T)).argmin(1)
    return found


def _smallest(values: np.ndarray, count: int) -> np.ndarray:
    """Numbers of the smallest, in no order; all where there are no more."""
    if len(values) <= count:
        return np.arange(len(values))
    return np.argpartition(values, count)[:count]
