"""The simulated visitor: plain drawn figures that come, walk, stand, gesture and go, in a quiet room.

It stands in where there is no camera, and goes through the same sensing as one. What it shows at second `t`
depends on the seed and `t` only, so a room that is started again goes on where it was.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.common import clock
from installation.vision import Camera, Shot
from installation.vision.figure import Colour, Figure, draw_figure

_NOISE = 2.0  # grey levels: a real sensor's, by which a living camera is told from a frozen one
_SHIFTS = 64  # pixels the noise may be shifted by in each direction
_WALK = 0.16  # views a second
_STANDS = 0.02  # views a second: slower than this a figure stands
_MARGIN = 0.16  # so far outside the view a figure is out of sight
_CLOTHES = np.array(
    [
        [60, 40, 40],
        [40, 60, 110],
        [90, 110, 60],
        [70, 70, 75],
        [120, 60, 50],
        [40, 90, 90],
    ],
    float,
)


@dataclass(frozen=True)
class _ScriptedVisit:
    """When somebody comes and goes, and which way: times in seconds, places in views."""

    times: tuple[float, ...]
    places: tuple[float, ...]
    height: float
    feet: float
    clothes: Colour
    phase: float

    @property
    def end_s(self) -> float:
        """When it is over."""
        return self.times[-1]

    def at(self, t: float) -> Figure | None:
        """The figure at second `t`; None before and after."""
        if not self.times[0] <= t < self.end_s:
            return None
        x = self._place_at(t)
        speed = (self._place_at(t + 0.05) - x) / 0.05
        quick = np.sin(1.1 * t + self.phase)
        slow = np.sin(0.37 * t + 2 * self.phase)
        sway = 0.004 * quick + 0.003 * slow
        stride = 0.0
        arm = 0.0
        if abs(speed) > _STANDS:
            stride = np.sin(7.0 * t + self.phase)
        else:
            gesture = np.sin(0.9 * t + self.phase)
            arm = max(0.0, gesture) ** 3
        return Figure(
            x=x + sway,
            feet=self.feet,
            height=self.height,
            stride=stride,
            arm=arm,
            clothes=self.clothes,
        )

    def _place_at(self, t: float) -> float:
        return float(np.interp(t, self.times, self.places))


class Gallery:
    """A seeded script with `places` independent figures; pure: `at(t)` and `draw(t)` depend on nothing else."""

    def __init__(
        self,
        seed: int,
        width: int,
        height: int,
        places: int = 1,
        heights: tuple[float, float] = (0.55, 0.8),
    ):
        """`width`, `height`: pixels. `places`: how many figures may be there at once; `heights`: of the smallest
        and the tallest, in views."""
        self._rngs = [np.random.default_rng((seed, place)) for place in range(places)]
        self._scripts: list[list[_ScriptedVisit]] = [[] for _ in range(places)]
        self._width = width
        self._height = height
        self._heights = heights
        self._room = _room(width, height)
        rng = np.random.default_rng((seed, 99))
        shape = (height + _SHIFTS, width + _SHIFTS, 3)
        noise = rng.normal(0, _NOISE, shape)
        self._noise = np.round(noise).astype(np.int8)

    def at(self, t: float) -> list[Figure]:
        """Who is there at second `t`, the farthest first."""
        figures = []
        for place in range(len(self._scripts)):
            for visit in self._visits(place, t):
                if (figure := visit.at(t)) is not None:
                    figures.append(figure)
        return sorted(figures, key=lambda figure: figure.feet)

    def draw(self, t: float) -> np.ndarray:
        """(h, w, 3) uint8 BGR: the room at second `t`."""
        image = self._room.copy()
        for figure in self.at(t):
            draw_figure(image, figure)
        number = int(997 * t * 30)
        y = number * 29 % _SHIFTS
        x = number * 47 % _SHIFTS
        rows = slice(y, y + self._height)
        columns = slice(x, x + self._width)
        return cv2.add(image, self._noise[rows, columns], dtype=cv2.CV_8U)

    def _visits(self, place: int, t: float) -> list[_ScriptedVisit]:
        """The visits of one figure near second `t`; the script is written as far as it is needed."""
        script = self._scripts[place]
        rng = self._rngs[place]
        while not script or script[-1].end_s < t + 1:
            if script:
                begin_s = script[-1].end_s + rng.uniform(4, 9)
            else:
                begin_s = rng.uniform(1, 4 * len(self._scripts))
            stand = self._standing_places(place)
            script.append(_written(rng, begin_s, self._heights, stand))
        return [visit for visit in script[-2:] if visit.times[0] <= t]

    def _standing_places(self, place: int) -> tuple[float, float]:
        """From where to where a figure may stop, in views: people keep a distance where they stand."""
        share = 0.8 / len(self._scripts)
        left = 0.1 + (place + 0.25) * share
        right = 0.1 + (place + 0.75) * share
        return left, right


class SimulatedCamera(Camera):
    """The gallery as a camera, played by the clock."""

    is_simulated = True

    def __init__(self, seed: int, width: int, height: int, rate_hz: float, epoch_ns: int):
        """Pictures of `width` x `height` pixels; `epoch_ns` is second 0."""
        self.name = "simulated"
        self._gallery = Gallery(seed, width, height)
        self._rate_hz = rate_hz
        self._epoch_ns = epoch_ns
        self._taken = -1  # number of the last frame

    def take(self, wait_s: float) -> Shot | None:
        """The frame that is due, None if none is within `wait_s`."""
        elapsed_s = clock.seconds(clock.now_ns() - self._epoch_ns)
        elapsed = elapsed_s * self._rate_hz  # frames
        number = max(int(elapsed), self._taken + 1)
        pause_s = (number - elapsed) / self._rate_hz
        if pause_s > wait_s:
            clock.rest(wait_s)
            return None
        clock.rest(pause_s)
        self._taken = number
        light_ns = clock.now_ns()
        camera_s = number / self._rate_hz
        return Shot(self._gallery.draw(camera_s), camera_s, light_ns)

    def close(self) -> None:
        """Holds nothing that would have to be given back."""


def _written(
    rng: np.random.Generator,
    begin_s: float,
    heights: tuple[float, float],
    stand: tuple[float, float],
) -> _ScriptedVisit:
    """One visit: in from a side, to one or two stops within `stand`, out at a side."""
    side = -_MARGIN
    other = 1 + _MARGIN
    if rng.random() >= 0.5:
        side, other = other, side
    places = [side]
    times = [begin_s]

    def walk_to(place: float) -> None:
        walk_s = abs(place - places[-1]) / _WALK
        times.append(times[-1] + walk_s)
        places.append(place)

    for stop in rng.uniform(*stand, rng.integers(1, 3)):
        walk_to(stop)
        times.append(times[-1] + rng.uniform(5, 12))
        places.append(stop)
    walk_to(side if rng.random() < 0.5 else other)
    colour = _CLOTHES[rng.integers(len(_CLOTHES))]
    clothes = colour + rng.uniform(-15, 15, 3)
    height = rng.uniform(*heights)
    return _ScriptedVisit(
        times=tuple(times),
        places=tuple(places),
        height=height,
        feet=0.45 + 0.6 * height,
        clothes=tuple(clothes),
        phase=rng.uniform(0, 6),
    )


def _room(width: int, height: int) -> np.ndarray:
    """A wall with a picture, a skirting board, a floor: (h, w, 3) uint8 BGR."""
    wall = np.linspace(205, 170, height)
    wall_colour = np.array([0.97, 1.0, 1.0])
    tall = wall[:, None, None] * wall_colour
    image = np.broadcast_to(tall, (height, width, 3)).copy()
    line = int(0.68 * height)
    floor = np.linspace(120, 150, height - line)
    floor_colour = np.array([0.7, 0.85, 1.0])
    image[line:] = floor[:, None, None] * floor_colour
    board = max(1, height // 90)
    image[line : line + board] = (90, 95, 100)
    cv2.rectangle(
        image,
        (int(0.06 * width), int(0.15 * height)),
        (int(0.2 * width), int(0.4 * height)),
        (110, 90, 70),
        cv2.FILLED,
    )
    return image.astype(np.uint8)
