"""The ways of steering, and what all of them have in common."""

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from installation.journey.promenade import Promenade
from installation.journey.steering import WAYS, choose
from tests.journey.conftest import DT, PLACES, pack, people, settings

ENCODER = Path(__file__).with_name("encoder.onnx")
EIGHT = np.random.default_rng(4).normal(size=(5, 8))


def figure(column, rows=range(5, 18)):
    """A silhouette of somebody four cells wide."""
    silhouette = np.zeros((18, 32), np.uint8)
    silhouette[list(rows), column : column + 4] = 1
    return silhouette


def steering(name, **changes):
    return choose(pack(), settings(steering=name, **changes))[0]


def goal(way, presence, seconds=1.0):
    for _ in range(round(seconds / DT)):
        point = way.goal(presence, DT)
    return point


@pytest.fixture
def with_encoder(tmp_path):
    """A pack of eight dimensions with the tiny encoder of make_encoder.py."""
    shutil.copy(ENCODER, tmp_path / "encoder.onnx")
    return pack(EIGHT, tmp_path, dimensions=8)


@pytest.mark.parametrize("name", WAYS)
def test_every_way_leads_those_in_different_places_to_different_points(name, with_encoder):
    way, words = choose(with_encoder, settings(steering=name))
    assert not words
    left = goal(way, people(0.2, silhouette=figure(4)))
    right = goal(way, people(0.8, silhouette=figure(24)))
    assert left.shape == (8,)
    assert np.linalg.norm(left - right) > 0.3


# -- wander ----------------------------------------------------------------------------------------


def test_wander_leads_along_all_the_named_places_from_left_to_right():
    way = steering("wander")
    met = set()
    for x in np.linspace(0, 1, 8):
        distances = np.linalg.norm(PLACES - goal(way, people(x)), axis=1)
        met.add(int(distances.argmin()))
    assert met == set(range(8))


def test_in_wander_movement_swings_the_point_out_as_far_as_the_reach_allows():
    def swung(reach):
        moved = goal(steering("wander", reach=reach), people(0.5, v=0.5))
        still = goal(steering("wander", reach=reach), people(0.5))
        return np.linalg.norm(moved - still)

    assert swung(0.0) < 1e-9
    assert 0.5 < swung(1.0) < swung(2.0)


# -- plane -----------------------------------------------------------------------------------------


def test_in_the_plane_the_corners_are_the_places_that_were_chosen():
    corners = [5, 2, 8, 1]
    way = steering("plane", corners=corners)
    ends = ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9))
    for (x, y), number in zip(ends, corners, strict=True):
        np.testing.assert_allclose(way.goal(people(x, y=y), DT), PLACES[number - 1])


def test_in_the_plane_the_middle_is_as_far_from_all_corners():
    far = np.linalg.norm(steering("plane").goal(people(0.5), DT) - PLACES[:4], axis=1)
    assert far.max() < 1.5 * far.min()


def test_corners_the_pack_does_not_have_are_drawn_by_lot_and_always_the_same():
    ends = []
    for seed in (1, 1, 2):
        way, _ = choose(pack(PLACES[:2]), settings(steering="plane", seed=seed))
        ends.append(way.goal(people(0.9, y=0.9), DT))
    np.testing.assert_array_equal(ends[0], ends[1])
    assert np.linalg.norm(ends[0] - ends[2]) > 1


def test_several_people_pull_together_and_who_moves_pulls_harder():
    right = steering("plane").goal(people(0.7, y=0.1), DT)
    still = people(0.3, 0.7, y=0.1)
    places = still.places.copy()
    places[1, 5] = 0.8
    moving = replace(still, places=places)
    apart = []
    for presence in (people(0.3, y=0.1), still, moving):
        point = steering("plane").goal(presence, DT)
        apart.append(np.linalg.norm(point - right))
    assert apart[0] > apart[1] > apart[2] > 0


# -- mirror ----------------------------------------------------------------------------------------


def test_in_the_mirror_a_pose_held_is_a_point_held_though_cells_at_its_edge_come_and_go(
    with_encoder,
):
    way, _ = choose(with_encoder, settings(steering="mirror"))
    random = np.random.default_rng(7)
    pose = figure(12)
    held = goal(way, people(0.5, silhouette=pose))
    for _ in range(300):
        noisy = pose.copy()
        noisy[random.integers(4, 18), random.choice([11, 16])] = 1
        noisy[random.integers(5, 18), random.choice([12, 15])] = 0
        np.testing.assert_array_equal(way.goal(people(0.5, silhouette=noisy), DT), held)


def test_in_the_mirror_a_new_pose_is_a_new_point_within_half_a_second(with_encoder):
    way, _ = choose(with_encoder, settings(steering="mirror"))
    first = goal(way, people(0.5, silhouette=figure(12)))
    raised = figure(12)
    raised[6:9, 4:28] = 1
    assert np.linalg.norm(goal(way, people(0.5, silhouette=raised), 0.5) - first) > 0.2


@pytest.mark.parametrize(
    ("content", "words"), [(None, "has no encoder.onnx"), (b"<html>", "it is a web page")]
)
def test_a_mirror_without_an_encoder_is_said_plainly_and_wander_steers(tmp_path, content, words):
    if content is not None:
        (tmp_path / "encoder.onnx").write_bytes(content)
    way, said = choose(pack(folder=tmp_path), settings(steering="mirror"))
    assert type(way).__name__ == "Promenade"
    assert tmp_path.name in said
    assert words in said
    assert "'wander' steers" in said


def test_an_encoder_for_another_space_is_refused(tmp_path):
    shutil.copy(ENCODER, tmp_path / "encoder.onnx")
    _, said = choose(pack(folder=tmp_path), settings(steering="mirror"))
    assert "does not answer with 64 numbers" in said


def test_places_that_are_things_by_themselves_are_passed_one_after_another():
    alphabet = pack(PLACES, dimensions=64)
    alphabet.generator.steady = 3
    alphabet.generator.in_order = True
    steering = Promenade(alphabet, settings())
    near = []
    for step in range(40 * 60):
        goal = steering.goal(people(step / (40 * 60)), DT)
        away = np.linalg.norm(PLACES[:, :3] - goal[:3], axis=1)
        assert away.min() < 1e-6  # never between two
        near.append(int(away.argmin()))
    changes = [after for before, after in pairwise(near) if after != before]
    assert changes == list(range(1, len(PLACES)))
