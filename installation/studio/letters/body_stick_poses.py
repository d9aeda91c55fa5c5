"""The poses by which the encoder is judged, as points; none of them is used for training.

Lengths are in body heights; elbows and hands are told from the shoulder, knees and feet from the
hip, and the hip and the neck from the middle of the floor.
"""

from dataclasses import dataclass

Offset = tuple[float, float]  # to the right and up
Limb = tuple[Offset, Offset]


@dataclass(frozen=True)
class StickPose:
    """Where the joints are; a limb is (elbow, hand) or (knee, foot)."""

    left_arm: Limb
    right_arm: Limb
    left_leg: Limb
    right_leg: Limb
    hip: Offset = (0.0, 0.47)
    neck: Offset = (0.0, 0.80)
    shoulders: float = 1.0  # how wide they are, less from the side


DOWN_LEFT: Limb = ((-0.02, -0.18), (-0.03, -0.36))
DOWN_RIGHT: Limb = ((0.02, -0.18), (0.03, -0.36))
STRAIGHT: Limb = ((0.0, -0.22), (0.0, -0.45))


def _both(elbow: Offset, hand: Offset) -> tuple[Limb, Limb]:
    left = ((-elbow[0], elbow[1]), (-hand[0], hand[1]))
    return left, (elbow, hand)


_OUT = _both((0.12, -0.21), (0.24, -0.42))
_CURVED = ((0.05, -0.23), (0.15, -0.45))
_RAISED = _both((0.13, 0.14), (0.25, 0.29))
_SQUARE = _both((0.17, 0.01), (0.18, 0.21))
_HOOP = _both((0.19, 0.11), (0.03, 0.29))
_HEAD_HELD: Limb = ((0.18, 0.02), (0.03, 0.17))
_STEP: Limb = ((0.12, -0.21), (0.25, -0.41))

TWELVE = {
    "A": StickPose(*_both((0.05, -0.17), (0.1, -0.34)), *_OUT),
    "C": StickPose(
        ((0.1, 0.16), (0.26, 0.22)),
        ((0.13, 0.11), (0.31, 0.17)),
        _CURVED,
        _CURVED,
        hip=(-0.12, 0.46),
        neck=(0.02, 0.76),
        shoulders=0.6,
    ),
    "F": StickPose(
        ((0.17, 0.06), (0.36, 0.1)),
        ((0.14, -0.1), (0.33, -0.12)),
        STRAIGHT,
        STRAIGHT,
        shoulders=0.2,
    ),
    "I": StickPose(DOWN_LEFT, DOWN_RIGHT, STRAIGHT, STRAIGHT),
    "K": StickPose(
        DOWN_LEFT, ((0.13, 0.13), (0.27, 0.26)), STRAIGHT, ((0.14, -0.21), (0.28, -0.41))
    ),
    "L": StickPose(
        ((0.03, -0.17), (0.12, -0.28)),
        ((0.03, -0.17), (0.1, -0.29)),
        ((0.24, 0.01), (0.46, -0.02)),
        ((0.23, 0.0), (0.47, -0.02)),
        hip=(-0.15, 0.08),
        neck=(-0.17, 0.42),
        shoulders=0.4,
    ),
    "O": StickPose(*_HOOP, STRAIGHT, STRAIGHT),
    "P": StickPose(DOWN_LEFT, _HEAD_HELD, STRAIGHT, STRAIGHT),
    "T": StickPose(*_both((0.19, 0.01), (0.38, 0.0)), STRAIGHT, STRAIGHT),
    "W": StickPose(*_both((0.15, -0.1), (0.27, 0.08)), STRAIGHT, STRAIGHT),
    "X": StickPose(*_both((0.13, 0.13), (0.26, 0.27)), *_OUT),
    "Y": StickPose(*_RAISED, STRAIGHT, STRAIGHT),
}

# more letters, told apart from the twelve
MORE = {
    "B": StickPose(DOWN_LEFT, _HEAD_HELD, STRAIGHT, ((0.18, -0.15), (0.02, -0.3))),
    "E": StickPose(
        ((0.16, 0.07), (0.35, 0.13)),
        ((0.14, -0.1), (0.33, -0.12)),
        STRAIGHT,
        ((0.16, -0.15), (0.36, -0.27)),
        shoulders=0.2,
    ),
    "H": StickPose(*_SQUARE, *_both((0.11, -0.2), (0.13, -0.44))),
    "J": StickPose(DOWN_LEFT, DOWN_RIGHT, ((-0.05, -0.22), (-0.27, -0.23)), STRAIGHT),
    "M": StickPose(*_both((0.15, 0.13), (0.05, 0.0)), *_both((0.08, -0.22), (0.13, -0.44))),
    "Q": StickPose(*_HOOP, STRAIGHT, _STEP),
    "R": StickPose(DOWN_LEFT, _HEAD_HELD, STRAIGHT, _STEP),
    "S": StickPose(
        DOWN_LEFT,
        ((0.08, 0.16), (0.27, 0.18)),
        ((-0.05, -0.22), (-0.27, -0.23)),
        STRAIGHT,
    ),
    "U": StickPose(*_SQUARE, STRAIGHT, STRAIGHT),
    "Z": StickPose(
        ((-0.08, 0.16), (-0.27, 0.18)),
        DOWN_RIGHT,
        STRAIGHT,
        ((0.05, -0.22), (0.27, -0.23)),
    ),
}

# what is no letter
IDLE = {
    "stands": StickPose(*_both((0.04, -0.18), (0.05, -0.36)), *_both((0.02, -0.22), (0.04, -0.45))),
    "walks": StickPose(
        ((-0.07, -0.17), (-0.04, -0.34)),
        ((0.06, -0.17), (0.13, -0.32)),
        ((-0.06, -0.22), (-0.18, -0.42)),
        ((0.09, -0.21), (0.13, -0.44)),
        shoulders=0.3,
    ),
    "hands on hips": StickPose(*_both((0.14, -0.13), (0.0, -0.28)), STRAIGHT, STRAIGHT),
    "takes a picture": StickPose(
        ((-0.02, -0.16), (0.1, -0.02)),
        ((0.02, -0.16), (0.12, 0.0)),
        STRAIGHT,
        STRAIGHT,
        shoulders=0.5,
    ),
    "waves": StickPose(DOWN_LEFT, ((0.13, -0.08), (0.17, 0.12)), STRAIGHT, STRAIGHT),
    "points": StickPose(DOWN_LEFT, ((0.18, -0.01), (0.37, 0.02)), STRAIGHT, STRAIGHT),
}
