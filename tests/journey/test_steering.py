"""The ways of steering, and what all of them have in common."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from installation.journey.promenade import PATIENCE_S, Promenade
from installation.journey.steering import WAYS, choose
from tests.journey.conftest import DT, PLACES, pack, people, settings

ENCODER = Path(__file__).with_name("encoder.onnx")
NOWHERE = np.zeros(64)  # a point for ways that do not ask where it is
EIGHT = np.random.default_rng(4).normal(size=(5, 8))


def figure(column, rows=range(5, 18)):
    """A silhouette of somebody four cells wide."""
    silhouette = np.zeros((18, 32), np.uint8)
    silhouette[list(rows), column : column + 4] = 1
    return silhouette


def steering(name, **changes):
    return choose(pack(), settings(steering=name, **changes))[0]


def goal(way, presence, seconds=1.0):
    """Where the point is led, which is there at once."""
    point = NOWHERE
    for _ in range(round(seconds / DT)):
        point = way.goal(presence, point, DT)
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
        np.testing.assert_allclose(way.goal(people(x, y=y), NOWHERE, DT), PLACES[number - 1])


def test_in_the_plane_the_middle_is_as_far_from_all_corners():
    far = np.linalg.norm(steering("plane").goal(people(0.5), NOWHERE, DT) - PLACES[:4], axis=1)
    assert far.max() < 1.5 * far.min()


def test_corners_the_pack_does_not_have_are_drawn_by_lot_and_always_the_same():
    ends = []
    for seed in (1, 1, 2):
        way, _ = choose(pack(PLACES[:2]), settings(steering="plane", seed=seed))
        ends.append(way.goal(people(0.9, y=0.9), NOWHERE, DT))
    np.testing.assert_array_equal(ends[0], ends[1])
    assert np.linalg.norm(ends[0] - ends[2]) > 1


def test_several_people_pull_together_and_who_moves_pulls_harder():
    right = steering("plane").goal(people(0.7, y=0.1), NOWHERE, DT)
    still = people(0.3, 0.7, y=0.1)
    places = still.places.copy()
    places[1, 5] = 0.8
    moving = replace(still, places=places)
    apart = []
    for presence in (people(0.3, y=0.1), still, moving):
        point = steering("plane").goal(presence, NOWHERE, DT)
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
        found = way.goal(people(0.5, silhouette=noisy), NOWHERE, DT)
        np.testing.assert_array_equal(found, held)


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


# -- places that are things by themselves ----------------------------------------------------------


@pytest.fixture
def alphabet():
    """Wandering through eight letters, which the first three values say."""
    letters = pack(PLACES, dimensions=64)
    letters.generator.steady = 3
    letters.generator.in_order = True
    return Promenade(letters, settings())


def place_of(goal):
    """The number of the place whose letter the goal says, which is never between two."""
    away = np.linalg.norm(PLACES[:, :3] - goal[:3], axis=1)
    assert away.min() < 1e-6
    return int(away.argmin())


def followed(steering, places_across, seconds, way_s):
    """The places that the point has been led to, from PLACES[0] on; it needs `way_s` for the way to each."""
    point = PLACES[0].copy()
    led_to = [0]
    steps = round(seconds / DT)
    for step in range(steps):
        goal = steering.goal(people(places_across(step / steps)), point, DT)
        if place_of(goal) != led_to[-1]:
            led_to.append(place_of(goal))
            start, on_the_way_s = point.copy(), 0.0
        if len(led_to) > 1:
            on_the_way_s += DT
            share = min(1.0, on_the_way_s / way_s)
            point = (1 - share) * start + share * goal
    return led_to


def test_places_that_are_things_by_themselves_are_passed_one_after_another(alphabet):
    led_to = followed(alphabet, lambda share: share, seconds=40, way_s=2.0)
    assert led_to == list(range(len(PLACES)))


def test_a_letter_is_left_only_when_it_has_been_seen(alphabet):
    """Who walks on and on was once led to the next letter before the point had come to the one before."""
    led_to = followed(alphabet, lambda share: share, seconds=12, way_s=2.5)
    # 2.5 s to come there and 1.2 s to be seen
    assert 3 <= len(led_to) <= 1 + 12 / (2.5 + 1.2) + 1
    assert led_to == sorted(led_to)


def test_who_is_far_ahead_is_followed_in_a_leap(alphabet):
    assert followed(alphabet, lambda share: 0.95, seconds=1, way_s=2.0) == [0, len(PLACES) - 1]


def test_a_point_that_never_comes_is_not_waited_for_for_ever(alphabet):
    elsewhere = PLACES[3]
    met = {place_of(alphabet.goal(people(0.95), elsewhere, DT))}
    for _ in range(round((PATIENCE_S + 1) / DT)):
        met.add(place_of(alphabet.goal(people(0.05), elsewhere, DT)))
    assert met == {0, len(PLACES) - 1}


def test_two_places_of_the_same_letter_are_reached_like_others():
    twice = np.repeat(PLACES[:4], 2, axis=0)
    twice[1::2, 3:] += 1.0  # another typeface
    letters = pack(twice, dimensions=64)
    letters.generator.steady = 3
    letters.generator.in_order = True
    led_to = followed(Promenade(letters, settings()), lambda share: share, seconds=20, way_s=0.5)
    assert led_to == [0, 1, 2, 3]
