"""A plain drawn person: what the simulated visitor looks like, and the known truth in tests of sensing."""

from dataclasses import dataclass

import cv2
import numpy as np

_SKIN = (120.0, 145.0, 185.0)
_HAIR = (40.0, 45.0, 60.0)

Colour = tuple[float, ...]  # blue, green, red, 0..255
Place = tuple[float, float]  # across and up in body heights, from between the feet


@dataclass(frozen=True)
class Figure:
    """Somebody at one moment: feet and height in views."""

    x: float
    feet: float
    height: float
    stride: float  # -1..1, where in its step it is
    arm: float  # 0 hanging .. 1 raised
    clothes: Colour

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Centre x, y, width, height, in views."""
        y = self.feet - self.height / 2
        return self.x, y, 0.30 * self.height, self.height


def draw_figure(image: np.ndarray, figure: Figure, paint: Colour | None = None) -> None:
    """Draws somebody into an image (h, w, 3) uint8; all in one colour and with hard edges when `paint` is given."""
    _FigureDrawing(image, figure, paint).draw()


class _FigureDrawing:
    """Draws one figure; all lengths in body heights."""

    def __init__(self, image: np.ndarray, figure: Figure, paint: Colour | None):
        rows, columns = image.shape[:2]
        self._image = image
        self._figure = figure
        self._paint = paint
        self._line = cv2.LINE_AA if paint is None else cv2.LINE_8
        self._left = figure.x * columns
        self._floor = figure.feet * rows
        self._tall = figure.height * rows

    def draw(self) -> None:
        """Legs, trunk, arms, head, hair: what is drawn later covers what was drawn before."""
        clothes = self._shade(1.0)
        trousers = self._shade(0.55)
        sleeves = self._shade(0.85)
        step = 0.09 * self._figure.stride
        raised = self._figure.arm
        left_hip = (-0.04, 0.46)
        right_hip = (0.04, 0.46)
        left_foot = (-0.05 + step, 0.03)
        right_foot = (0.05 - step, 0.03)
        left_shoulder = (-0.10, 0.76)
        right_shoulder = (0.10, 0.76)
        left_hand = (-0.13 - step / 2, 0.46)
        right_hand = (0.13 + 0.12 * raised, 0.46 + 0.34 * raised)
        self._limb(left_hip, left_foot, 0.085, trousers)
        self._limb(right_hip, right_foot, 0.085, trousers)
        self._oval((0, 0.64), 0.115, 0.2, clothes)
        self._limb(left_shoulder, left_hand, 0.05, sleeves)
        self._limb(right_shoulder, right_hand, 0.05, sleeves)
        self._oval((0, 0.92), 0.07, 0.07, _SKIN)
        self._oval((0, 0.945), 0.075, 0.05, _HAIR, since_degrees=180)

    def _shade(self, light: float) -> Colour:
        return tuple(light * float(part) for part in self._figure.clothes)

    def _pixel(self, place: Place) -> tuple[int, int]:
        across, up = place
        x = self._left + across * self._tall
        y = self._floor - up * self._tall
        return round(x), round(y)

    def _limb(
        self,
        start: Place,
        end: Place,
        thick: float,
        colour: Colour,
    ) -> None:
        cv2.line(
            self._image,
            self._pixel(start),
            self._pixel(end),
            self._paint or colour,
            max(1, round(thick * self._tall)),
            self._line,
        )

    def _oval(
        self,
        centre: Place,
        across: float,
        up: float,
        colour: Colour,
        since_degrees: float = 0,
    ) -> None:
        """`across` and `up` from its centre; drawn from that angle to 360 degrees."""
        half_axes = (round(across * self._tall), round(up * self._tall))
        cv2.ellipse(
            self._image,
            self._pixel(centre),
            half_axes,
            0,
            since_degrees,
            360,
            self._paint or colour,
            cv2.FILLED,
            self._line,
        )
