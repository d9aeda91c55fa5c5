"""Visits counted without anybody in them: all that remains of somebody who comes and goes is that the hour had one
visit more, and in which class of length. Pure: the time is handed in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

CLASSES_S = (10, 30, 60, 180, 600)  # upper ends of the classes of length; the last class has none
SHORTEST_S = 1.0  # what is shorter was a shadow
AWAY_S = 1.5  # out of view for longer, a visit is over
LEAST_DISCLOSED = 3  # smaller counts are suppressed: they could be a person


def disclosed(count: int) -> int | None:
    """A count as it may be disclosed: None for one that is too small."""
    if 0 < count < LEAST_DISCLOSED:
        return None
    return count


@dataclass
class VisitCount:
    """What the visits of an hour amount to."""

    visits: int = 0
    dwell_s: float = 0.0  # of all together
    classes: list[int] = field(default_factory=lambda: [0] * (len(CLASSES_S) + 1))  # visits in each

    def add(self, dwell_s: float) -> None:
        """One visit more."""
        self.visits += 1
        self.dwell_s += dwell_s
        passed = [end for end in CLASSES_S if dwell_s >= end]
        self.classes[len(passed)] += 1

    def merge(self, other: Self) -> None:
        """Adds another count to this one."""
        self.visits += other.visits
        self.dwell_s += other.dwell_s
        pairs = zip(self.classes, other.classes, strict=True)
        self.classes = [ours + theirs for ours, theirs in pairs]

    @property
    def disclosed_classes(self) -> list[int | None]:
        """As they may be disclosed: all None where one is too small, as the others would reveal it."""
        classes = [disclosed(count) for count in self.classes]
        if None in classes:
            return [None] * len(classes)
        return classes


@dataclass
class _Stay:
    here_s: float = 0.0
    away_s: float = 0.0  # out of view, for so long


class DwellTimes:
    """How long visitors stay, from the numbers of those in view, which hold for one visit only."""

    def __init__(self) -> None:
        self._stays: dict[int, _Stay] = {}  # by number

    def tick(self, numbers: Iterable[int], dt: float) -> list[float]:
        """`numbers` are in view after `dt` seconds more. Returns the dwell times, in seconds, of those who left."""
        in_view = set(numbers)
        for number in in_view:
            stay = self._stays.setdefault(number, _Stay())
            stay.here_s += stay.away_s + dt
            stay.away_s = 0.0
        for number, stay in self._stays.items():
            if number not in in_view:
                stay.away_s += dt
        gone = [number for number, stay in self._stays.items() if stay.away_s > AWAY_S]
        return self._end(gone)

    def end_all(self) -> list[float]:
        """Ends all visits; returns their dwell times in seconds."""
        return self._end(list(self._stays))

    def _end(self, numbers: list[int]) -> list[float]:
        ended = [self._stays.pop(number) for number in numbers]
        return [stay.here_s for stay in ended if stay.here_s >= SHORTEST_S]
