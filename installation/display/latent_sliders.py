"""Where the artist holds the latent point, as the panel's sliders say it. Values in, values out."""

import numpy as np

from installation.messages import Axes, Hand, LatentPoint

REACH = 3.0  # standard deviations from one end of a slider to its middle
TRUNCATION = "truncation"
SPEED = "speed"
RANGES = {TRUNCATION: (0.0, 2.0), SPEED: (0.0, 4.0)}  # of the factors, 1 is as set
_LEAST_TRUNCATION = 1e-3
_LEAST_SPREAD = 1e-6


class LatentSliders:
    """Free, the sliders follow the point; held, the point follows the sliders."""

    def __init__(self, axes: Axes):
        self.axes = axes
        self.values = np.zeros(len(axes.axes))  # standard deviations along each direction
        self.factors = {TRUNCATION: 1.0, SPEED: 1.0}
        self.is_held = False
        self._rest = np.zeros(axes.axes.shape[1])  # what no slider says
        self._seq = 0

    def follow(self, point: LatentPoint) -> None:
        """Where the journey is now."""
        if not self.is_held and len(point.point) == len(self._rest):
            self._read(point.point / max(self.factors[TRUNCATION], _LEAST_TRUNCATION))

    def pull(self, number: int, value: float) -> None:
        """A slider is moved: from now on the point is held."""
        self.is_held = True
        self.values[number] = np.clip(value, -REACH, REACH)

    def go(self, place: np.ndarray) -> None:
        """To a point (d,)."""
        self.is_held = True
        self._read(place)

    def let_go(self) -> None:
        """The visit leads again."""
        self.is_held = False

    @property
    def point(self) -> np.ndarray:
        """(d,) as the sliders say."""
        return self._rest + (self.values * self.axes.spread) @ self.axes.axes

    def hand(self, places: np.ndarray) -> Hand:
        """For the rooms; `places` (n, 8) is the mouse as a visitor, as in `Presence`."""
        self._seq += 1
        return Hand(
            seq=self._seq,
            generation=self.axes.generation,
            truncation=float(self.factors[TRUNCATION]),
            speed=float(self.factors[SPEED]),
            point=self.point if self.is_held else np.zeros(0),
            places=places,
        )

    def _read(self, point: np.ndarray) -> None:
        along = self.axes.axes @ point
        spread = np.maximum(self.axes.spread, _LEAST_SPREAD)
        self.values = np.clip(along / spread, -REACH, REACH)
        self._rest = point - along @ self.axes.axes
