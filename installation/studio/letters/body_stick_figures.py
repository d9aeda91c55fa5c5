"""The figures by which the encoder is judged: sticks of one width between given points.

None of this is used for training: other bodies, other joints, another way of drawing. Lengths are
in body heights.
"""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from installation.messages import SILHOUETTE_SHAPE
from installation.studio.letters.body_stick_poses import Offset, StickPose

ROWS, COLUMNS = SILHOUETTE_SHAPE
PIXELS = 12  # for one cell
COVERED = 0.4  # of a cell
WHITE = 255
StickCells = NDArray[np.uint8]  # (18, 32) of 0 and 1


@dataclass(frozen=True)
class StickBody:
    """Build, clothes and camera."""

    name: str
    tall: float  # cells
    limb: float  # width
    trunk: float  # width
    head: float  # radius
    arms: float = 1.0
    legs: float = 1.0
    skirt: float = 0.0  # half the width of its hem
    pack: float = 0.0  # on the back
    below: float = 0.0  # cells by which the floor is below the view
    squashed: float = 1.0  # what a high camera leaves of the legs' length
    wheels: bool = False
    across: float = 0.5  # of the view


@dataclass(frozen=True)
class Sway:
    """How a body that stands still moves all the same."""

    lean: float = 0.0  # to the right at the head
    shift: Offset = (0.0, 0.0)  # cells
    hands: NDArray[np.float64] = field(default_factory=lambda: np.zeros((2, 2)))
    feet: NDArray[np.float64] = field(default_factory=lambda: np.zeros((2, 2)))


BODIES = (
    StickBody("slim", 15, 0.055, 0.16, 0.065, across=0.45),
    StickBody("stout, in a coat", 14, 0.085, 0.25, 0.075, skirt=0.13, across=0.6),
    StickBody("child", 8.6, 0.07, 0.17, 0.095, arms=0.9, legs=0.88, across=0.3),
    StickBody("far, with a backpack", 10, 0.065, 0.18, 0.07, pack=0.06, across=0.7),
    StickBody("near, from above", 18, 0.065, 0.2, 0.085, below=0.6, squashed=0.82, across=0.5),
)
WHEELCHAIR = StickBody("in a wheelchair", 15, 0.065, 0.19, 0.07, wheels=True, across=0.55)
STILL = Sway()


def draw_stick(pose: StickPose, body: StickBody, sway: Sway = STILL) -> StickCells:
    """One figure as a silhouette."""
    view = np.zeros((ROWS * PIXELS, COLUMNS * PIXELS), np.uint8)
    _StickDrawing(view, body, sway).draw(pose)
    shares = cv2.resize(view, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    return (shares > COVERED * WHITE).astype(np.uint8)


class _StickDrawing:
    def __init__(self, view: NDArray[np.uint8], body: StickBody, sway: Sway):
        self._view = view
        self._body = body
        self._sway = sway

    def draw(self, pose: StickPose) -> None:
        body = self._body
        if body.wheels:
            pose = replace(pose, hip=(0.0, 0.3), neck=(0.0, 0.63))
            self._wheels()
        hip = np.array(pose.hip)
        neck = np.array(pose.neck)
        self._stick([hip, neck - _step(0, 0.04)], body.trunk)
        half = (body.trunk - body.limb) / 2
        self._legs(pose, hip, 0.5 * half * pose.shoulders)
        arms = (pose.left_arm, pose.right_arm)
        for side, arm, moved in zip((-1, 1), arms, self._sway.hands, strict=True):
            shoulder = neck + _step(side * half * pose.shoulders, -0.02)
            elbow = shoulder + body.arms * np.array(arm[0])
            hand = shoulder + body.arms * np.array(arm[1]) + moved
            self._stick([shoulder, elbow, hand], body.limb)
        head = neck + _step(0, 0.03 + body.head)
        radius = round(body.head * body.tall * PIXELS)
        cv2.circle(self._view, self._spot(head), radius, WHITE, -1)
        if body.pack:
            back = neck + _step(-0.09, -0.13)
            radius = round(body.pack * body.tall * PIXELS)
            cv2.circle(self._view, self._spot(back), radius, WHITE, -1)

    def _legs(self, pose: StickPose, hip: NDArray[np.float64], half: float) -> None:
        body = self._body
        legs = (pose.left_leg, pose.right_leg)
        if body.wheels:
            legs = (((-0.03, -0.05), (-0.03, -0.27)), ((0.03, -0.05), (0.03, -0.27)))
        feet = []
        for side, leg, moved in zip((-1, 1), legs, self._sway.feet, strict=True):
            joint = hip + _step(side * half, 0)
            knee = joint + body.legs * np.array(leg[0])
            foot = joint + body.legs * np.array(leg[1]) + moved
            self._stick([joint, knee, foot], 1.15 * body.limb)
            feet.append(foot)
        if body.skirt:
            self._skirt(hip, is_on_floor=feet[0][1] > hip[1] - 0.2)

    def _skirt(self, hip: NDArray[np.float64], is_on_floor: bool) -> None:
        """Down to the knees; of somebody seated on the floor along the legs."""
        hem = hip + (_step(0.15, 0) if is_on_floor else _step(0, -0.22))
        waist = _step(0.08, 0)
        half_hem = _step(self._body.skirt, 0)
        corners = [hip - waist, hip + waist, hem + half_hem, hem - half_hem]
        outline = np.array([self._spot(corner) for corner in corners], np.int32)
        cv2.fillPoly(self._view, [outline], WHITE)

    def _wheels(self) -> None:
        """From the front: two narrow ovals."""
        unit = self._body.tall * PIXELS
        for side in (-1, 1):
            middle = self._spot(np.array([side * 0.17, 0.16]))
            half_axes = (round(0.03 * unit), round(0.16 * unit))
            cv2.ellipse(self._view, middle, half_axes, 0, 0, 360, WHITE, -1)

    def _stick(self, points: list[NDArray[np.float64]], width: float) -> None:
        thick = max(1, round(width * self._body.tall * PIXELS))
        line = np.array([self._spot(point) for point in points], np.int32)
        cv2.polylines(self._view, [line], False, WHITE, thick)

    def _spot(self, point: NDArray[np.float64]) -> tuple[int, int]:
        body = self._body
        across, up = point
        across = across + self._sway.lean * up
        low = min(up, 0.47)
        up = low * body.squashed + (up - low)
        right, down = self._sway.shift
        x = body.across * COLUMNS + across * body.tall + right
        y = ROWS + body.below - 0.2 - up * body.tall + down
        return round(x * PIXELS), round(y * PIXELS)


def _step(right: float, up: float) -> NDArray[np.float64]:
    return np.array([right, up], np.float64)
