"""One visitor as tracking knows them: a box, its motion, how long it has been there. No feature of a person."""

from dataclasses import dataclass, field
from math import expm1
from typing import NamedTuple, Self

import numpy as np

_GROW_S = 0.08  # a box follows what appears at once ...
_SHRINK_S = 0.5  # ... and what disappears in its time
_PLACE_S = 0.06
_SPEED_S = 0.25
_USUAL_S = 2.0  # a usual width is learned so slowly
_ARRIVING_S = 1.5  # so long somebody who comes shows more and more of themselves
_HIDDEN_SLOWS_S = 1.0
_LOST_SLOWS_S = 0.2
_REMEMBERED_S = 10.0  # a visitor of an earlier life who does not stir is still there for so long
_DOUBT_S = 0.25  # ... and one who walked
_SPOT = 0.75  # of its usual width: who goes no further has stayed


class Extent(NamedTuple):
    """Where some pixels lie, and how many they are; `x1` and `y1` lie outside."""

    x0: int
    y0: int
    x1: int
    y1: int
    pixels: int

    @classmethod
    def of(cls, xs: np.ndarray, ys: np.ndarray) -> Self:
        """Of one pixel or more, at `xs` (n,) and `ys` (n,)."""
        return cls(
            x0=int(xs.min()),
            y0=int(ys.min()),
            x1=int(xs.max()) + 1,
            y1=int(ys.max()) + 1,
            pixels=len(xs),
        )

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Centre x, centre y, width, height."""
        x = (self.x0 + self.x1) / 2
        y = (self.y0 + self.y1) / 2
        width = float(self.x1 - self.x0)
        height = float(self.y1 - self.y0)
        return x, y, width, height

    def joined(self, other: "Extent | None") -> "Extent":
        """Of both together; they have no pixel in common."""
        if other is None:
            return self
        return Extent(
            x0=min(self.x0, other.x0),
            y0=min(self.y0, other.y0),
            x1=max(self.x1, other.x1),
            y1=max(self.y1, other.y1),
            pixels=self.pixels + other.pixels,
        )


@dataclass(eq=False)
class Track:
    """A visitor, or the suspicion of one. Pixels of the small image, seconds."""

    id: int
    box: np.ndarray  # (4,) float64: centre x, centre y, width, height
    speed: np.ndarray = field(default_factory=lambda: np.zeros(2))
    usual_width: float = 0.0  # while alone; the first box's when left out
    usual_pixels: float = 0.0  # while alone
    age_s: float = 0.0
    evidence_s: float = 0.0
    unseen_s: float = 0.0
    still_s: float = 0.0
    walked: float = 0.0  # how far it has been from where it was first seen, in its own widths
    stayed_s: float = 0.0  # on one spot
    remembered_s: float = 0.0  # from an earlier life: it is there for so long without evidence
    confirmed: bool = False  # there was evidence enough
    counted: bool = False
    shared: bool = False  # another visitor is in the same blob
    hidden: bool = False  # ... and leaves no room for this one beside it
    blobs: frozenset[int] = frozenset()  # labels of the blobs it may be in, in this frame
    first_place: tuple[float, float] = field(init=False)
    spot: tuple[float, float] = field(init=False)  # where it stays

    def __post_init__(self) -> None:
        x, y, width, _ = self.box.tolist()
        self.first_place = (x, y)
        self.spot = (x, y)
        self.usual_width = self.usual_width or width

    @classmethod
    def remembered(
        cls,
        number: int,
        box: np.ndarray,
        stood: bool,
    ) -> "Track":
        """A visitor who was counted in an earlier life; who stood is part of the background by now."""
        return cls(
            id=number,
            box=box,
            usual_pixels=0.5 * box[2] * box[3],
            remembered_s=_REMEMBERED_S if stood else _DOUBT_S,
            confirmed=True,
            counted=True,
        )

    @property
    def stands(self) -> bool:
        """True while it does not walk: less than half its width in a second."""
        across, down = self.speed.tolist()
        fastest = max(abs(across), abs(down))
        return fastest < 0.5 * float(self.box[2])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        # plain numbers: reckoning with them is several times faster than with arrays
        x, y, width, height = self.box.tolist()
        left = x - width / 2
        top = y - height / 2
        right = x + width / 2
        bottom = y + height / 2
        return left, top, right, bottom

    def predict(self, dt: float) -> None:
        """Moves it to where it will be if it goes on so; who is out of sight slows down."""
        self.box[:2] += self.speed * dt
        if self.unseen_s > 0:
            slows_s = _HIDDEN_SLOWS_S if self.hidden else _LOST_SLOWS_S
            self.speed *= 1 - _share(dt, slows_s)
        self.shared = False
        self.hidden = False

    def move(self, extent: Extent, dt: float) -> None:
        """Moves it to where its pixels are."""
        found_x, found_y, found_width, found_height = extent.box
        if self._only_stirred(found_width * found_height):
            return
        step = self.speed * dt  # prediction has moved it by so much already
        x_before, y_before = (self.box[:2] - step).tolist()
        x, y, width, height = self.box.tolist()
        if self.shared:  # its outline is hidden: follow the middle of its pixels, keep the size
            found_x = 0.7 * x + 0.3 * found_x
            found_y = 0.7 * y + 0.3 * found_y
            found_width = width
            found_height = height
        else:
            self._learn(found_width, extent.pixels, dt)
        place_share = _share(dt, _PLACE_S)
        speed_share = _share(dt, _SPEED_S)
        x += place_share * (found_x - x)
        y += place_share * (found_y - y)
        width = _resized(width, found_width, dt)
        height = _resized(height, found_height, dt)
        self.box[:] = (x, y, width, height)
        vx, vy = self.speed.tolist()
        measured_vx = (x - x_before) / dt
        measured_vy = (y - y_before) / dt
        vx += speed_share * (measured_vx - vx)
        vy += speed_share * (measured_vy - vy)
        self.speed[:] = (vx, vy)

    def pass_frame(self, is_seen: bool, dt: float) -> None:
        """A frame has passed, with evidence for it or without."""
        self.age_s += dt
        self.still_s += dt
        self.stayed_s += dt
        self.walked = max(self.walked, self._widths_from(self.first_place))
        if self._widths_from(self.spot) > _SPOT:
            x, y, _, _ = self.box.tolist()
            self.spot = (x, y)
            self.stayed_s = 0.0
        self.remembered_s = max(0.0, self.remembered_s - dt)
        if is_seen:
            self.evidence_s += dt
        if is_seen or self.remembered_s:
            self.unseen_s = 0.0
        else:
            self.unseen_s += dt

    def _widths_from(self, place: tuple[float, float]) -> float:
        """How far it is from a place, in its own widths."""
        x, y, _, _ = self.box.tolist()
        place_x, place_y = place
        away = max(abs(x - place_x), abs(y - place_y))
        return float(away / max(1.0, self.usual_width))

    def _only_stirred(self, area: float) -> bool:
        """True for somebody in the background who has moved a hand: all of them is still there."""
        _, _, width, height = self.box.tolist()
        if self.remembered_s and area < 0.5 * width * height:
            self.remembered_s = _REMEMBERED_S
            return True
        self.remembered_s = 0.0
        return False

    def _learn(
        self,
        width: float,
        pixels: int,
        dt: float,
    ) -> None:
        """Once it has arrived, a greater width is more likely a second visitor than a stouter one."""
        if self.age_s < _ARRIVING_S:
            seconds = _GROW_S
        elif width < self.usual_width:
            seconds = _USUAL_S
        else:
            seconds = 3 * _USUAL_S
        part = _share(dt, seconds)
        self.usual_pixels += part * (pixels - self.usual_pixels)
        self.usual_width += part * (width - self.usual_width)


def around(one: Track, other: Track) -> np.ndarray:
    """The box (4,) around two tracks."""
    left, top, right, bottom = one.bounds
    other_left, other_top, other_right, other_bottom = other.bounds
    left = min(left, other_left)
    top = min(top, other_top)
    right = max(right, other_right)
    bottom = max(bottom, other_bottom)
    x = (left + right) / 2
    y = (top + bottom) / 2
    return np.array([x, y, right - left, bottom - top])


def _resized(size: float, found: float, dt: float) -> float:
    """A side of the box on its way to the side that was found."""
    seconds = _GROW_S if found > size else _SHRINK_S
    return size + _share(dt, seconds) * (found - size)


def _share(dt: float, seconds: float) -> float:
    """How much of a difference a low-pass of this time constant takes away in `dt`."""
    return -expm1(-dt / seconds)
