"""One visitor as tracking knows them: a box, its motion, how long it has been there. No feature of a person."""

from dataclasses import dataclass, field
from math import expm1
from typing import NamedTuple

import numpy as np

_GROW_S, _SHRINK_S = (
    0.08,
    0.5,
)  # a box follows what appears at once, and what disappears in its time
_PLACE_S, _SPEED_S = 0.06, 0.25
_GIRTH_S = 2.0  # a usual width is learned so slowly
_ARRIVING_S = 1.5  # so long somebody who comes shows more and more of themselves
_HIDDEN_SLOWS_S, _LOST_SLOWS_S = 1.0, 0.2
_REMEMBERED_S = 10.0  # a visitor of an earlier life who does not stir is still there for so long
_DOUBT_S = 0.25


class Extent(NamedTuple):
    """Where some pixels lie, and how many they are; `x1`, `y1` lie outside."""

    x0: int
    y0: int
    x1: int
    y1: int
    pixels: int

    @classmethod
    def of(cls, xs: np.ndarray, ys: np.ndarray) -> "Extent":
        """Of one pixel or more."""
        return cls(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1, len(xs))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Centre x, centre y, width, height."""
        return (
            (self.x0 + self.x1) / 2,
            (self.y0 + self.y1) / 2,
            float(self.x1 - self.x0),
            float(self.y1 - self.y0),
        )

    def joined(self, other: "Extent | None") -> "Extent":
        """Of both together; they have no pixel in common."""
        if other is None:
            return self
        upper = min(self.x0, other.x0), min(self.y0, other.y0)
        return Extent(
            *upper, max(self.x1, other.x1), max(self.y1, other.y1), self.pixels + other.pixels
        )


@dataclass
class Track:
    """A visitor, or the suspicion of one. Pixels of the small image, seconds."""

    id: int
    box: np.ndarray  # (4,) centre x, centre y, width, height
    speed: np.ndarray = field(default_factory=lambda: np.zeros(2))
    girth: float = 0.0  # its usual width while alone
    bulk: float = 0.0  # ... and its usual number of pixels
    age_s: float = 0.0
    evidence_s: float = 0.0
    unseen_s: float = 0.0
    still_s: float = 0.0
    walked: float = 0.0  # how far it has been from where it was first seen, in its own widths
    remembered_s: float = (
        0.0  # for so long it is there although there can be no evidence: from an earlier life
    )
    believed: bool = False
    counted: bool = False
    shared: bool = False  # another visitor is in the same blob
    hidden: bool = False  # ... and leaves no room for this one beside it
    blobs: frozenset = frozenset()  # labels of the blobs it may be in, in this frame

    def __post_init__(self):
        self._born_at = tuple(self.box[:2].tolist())
        self.girth = self.girth or float(self.box[2])

    @classmethod
    def remembered(cls, number: int, box: np.ndarray, stood: bool) -> "Track":
        """A visitor who was counted in an earlier life; who stood is part of the background by now."""
        track = cls(number, box, bulk=0.5 * box[2] * box[3], believed=True, counted=True)
        track.remembered_s = _REMEMBERED_S if stood else _DOUBT_S
        return track

    @property
    def stands(self) -> bool:
        """True while it does not walk: less than half its width in a second."""
        return max(map(abs, self.speed.tolist())) < 0.5 * float(self.box[2])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        x, y, width, height = (
            self.box.tolist()
        )  # plain numbers: reckoning with them is several times faster
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2

    def predict(self, dt: float) -> None:
        """Where it will be if it goes on so; who is out of sight slows down."""
        self.box[:2] += self.speed * dt
        if self.unseen_s > 0:
            self.speed *= 1 - share(dt, _HIDDEN_SLOWS_S if self.hidden else _LOST_SLOWS_S)
        self.shared = self.hidden = False

    def move(self, extent: Extent, dt: float) -> None:
        """Goes where its pixels are."""
        found = list(extent.box)
        if self._only_stirred(found):
            return
        before = (
            self.box[:2] - self.speed * dt
        ).tolist()  # prediction has moved it by so much already
        if self.shared:  # its outline is hidden: follow the middle of its pixels, keep the size
            x, y, *size = self.box.tolist()
            found = [0.7 * x + 0.3 * found[0], 0.7 * y + 0.3 * found[1], *size]
        else:
            self._learn(found[2], extent.pixels, dt)
        place, speed = share(dt, _PLACE_S), share(dt, _SPEED_S)
        grow, shrink = share(dt, _GROW_S), share(dt, _SHRINK_S)
        x, y, *size = (
            self.box.tolist()
        )  # plain numbers here too: there are many visitors and few numbers
        at = x + place * (found[0] - x), y + place * (found[1] - y)
        size = (
            old + (grow if new > old else shrink) * (new - old) for old, new in zip(size, found[2:])
        )
        self.box[:] = *at, *size
        self.speed[:] = [
            v + speed * ((now - was) / dt - v)
            for v, now, was in zip(self.speed.tolist(), at, before)
        ]

    def grow_old(self, seen: bool, dt: float) -> None:
        """A frame has passed, with evidence for it or without."""
        self.age_s += dt
        self.still_s += dt
        self.evidence_s += dt if seen else 0.0
        (x, y, _, _), (born_x, born_y) = self.box.tolist(), self._born_at
        self.walked = max(self.walked, max(abs(x - born_x), abs(y - born_y)) / max(1.0, self.girth))
        self.remembered_s = max(0.0, self.remembered_s - dt)
        self.unseen_s = 0.0 if seen or self.remembered_s else self.unseen_s + dt

    def _only_stirred(self, found: list[float]) -> bool:
        """True for somebody in the background of whom a hand has moved: all of them is still there."""
        if self.remembered_s and found[2] * found[3] < 0.5 * self.box[2] * self.box[3]:
            self.remembered_s = _REMEMBERED_S
            return True
        self.remembered_s = 0.0
        return False

    def _learn(self, width: float, pixels: int, dt: float) -> None:
        """After the arrival a greater width is more likely a second visitor than a stouter one."""
        time_s = _GIRTH_S if width < self.girth else 3 * _GIRTH_S
        part = share(dt, _GROW_S if self.age_s < _ARRIVING_S else time_s)
        self.bulk += part * (pixels - self.bulk)
        self.girth += part * (width - self.girth)


def share(dt: float, time_s: float) -> float:
    """How much of a difference a filter of this time constant takes away in `dt`."""
    return -expm1(-dt / time_s)


def around(one: Track, other: Track) -> np.ndarray:
    """The box around two tracks."""
    a, b = one.bounds, other.bounds
    left, top, right, bottom = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
    return np.array([(left + right) / 2, (top + bottom) / 2, right - left, bottom - top])
