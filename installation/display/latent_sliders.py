"""Where the artist holds the latent point, as the panel's sliders say it. Values in, values out."""

import numpy as np

from installation.messages import Axes, Hand, LatentPoint

REACH = 3.0  # standard deviations from one end of a slider to its middle


class Hold:
    """Free, the sliders follow the point; held, the point follows the sliders."""

    def __init__(self, axes: Axes):
        self.axes = axes
        self.values = np.zeros(len(axes.axes))  # standard deviations along each direction
        self.held = False
        self.truncation = self.speed = 1.0
        self._rest = np.zeros(axes.axes.shape[1])  # what no slider says
        self._seq = 0

    def note(self, point: LatentPoint) -> None:
        """Where the journey is now."""
        if not self.held and len(point.point) == len(self._rest):
            self._read(point.point / max(self.truncation, 1e-3))

    def pull(self, number: int, value: float) -> None:
        """A slider is moved: from now on the point is held."""
        self.held = True
        self.values[number] = np.clip(value, -REACH, REACH)

    def go(self, place: np.ndarray) -> None:
        """To a point (d,)."""
        self.held = True
        self._read(place)

    def free(self) -> None:
        """The visit leads again."""
        self.held = False

    @property
    def point(self) -> np.ndarray:
        """(d,) as the sliders say."""
        return self._rest + (self.values * self.axes.spread) @ self.axes.axes

    def hand(self, places: np.ndarray) -> Hand:
        """For the rooms; `places` (n, 8) is the mouse as a visitor."""
        self._seq += 1
        point = self.point if self.held else np.zeros(0)
        return Hand(
            self._seq,
            self.axes.generation,
            float(self.truncation),
            float(self.speed),
            point,
            places,
        )

    def _read(self, point: np.ndarray) -> None:
        along = self.axes.axes @ point
        self.values = np.clip(along / np.maximum(self.axes.spread, 1e-6), -REACH, REACH)
        self._rest = point - along @ self.axes.axes
