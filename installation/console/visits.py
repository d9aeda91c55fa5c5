"""Visits counted without anybody in them: of somebody who comes and goes remains that the hour had one visit more,
and in which class of length. Pure: the time is handed in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

CLASSES_S = (10, 30, 60, 180, 600)  # upper ends of the classes of length; the last class has none
SHORTEST_S = 1.0  # what is shorter was a shadow
AWAY_S = 1.5  # out of view for longer, a visit is over
FEWEST = 3  # counts below this are not told: they could be a person


@dataclass
class Count:
    """What an hour amounts to."""

    visits: int = 0
    dwell_s: float = 0.0
    classes: list[int] = field(default_factory=lambda: [0] * (len(CLASSES_S) + 1))

    def add(self, dwell_s: float) -> None:
        """One visit more."""
        self.visits += 1
        self.dwell_s += dwell_s
        self.classes[sum(dwell_s >= end for end in CLASSES_S)] += 1

    def merge(self, other: "Count") -> None:
        """Both together."""
        self.visits += other.visits
        self.dwell_s += other.dwell_s
        self.classes = [a + b for a, b in zip(self.classes, other.classes)]

    @property
    def told_classes(self) -> list[int | None]:
        """As they may be told: all None where one is too small, as it could be worked out of the others."""
        return [None] * len(self.classes) if None in map(told, self.classes) else self.classes


class Visits:
    """Follows the numbers of those in view, which hold for one visit only."""

    def __init__(self):
        self._here: dict[
            int, tuple[float, float]
        ] = {}  # number -> seconds here, seconds out of view

    def step(self, numbers: Iterable[int], dt: float) -> list[float]:
        """`numbers` in view after `dt` seconds more; returns how long those stayed who are gone now, seconds."""
        here = dict.fromkeys(numbers)
        for number in here:
            stayed, away = self._here.get(number, (0.0, 0.0))
            self._here[number] = stayed + away + dt, 0.0
        for number in self._here.keys() - here.keys():
            stayed, away = self._here[number]
            self._here[number] = stayed, away + dt
        gone = [number for number, (_, away) in self._here.items() if away > AWAY_S]
        lengths = [self._here.pop(number)[0] for number in gone]
        return [length for length in lengths if length >= SHORTEST_S]

    def all_go(self) -> list[float]:
        """The lengths of the visits that are not over, as if they were."""
        lengths = [stayed for stayed, _ in self._here.values() if stayed >= SHORTEST_S]
        self._here.clear()
        return lengths


def told(number: int) -> int | None:
    """A count as it may be told: None for one that is too small."""
    return number if number == 0 or number >= FEWEST else None
