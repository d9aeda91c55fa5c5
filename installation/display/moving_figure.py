"""A small drawn body that moves: it shows without words what a visitor can do."""

from math import cos, pi, sin

import numpy as np

from installation.display.box import Box
from installation.display.canvas import Ink, draw_dot, draw_path

CYCLE_S = 4.0  # arms up and down, a step to one side and to the other: slow enough never to flash
WIDTH = 0.9  # this and the rest: of its height
LINE = 0.085  # thickness of a limb
HEAD = 0.105  # radius
NECK = 0.26  # from the top
HIP = 0.58
FOOT = 0.97
SHOULDER = 0.105  # from the middle of the body
STANCE = 0.13
ARM = 0.19  # upper arm, and as long again below the elbow
SWAY = 0.07  # to either side
LOWERED = 0.35  # angle of the arms from straight down, radians
RAISED = 2.35

Joint = tuple[float, float]  # across and down, in heights of the figure


class MovingFigure:
    """Raises and lowers its arms, and shifts its weight."""

    def __init__(self, height: int, ink: Ink):
        """`height` in pixels."""
        self.height = height
        self.width = round(WIDTH * height)
        self._ink = ink
        self._age_s = 0.0

    def tick(self, dt: float) -> None:
        """`dt` seconds later."""
        self._age_s = (self._age_s + dt) % CYCLE_S

    def draw(self, canvas: np.ndarray, spot: Box) -> None:
        """Onto a canvas (h, w, 4), its feet at the foot of a box."""
        phase = 2 * pi * self._age_s / CYCLE_S
        raised = (1 - cos(phase)) / 2
        angle = LOWERED + raised * (RAISED - LOWERED)
        sway = SWAY * sin(phase)
        middle = WIDTH / 2 + sway
        neck = (middle + 0.3 * sway, NECK)
        hip = (middle, HIP)
        self._limb(canvas, spot, [neck, hip])
        for side in (-1, 1):
            shoulder = (neck[0] + side * SHOULDER, neck[1] + 0.05)
            elbow = _reached(shoulder, side, 0.85 * angle)
            hand = _reached(elbow, side, 1.1 * angle)
            self._limb(canvas, spot, [neck, shoulder, elbow, hand])
            foot = (WIDTH / 2 + side * STANCE, FOOT)
            knee = ((hip[0] + foot[0]) / 2 + (side * 0.02 + 0.5 * sway), (HIP + FOOT) / 2)
            self._limb(canvas, spot, [hip, knee, foot])
        head = (middle + 0.5 * sway, HEAD)
        x, y = self._pixels(spot, np.array([head]))[0]
        draw_dot(canvas, x, y, HEAD * self.height, self._ink)

    def _limb(self, canvas: np.ndarray, spot: Box, joints: list[Joint]) -> None:
        points = self._pixels(spot, np.array(joints))
        draw_path(canvas, points, self._ink, max(2, round(LINE * self.height)))

    def _pixels(self, spot: Box, points: np.ndarray) -> np.ndarray:
        """(n, 2) in heights of the figure -> (n, 2) pixels of the canvas."""
        top = spot.bottom - self.height
        return self.height * points + (spot.left, top)


def _reached(joint: Joint, side: int, angle: float) -> Joint:
    """Half an arm on: from straight down (0) by way of level (pi / 2) to straight up (pi), to one side."""
    return joint[0] + ARM * (side * sin(angle)), joint[1] + ARM * cos(angle)
