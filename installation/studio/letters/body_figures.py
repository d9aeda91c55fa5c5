"""Figures of people for training, of capsules: a skeleton with flesh, in clothes, before a camera.

Lengths are in body heights. An angle of a limb is in degrees from hanging down, outwards:
90 stretches it to its side, 180 is straight up, more or less than nothing leads across the body.
"""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from installation.messages import SILHOUETTE_SHAPE

ROWS, COLUMNS = SILHOUETTE_SHAPE
FINER = 8  # drawn so many times finer than a silhouette's cells
INK = 255
FILLED = 0.4  # of a cell is visitor, as sensing has it
LEFT = -1
RIGHT = 1
WHEEL = 0.17  # radius
THINNEST = 0.8  # pixels
SEAT = 0.34  # how high the hips of someone seated are

Ink = NDArray[np.uint8]
Cells = NDArray[np.uint8]  # (18, 32) of 0 and 1
Point = NDArray[np.floating[Any]]  # across to the right and up
Angles = tuple[float, float]  # of a limb's upper and its lower part


@dataclass(frozen=True)
class BodyPose:
    """What the joints do."""

    left_arm: Angles
    right_arm: Angles
    left_leg: Angles
    right_leg: Angles
    lean: float = 0.0  # degrees of the trunk, to the right
    is_profile: bool = False  # seen from the side: both shoulders are one
    is_seated: bool = False  # on a chair or in a wheelchair, legs towards the camera


@dataclass(frozen=True)
class BodyBuild:
    """Whose joints they are; thickness 1 is usual."""

    thickness: float
    head: float  # radius
    shoulders: float  # half the width
    arm: float
    leg: float
    coat: float  # how wide the hem is, 0 is none
    hem: float  # how far down it reaches, share of the leg
    bag: float  # radius of what hangs at the side or the back, 0 is none


@dataclass(frozen=True)
class BodyPlace:
    """Where the figure stands and how the camera looks at it."""

    across: float  # cells
    floor: float  # cells from the top
    tall: float  # cells for one body height
    from_above: float  # 0 level .. 1 steeply from above
    tilt: float  # degrees


def draw_body(pose: BodyPose, build: BodyBuild, place: BodyPlace) -> Cells:
    """One figure as a silhouette."""
    drawing = _BodyDrawing(build, place)
    drawing.draw(pose)
    return cells_of(drawing.ink)


def cells_of(ink: Ink) -> Cells:
    """A finer drawing (18 * FINER, 32 * FINER) -> cells."""
    shares = cv2.resize(ink, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    return (shares > FILLED * INK).astype(np.uint8)


def empty_ink() -> Ink:
    """A view in which nobody is."""
    return np.zeros((ROWS * FINER, COLUMNS * FINER), np.uint8)


def direction(angle: float, side: float) -> Point:
    """Where a limb of one side leads."""
    radians = math.radians(angle)
    return np.array([side * math.sin(radians), -math.cos(radians)])


class _BodyDrawing:
    def __init__(self, build: BodyBuild, place: BodyPlace):
        self.ink = empty_ink()
        self._build = build
        self._place = place
        self._sunk = 0.0  # how far all is lowered so that it stands on the floor

    def draw(self, pose: BodyPose) -> None:
        """Legs, trunk, arms, head."""
        build = self._build
        self._sunk = self._lowest(pose)
        hips = np.array([0.0, 0.0])
        up = direction(180 - pose.lean, RIGHT)
        neck = hips + 0.31 * up
        self._draw_legs(pose, hips)
        depth = 0.25 if pose.is_profile else 1.0
        chest = 0.075 * build.thickness * (0.85 if pose.is_profile else 1.0)
        self._capsule(hips + 0.02 * up, neck - 0.05 * up, 0.07 * build.thickness, chest)
        across = np.array([up[1], -up[0]])
        for side, angles in ((LEFT, pose.left_arm), (RIGHT, pose.right_arm)):
            shoulder = neck - 0.03 * up + side * build.shoulders * depth * across
            self._capsule(neck - 0.04 * up, shoulder, 0.045, 0.037 * build.thickness)
            self._draw_arm(shoulder, angles, side)
        head = neck + (0.03 + build.head) * up
        self._capsule(neck, head, 0.035, build.head)
        self._draw_clothes(pose, hips, neck)

    def _lowest(self, pose: BodyPose) -> float:
        """How far below the hips the floor is."""
        if pose.is_seated:
            return SEAT
        depths = [0.05]
        for thigh, shin in (pose.left_leg, pose.right_leg):
            half = self._build.leg / 2
            knee = half * math.cos(math.radians(thigh))
            foot = knee + half * math.cos(math.radians(shin))
            depths.append(knee)
            depths.append(foot)
        return max(depths) + 0.02

    def _draw_legs(self, pose: BodyPose, hips: Point) -> None:
        build = self._build
        if pose.is_seated:
            self._draw_seat(hips)
            return
        for side, (thigh, shin) in ((LEFT, pose.left_leg), (RIGHT, pose.right_leg)):
            depth = 0.0 if pose.is_profile else 0.045 * side
            joint = hips + np.array([depth, 0.0])
            knee = joint + build.leg / 2 * direction(thigh, side)
            foot = knee + build.leg / 2 * direction(shin, side)
            self._capsule(joint, knee, 0.058 * build.thickness, 0.043 * build.thickness)
            self._capsule(knee, foot, 0.04 * build.thickness, 0.028 * build.thickness)

    def _draw_seat(self, hips: Point) -> None:
        """Lap, shins and the two wheels, or a chair's legs, which at this size are the same."""
        build = self._build
        for side in (LEFT, RIGHT):
            lap = hips + np.array([side * 0.07, -0.03])
            foot = hips + np.array([side * 0.06, -SEAT + 0.03])
            self._capsule(lap, foot, 0.065 * build.thickness, 0.04)
            wheel = np.array([side * 0.16, WHEEL])
            above = hips + wheel + np.array([0.0, -SEAT + 0.1])
            below = hips + wheel + np.array([0.0, -SEAT - 0.1])
            self._capsule(above, below, 0.028, 0.028)

    def _draw_arm(self, shoulder: Point, angles: Angles, side: float) -> None:
        build = self._build
        upper, fore = angles
        elbow = shoulder + 0.47 * build.arm * direction(upper, side)
        hand = elbow + 0.53 * build.arm * direction(fore, side)
        self._capsule(shoulder, elbow, 0.037 * build.thickness, 0.031 * build.thickness)
        self._capsule(elbow, hand, 0.03 * build.thickness, 0.026)

    def _draw_clothes(self, pose: BodyPose, hips: Point, neck: Point) -> None:
        build = self._build
        if build.coat and not pose.is_seated:
            down = np.array([0.0, -build.hem * build.leg])
            for side in (LEFT, RIGHT):
                corner = hips + down + np.array([side * build.coat, 0.0])
                self._capsule(hips, corner, 0.07 * build.thickness, 0.02)
            self._capsule(hips, hips + down, 0.08, build.coat)
        if build.bag:
            middle = 0.7 * neck + 0.3 * hips
            beside = middle + np.array([-0.1, -0.03])
            self._capsule(middle, beside, build.bag, build.bag)

    def _capsule(self, start: Point, end: Point, start_radius: float, end_radius: float) -> None:
        """Two discs and all between them."""
        scale = self._place.tall * FINER
        wide = max(start_radius * scale, THINNEST)
        slim = max(end_radius * scale, THINNEST)
        x, y = self._pixel(*start.tolist())
        other_x, other_y = self._pixel(*end.tolist())
        length = math.hypot(other_x - x, other_y - y)
        if length > THINNEST:
            right = (y - other_y) / length  # a step aside
            down = (other_x - x) / length
            corners = [
                (x + wide * right, y + wide * down),
                (other_x + slim * right, other_y + slim * down),
                (other_x - slim * right, other_y - slim * down),
                (x - wide * right, y - wide * down),
            ]
            outline = np.array(corners).round().astype(np.int32)
            cv2.fillConvexPoly(self.ink, outline, INK)
        cv2.circle(self.ink, (round(x), round(y)), round(wide), INK, -1)
        cv2.circle(self.ink, (round(other_x), round(other_y)), round(slim), INK, -1)

    def _pixel(self, across: float, height: float) -> tuple[float, float]:
        """From above, what is low is farther from the camera: smaller, and nearer together."""
        place = self._place
        height += self._sunk
        steep = place.from_above * (height - 0.6)
        up = height * (1 - 0.3 * place.from_above) * (1 + 0.25 * steep)
        slanted = across * (1 + 0.5 * steep) + up * math.tan(math.radians(place.tilt))
        x = place.across + slanted * place.tall
        y = place.floor - up * place.tall
        return x * FINER, y * FINER
