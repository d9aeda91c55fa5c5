"""The simulated visitor: plain drawn figures that come, walk, stand, gesture and go, in a quiet room.

It stands in where there is no camera, and goes through the same sensing as one. What it shows at second
`t` depends on the seed and `t` only, so a room that is reborn goes on where it was.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.common import clock
from installation.vision.camera import Shot, rest

_NOISE = 2.0  # grey levels: a real sensor's, by which a living camera is told from a frozen one
_WALK = 0.16  # views a second
_MARGIN = 0.16  # so far outside the view a figure is out of sight
_CLOTHES = np.array(
    [[60, 40, 40], [40, 60, 110], [90, 110, 60], [70, 70, 75], [120, 60, 50], [40, 90, 90]], float
)


@dataclass(frozen=True)
class Figure:
    """Somebody at one moment: feet and height in views, colours in BGR."""

    x: float
    feet: float
    height: float
    stride: float  # -1..1, where in its step it is
    arm: float  # 0 hanging .. 1 raised
    clothes: tuple  # BGR

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Centre x, y, width, height, in views."""
        return self.x, self.feet - self.height / 2, 0.30 * self.height, self.height


@dataclass(frozen=True)
class _Visit:
    """When somebody comes and goes, and which way: times in seconds, places in views."""

    times: tuple[float, ...]
    places: tuple[float, ...]
    height: float
    feet: float
    clothes: tuple
    phase: float

    def at(self, t: float) -> Figure | None:
        if not self.times[0] <= t < self.times[-1]:
            return None
        x = float(np.interp(t, self.times, self.places))
        later = float(np.interp(t + 0.05, self.times, self.places))
        speed = (later - x) / 0.05
        sway = 0.004 * np.sin(1.1 * t + self.phase) + 0.003 * np.sin(0.37 * t + 2 * self.phase)
        stride = np.sin(7.0 * t + self.phase) if abs(speed) > 0.02 else 0.0
        gesture = max(0.0, np.sin(0.9 * t + self.phase)) ** 3 if abs(speed) <= 0.02 else 0.0
        return Figure(x + sway, self.feet, self.height, stride, gesture, self.clothes)


class Stage:
    """A seeded script with `places` independent figures; pure: `at(t)` and `draw(t)` depend on nothing else."""

    def __init__(
        self, seed: int, width: int, height: int, places: int = 1, heights: tuple = (0.55, 0.8)
    ):
        """`places`: how many figures may be there at once; `heights`: of the smallest and tallest, in views."""
        self._rngs = [np.random.default_rng((seed, place)) for place in range(places)]
        self._scripts: list[list[_Visit]] = [[] for _ in range(places)]
        self._size, self._heights = (width, height), heights
        self._room = _room(width, height)
        noise = np.random.default_rng((seed, 99)).normal(0, _NOISE, (height + 64, width + 64, 3))
        self._noise = np.round(noise).astype(np.int8)

    def at(self, t: float) -> list[Figure]:
        """Who is there at second `t`, the farthest first."""
        found = [
            visit.at(t) for place in range(len(self._scripts)) for visit in self._visits(place, t)
        ]
        return sorted((figure for figure in found if figure), key=lambda figure: figure.feet)

    def draw(self, t: float) -> np.ndarray:
        """(h, w, 3) uint8 BGR: the room at second `t`."""
        image = self._room.copy()
        for figure in self.at(t):
            draw_figure(image, figure)
        y, x = (int(997 * t * 30) * step % 64 for step in (29, 47))
        width, height = self._size
        return cv2.add(image, self._noise[y : y + height, x : x + width], dtype=cv2.CV_8U)

    def _stand(self, place: int) -> tuple[float, float]:
        """Where a figure may stop, in views: people keep a distance from one another where they stand."""
        share = 0.8 / len(self._scripts)
        return 0.1 + (place + 0.25) * share, 0.1 + (place + 0.75) * share

    def _visits(self, place: int, t: float) -> list[_Visit]:
        """The visits of one figure near second `t`; the script is written as far as it is needed."""
        script = self._scripts[place]
        while not script or script[-1].times[-1] < t + 1:
            rng = self._rngs[place]
            begin = (
                script[-1].times[-1] + rng.uniform(4, 9)
                if script
                else rng.uniform(1, 4 * len(self._scripts))
            )
            script.append(_written(rng, begin, self._heights, self._stand(place)))
        return [visit for visit in script[-2:] if visit.times[0] <= t]


def _written(rng, begin: float, heights: tuple, stand: tuple) -> _Visit:
    """One visit: in from a side, to one or two stops within `stand`, out at a side."""
    side, other = (-_MARGIN, 1 + _MARGIN) if rng.random() < 0.5 else (1 + _MARGIN, -_MARGIN)
    stops = rng.uniform(*stand, rng.integers(1, 3))
    places, times = [side], [begin]
    for stop in stops:
        times.append(times[-1] + abs(stop - places[-1]) / _WALK)
        times.append(times[-1] + rng.uniform(5, 12))
        places += [stop, stop]
    out = side if rng.random() < 0.5 else other
    times.append(times[-1] + abs(out - places[-1]) / _WALK)
    clothes = tuple(_CLOTHES[rng.integers(len(_CLOTHES))] + rng.uniform(-15, 15, 3))
    height = rng.uniform(*heights)
    return _Visit(
        tuple(times), (*places, out), height, 0.45 + 0.6 * height, clothes, rng.uniform(0, 6)
    )


class Simulated:
    """The stage as a camera, played by the clock."""

    trouble = ""
    name = "simulated"

    def __init__(self, seed: int, width: int, height: int, rate_hz: float, epoch_ns: int):
        self._stage = Stage(seed, width, height)
        self._rate_hz, self._epoch_ns = rate_hz, epoch_ns
        self._taken = -1

    def take(self, wait_s: float) -> Shot | None:
        """The frame that is due, None if none is within `wait_s`."""
        elapsed = clock.seconds(clock.now_ns() - self._epoch_ns) * self._rate_hz
        number = max(int(elapsed), self._taken + 1)
        pause_s = (number - elapsed) / self._rate_hz
        if pause_s > wait_s:
            rest(wait_s)
            return None
        rest(pause_s)
        self._taken = number
        light_ns = clock.now_ns()
        return Shot(self._stage.draw(number / self._rate_hz), number / self._rate_hz, light_ns)

    def close(self) -> None:
        """Holds nothing that would have to be given back."""


def _room(width: int, height: int) -> np.ndarray:
    """A wall, a skirting board, a floor: (h, w, 3) uint8."""
    wall = np.linspace(205, 170, height)[:, None, None] * np.array([0.97, 1.0, 1.0])
    image = np.broadcast_to(wall, (height, width, 3)).copy()
    line = int(0.68 * height)
    image[line:] = np.linspace(120, 150, height - line)[:, None, None] * np.array([0.7, 0.85, 1.0])
    image[line : line + max(1, height // 90)] = (90, 95, 100)
    cv2.rectangle(
        image,
        (int(0.06 * width), int(0.15 * height)),
        (int(0.2 * width), int(0.4 * height)),
        (110, 90, 70),
        -1,
    )
    return image.astype(np.uint8)


def draw_figure(image: np.ndarray, figure: Figure, paint: tuple | None = None) -> None:
    """Draws somebody into an image (h, w, 3) uint8; all in one colour and with hard edges when `paint` is given."""
    rows, columns = image.shape[:2]
    tall = figure.height * rows
    clothes = tuple(float(c) for c in figure.clothes)
    line = cv2.LINE_AA if paint is None else cv2.LINE_8

    def at(across: float, up: float) -> tuple[int, int]:
        """Pixels; `across` and `up` in body heights from between the feet."""
        return round(figure.x * columns + across * tall), round(figure.feet * rows - up * tall)

    def limb(start, end, thick, shade):
        cv2.line(image, at(*start), at(*end), paint or shade, max(1, round(thick * tall)), line)

    def oval(centre, across, up, shade, since=0):
        cv2.ellipse(
            image,
            at(*centre),
            (round(across * tall), round(up * tall)),
            0,
            since,
            360,
            paint or shade,
            -1,
            line,
        )

    step = 0.09 * figure.stride
    trousers, sleeves = (tuple(share * c for c in clothes) for share in (0.55, 0.85))
    limb((-0.04, 0.46), (-0.05 + step, 0.03), 0.085, trousers)
    limb((0.04, 0.46), (0.05 - step, 0.03), 0.085, trousers)
    oval((0, 0.64), 0.115, 0.2, clothes)
    limb((-0.10, 0.76), (-0.13 - step / 2, 0.46), 0.05, sleeves)
    limb((0.10, 0.76), (0.13 + 0.12 * figure.arm, 0.46 + 0.34 * figure.arm), 0.05, sleeves)
    oval((0, 0.92), 0.07, 0.07, (120, 145, 185))
    oval((0, 0.945), 0.075, 0.05, (40, 45, 60), since=180)
