"""Steering "auto": walking wanders, a pose is mirrored."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from installation.journey.auto_steering import AutoSteering
from installation.journey.mirror import Mirror
from installation.journey.promenade import Promenade
from installation.journey.steering import choose
from tests.journey.conftest import pack, people, settings

DT = 1 / 30
PLACES = np.random.default_rng(5).normal(size=(6, 8))
STRAIGHT = np.zeros((18, 32), np.uint8)
STRAIGHT[4:, 14:18] = 1
ARMS_OUT = STRAIGHT.copy()
ARMS_OUT[6:8, 8:24] = 1


@pytest.fixture
def letters(tmp_path):
    """A pack with an encoder that does not say how sure it is."""
    shutil.copy(Path(__file__).with_name("encoder.onnx"), tmp_path)
    return pack(PLACES, folder=tmp_path, dimensions=8)


def goal_of(steering, presence, seconds=5.0):
    for _ in range(round(seconds / DT)):
        goal = steering.goal(presence, PLACES[0], DT)
    return goal


@pytest.mark.parametrize(
    ("presence", "is_mirrored"),
    [
        (people(0.5, silhouette=ARMS_OUT), True),
        (people(0.5, silhouette=STRAIGHT), False),
    ],
    ids=["a pose held", "just standing"],
)
def test_a_pose_that_is_held_is_mirrored_and_just_standing_wanders(letters, presence, is_mirrored):
    kind = Mirror if is_mirrored else Promenade
    expected = goal_of(kind(letters, settings()), presence)
    found = goal_of(AutoSteering(letters, settings()), presence)
    np.testing.assert_allclose(found, expected, atol=0.05)


def moving(steering, presences):
    for presence in presences:
        goal = steering.goal(presence, PLACES[0], DT)
    return goal


def test_who_walks_with_arms_out_wanders(letters):
    places = np.linspace(0.2, 0.8, 60)  # 0.3 views a second
    walk = [people(x, silhouette=ARMS_OUT) for x in [*places, *places[::-1]]]
    expected = moving(Promenade(letters, settings()), walk)
    np.testing.assert_allclose(moving(AutoSteering(letters, settings()), walk), expected)


def test_who_waves_stands(letters):
    """Their middle moves up and down as quickly as others walk; their feet do not."""
    waving = []
    for phase in np.arange(0, 12, 0.2):
        presence = people(0.5, silhouette=ARMS_OUT)
        raised = 0.1 * (1 + np.sin(phase))
        presence.places[0, 2:5:2] = 0.7 - raised / 2, 0.5 + raised
        waving.append(presence)
    mirrored = moving(Mirror(letters, settings()), waving * 3)
    found = moving(AutoSteering(letters, settings()), waving * 3)
    np.testing.assert_allclose(found, mirrored, atol=0.05)


def test_two_side_by_side_are_no_pose(letters):
    two = people(0.3, 0.7, silhouette=ARMS_OUT)
    expected = goal_of(Promenade(letters, settings()), two)
    np.testing.assert_allclose(goal_of(AutoSteering(letters, settings()), two), expected)


def test_a_pack_without_encoder_is_wandered_through(tmp_path):
    plain = pack(PLACES, folder=tmp_path, dimensions=8)
    presence = people(0.5, silhouette=ARMS_OUT)
    found = goal_of(AutoSteering(plain, settings()), presence)
    np.testing.assert_allclose(found, goal_of(Promenade(plain, settings()), presence))


def test_the_goal_passes_softly_from_one_to_the_other(letters):
    steering = AutoSteering(letters, settings())
    before = goal_of(steering, people(0.5, silhouette=STRAIGHT), 2.0)
    steps = []
    for _ in range(round(6 / DT)):
        goal = steering.goal(people(0.5, silhouette=ARMS_OUT), PLACES[0], DT)
        steps.append(np.linalg.norm(goal - before))
        before = goal
    assert max(steps) < 0.2 * sum(steps)


def test_an_encoder_that_is_no_use_is_told_and_the_pack_is_wandered_through(letters):
    (letters.folder / "encoder.onnx").write_bytes(b"no network")
    steering, message = choose(letters, settings())
    assert "encoder.onnx" in message
    presence = people(0.5, silhouette=ARMS_OUT)
    expected = goal_of(Promenade(letters, settings()), presence)
    np.testing.assert_allclose(goal_of(steering, presence), expected)
