"""Which letters a body can be, and how: what training draws lots around.

Left and right are those of the picture, which answers like a mirror. What is no other letter when
it is mirrored may be done to either side.
"""

from dataclasses import dataclass

import numpy as np

from installation.studio.letters.body_figures import Angles, BodyPose

HANG = (6.0, 4.0)
STAND = (3.0, 2.0)
SPREAD = (28.0, 28.0)
UP = (182.0, 185.0)
SLANTING = (140.0, 142.0)
LEVEL = (90.0, 90.0)
ON_HEAD = (96.0, 226.0)
ROUND = (132.0, 208.0)

WHOLE = 0.9  # least share of the body that must be in view
MOST = 0.72
HALF = 0.48
SEATED = 0.25


@dataclass(frozen=True)
class LetterPose:
    """A way to be a letter."""

    letter: str
    pose: BodyPose
    share: float = 1.0  # how often, beside the others
    in_view: tuple[float, float] = (WHOLE, 1.1)  # how much of the body's height, at least and most
    either_side: bool = False
    seated: float = 0.0  # share of those who do it on a chair or in a wheelchair


def _pose(
    left_arm: Angles,
    right_arm: Angles,
    left_leg: Angles = STAND,
    right_leg: Angles = STAND,
    lean: float = 0.0,
    is_profile: bool = False,
) -> BodyPose:
    return BodyPose(left_arm, right_arm, left_leg, right_leg, lean, is_profile)


LETTER_POSES = (
    # arms overhead, or pressed to the sides
    LetterPose("I", _pose(UP, UP), 0.8, (MOST, 1.1), seated=SEATED),
    LetterPose("I", _pose((1, -1), (1, -1), (0, 1), (0, 1)), 0.7),
    LetterPose("T", _pose(LEVEL, LEVEL), 1.5, (HALF, 1.1), seated=SEATED),
    LetterPose("Y", _pose(SLANTING, SLANTING), 1.5, (MOST, 1.1), seated=SEATED),
    # near the camera there is no stem
    LetterPose("V", _pose(SLANTING, SLANTING), 0.8, (0.36, 0.52)),
    LetterPose("X", _pose(SLANTING, SLANTING, SPREAD, SPREAD), 1.3),
    LetterPose("A", _pose((10, 8), (10, 8), SPREAD, SPREAD), 1.0),
    LetterPose("A", _pose((27, 27), (27, 27), SPREAD, SPREAD), 0.5),
    LetterPose("K", _pose(HANG, (138, 138), STAND, (36, 36)), 1.3, either_side=True),
    LetterPose("F", _pose((-68, -72), (112, 104), is_profile=True), 0.9, (MOST, 1.1), True),
    LetterPose("F", _pose((-45, -80), (100, 95)), 0.5, (MOST, 1.1), True),
    LetterPose(
        "E",
        _pose((-66, -72), (118, 108), STAND, (42, 60), is_profile=True),
        0.8,
        either_side=True,
    ),
    LetterPose("L", _pose(HANG, HANG, STAND, (72, 76), -4), 0.8),
    # on the floor, legs stretched out
    LetterPose("L", _pose((8, -8), (20, 30), (-88, -88), (88, 88), -6, True), 0.7),
    LetterPose("J", _pose(HANG, HANG, (10, 88), STAND), 0.7),
    LetterPose("J", _pose((20, 30), (8, -8), (88, 88), (-88, -88), 6, True), 0.3),
    LetterPose("P", _pose(HANG, ON_HEAD), 1.2, (0.6, 1.1), True),
    LetterPose("R", _pose(HANG, ON_HEAD, STAND, (32, 32)), 1.0, either_side=True),
    LetterPose("B", _pose(HANG, ON_HEAD, STAND, (52, -46)), 0.7, either_side=True),
    LetterPose("C", _pose((-150, -112), (150, 112), (-22, -26), (22, 26), 24), 1.2),
    LetterPose("O", _pose(ROUND, ROUND), 0.9, (0.55, 1.1), seated=SEATED),
    LetterPose("O", _pose(ROUND, ROUND, (36, -30), (36, -30)), 0.6),
    LetterPose("Q", _pose(ROUND, ROUND, STAND, (34, 34)), 0.8, either_side=True),
    LetterPose("U", _pose((98, 178), (98, 178)), 0.9, (HALF, 1.1), seated=SEATED),
    LetterPose("H", _pose((98, 178), (98, 178), (26, 4), (26, 4)), 0.9),
    LetterPose("W", _pose((50, 152), (50, 152)), 1.1, (HALF, 1.1), seated=SEATED),
    # elbows up, hands on the shoulders
    LetterPose("M", _pose((132, -14), (132, -14), (20, 8), (20, 8)), 0.9, (MOST, 1.1)),
    LetterPose("S", _pose(HANG, (158, 92), (10, 88), STAND), 0.5),
    LetterPose("Z", _pose((158, 92), HANG, STAND, (10, 88)), 0.5),
)

# what people do when they mean no letter; the letter is what a silhouette comes nearest to, if any
IDLE_POSES = (
    LetterPose("I", _pose(HANG, HANG), 3.0, (HALF, 1.1)),
    LetterPose("I", _pose((9, 4), (9, 4), (6, 4), (6, 4)), 2.0, (HALF, 1.1)),
    LetterPose(
        "I", _pose((8, 12), (-6, 10), (16, -4), (-10, -14), 3, True), 2.0, (HALF, 1.1), True
    ),
    LetterPose(
        "I", _pose((-18, -10), (28, 34), (-20, -28), (22, 14), 4, True), 2.0, either_side=True
    ),
    LetterPose("I", _pose((10, -70), (10, -70)), 1.5, (HALF, 1.1)),
    LetterPose("", _pose(HANG, HANG), 1.0, seated=1.0),
    # on their way in, at the lower edge
    LetterPose("", _pose(HANG, HANG), 1.5, (0.1, 0.45)),
    LetterPose("", _pose((42, -46), (42, -46), (8, 6), (8, 6)), 1.0, (HALF, 1.1)),
    LetterPose("", _pose(HANG, (42, -46)), 1.0, (HALF, 1.1), True),
    LetterPose("", _pose(HANG, (14, 150)), 1.0, (HALF, 1.1), True),
    LetterPose("", _pose(HANG, (62, 168)), 1.0, (HALF, 1.1), True),
    LetterPose("", _pose(HANG, (92, 92)), 0.8, (HALF, 1.1), True),
    LetterPose("", _pose(HANG, UP), 0.5, (HALF, 1.1), True),
    LetterPose("", _pose(HANG, (18, 86), is_profile=True), 1.0, (HALF, 1.1), True),
    LetterPose("", _pose((28, 24), (28, 24)), 0.7, (HALF, 1.1)),
    LetterPose(
        "", _pose((-30, -60), (30, 60), (-30, -2), (30, 2), 38, True), 0.7, either_side=True
    ),
)


def varied_pose(kind: LetterPose, lots: np.random.Generator) -> BodyPose:
    """As somebody would do it, never exactly."""
    pose = kind.pose
    is_mirrored = kind.either_side and lots.random() < 0.5
    left_arm = pose.right_arm if is_mirrored else pose.left_arm
    right_arm = pose.left_arm if is_mirrored else pose.right_arm
    left_leg = pose.right_leg if is_mirrored else pose.left_leg
    right_leg = pose.left_leg if is_mirrored else pose.right_leg
    lean = -pose.lean if is_mirrored else pose.lean
    common = lots.normal(0, 6)  # both arms too high, or too low
    return BodyPose(
        _varied(left_arm, common, 6, lots),
        _varied(right_arm, common, 6, lots),
        _varied(left_leg, 0, 3, lots),
        _varied(right_leg, 0, 3, lots),
        lean + lots.normal(0, 3),
        pose.is_profile,
        lots.random() < kind.seated,
    )


def _varied(angles: Angles, common: float, spread: float, lots: np.random.Generator) -> Angles:
    """Both parts of a limb together, and the lower one a little more."""
    off = common + lots.normal(0, spread)
    upper, lower = angles
    return upper + off, lower + off + lots.normal(0, 0.8 * spread)


def random_pose(lots: np.random.Generator) -> BodyPose:
    """Arms and legs anywhere."""
    arms = lots.uniform(0, 180, (2, 2))
    arms[:, 1] = arms[:, 0] + lots.uniform(-100, 100, 2)
    legs = lots.uniform(-5, 40, (2, 2))
    legs[:, 1] = legs[:, 0] + lots.uniform(-50, 20, 2)
    left_arm, right_arm = arms.tolist()
    left_leg, right_leg = legs.tolist()
    return BodyPose(
        (left_arm[0], left_arm[1]),
        (right_arm[0], right_arm[1]),
        (left_leg[0], left_leg[1]),
        (right_leg[0], right_leg[1]),
        float(lots.normal(0, 8)),
    )
