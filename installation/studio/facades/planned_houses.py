"""Houses as they should look at points of the latent space: drawn by the program that drew the known ones, after
the mean of their plans.

So the network is taught what stands between the houses, too, and need not guess it.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from installation.latent.geometry import slerp
from installation.studio.common.worker_pool import worker_pool
from installation.studio.facades.drawing import STYLES, sheets_of
from installation.studio.facades.drawing.lots import Choice
from installation.studio.facades.drawing.street import STREETS
from installation.studio.facades.fields import fields_of, stored
from installation.studio.facades.latent_space import ANCHORS, LatentSpace
from installation.studio.facades.model_card import BANDWIDTH
from installation.studio.facades.plan_layout import Floats, StylePlans

# shares of the lots: places that are visited, places on ways between two of them; the others are known houses
VISITED = 0.5
ON_WAYS = 0.3
AGAIN = 50  # batches
UNSEEN = {
    "street": Choice(list(STREETS).index("empty"), len(STREETS)),
    "at home": Choice(0, 2),
}
UNDECIDED = 0.04  # share of the votes from which an option that comes second is drawn as well


class PlannedHouses(NamedTuple):
    """A batch of n houses."""

    told: Floats  # (n, d)
    latents: Floats  # (n, 64), the mean of those of the houses around
    fields: NDArray[np.int8]  # (n, 8, 144, 256), -127..127 is -1..1


class HousePlanner:
    """Plans houses by lot and draws them."""

    def __init__(self, space: LatentSpace):
        if space.known.plans is None:
            raise ValueError("houses without plans")
        self._space = space
        self._plans = space.known.plans
        self._anchors = space.whitening.points(space.known.latents[:ANCHORS])

    def houses(self, seed: int, number: int, count: int) -> PlannedHouses:
        """The batch with a number: it follows from the seed."""
        lots = np.random.default_rng([seed, number])
        each = [self._house(lots) for _ in range(count)]
        told, latents, fields = zip(*each, strict=True)
        return PlannedHouses(np.concatenate(told), np.concatenate(latents), np.stack(fields))

    def _house(self, lots: np.random.Generator) -> tuple[Floats, Floats, NDArray[np.int8]]:
        style, weights = self._place(lots)
        known = self._space.known
        numbers = np.flatnonzero(known.styles == style)
        told = self._plans.told(style, weights, numbers)
        own = self._plans.layout.styles[style]
        start = self._plans.layout.before(style)
        fields = planned_fields(STYLES[style], own, told[0, start : start + own.size])
        return told, weights @ known.latents[numbers], stored(fields)

    def _place(self, lots: np.random.Generator) -> tuple[int, Floats]:
        """A style, and how much of each of its houses is shown (1, m)."""
        known = self._space.known
        kind = lots.random()
        if kind >= VISITED + ON_WAYS:
            style = int(lots.choice(np.unique(known.styles)))
            numbers = np.flatnonzero(known.styles == style)
            weights = np.zeros((1, len(numbers)), np.float32)
            weights[0, lots.integers(len(numbers))] = 1
            return style, weights
        point = self._visited(lots)
        if kind >= VISITED:
            point = slerp(point, self._visited(lots), lots.random())
        latent = self._space.whitening.latents(point[None]).astype(np.float32)
        style = int(known.best_style(latent)[0])
        return style, known.weights(latent, style)[0]

    def _visited(self, lots: np.random.Generator) -> NDArray[Any]:
        anchor = self._anchors[lots.integers(len(self._anchors))]
        around = lots.standard_normal(len(anchor))
        return np.asarray((1 - BANDWIDTH**2) ** 0.5 * anchor + BANDWIDTH * around)


def planned_fields(style: str, plans: StylePlans, told: Floats) -> Floats:
    """The house of which this is told (size,), (8, 144, 256) in -1..1; nobody is at home, the street is empty.

    The street is drawn without a network (street_life.py). So are heads behind panes (people_at_home.py). Where a choice has a near rival, what that would change counts by its votes.
    """
    decisions = plans.decisions(told)
    decisions |= UNSEEN
    sheets = sheets_of(style, dict(decisions))
    fields = fields_of(sheets)
    changes = np.zeros_like(fields)
    for name, (rival, share) in plans.rivals(told).items():
        if share < UNDECIDED or name in UNSEEN:
            continue
        others = sheets_of(style, {**decisions, name: rival})
        if not np.array_equal(others, sheets):
            changes += share * (fields_of(others) - fields)
    return np.clip(fields + changes, -1, 1)


_planner: HousePlanner | None = None  # of a process of the pool


def _begin(space: LatentSpace) -> None:
    global _planner
    _planner = HousePlanner(space)


def _draw(seed: int, number: int, count: int) -> PlannedHouses:
    if _planner is None:
        raise RuntimeError("the pool has not begun")
    return _planner.houses(seed, number, count)


class HousePool:
    """Batches drawn ahead by other processes; each is given twice, the second time AGAIN batches later."""

    def __init__(self, space: LatentSpace, seed: int, count: int, processes: int):
        """`count`: houses of a batch."""
        self._seed = seed
        self._count = count
        self._ahead = 3 * processes
        self._pool = worker_pool(processes, _begin, space)

    def __enter__(self) -> "HousePool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends its processes, without what they were asked for."""
        self._pool.shutdown(cancel_futures=True)

    def batches(self, first: int) -> Iterator[PlannedHouses]:
        """Those of the step `first` and of all after it, without an end."""
        number = max(0, first // 2 - AGAIN)
        new = self._drawn(number)
        kept: deque[PlannedHouses] = deque(maxlen=AGAIN)
        step = 2 * number
        while True:
            kept.append(next(new))
            for batch in (kept[-1], kept[0]):
                if step >= first:
                    yield batch
                step += 1

    def _drawn(self, first: int) -> Iterator[PlannedHouses]:
        drawn: deque[Future[PlannedHouses]] = deque()
        number = first
        while True:
            while len(drawn) < self._ahead:
                drawn.append(self._pool.submit(_draw, self._seed, number, self._count))
                number += 1
            yield drawn.popleft().result()
