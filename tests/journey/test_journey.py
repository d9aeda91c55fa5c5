"""The journey: eased, never jumping, never twice the same, and with the visitors."""

from types import SimpleNamespace

import numpy as np
import pytest

from installation.journey.geometry import Spring, slerp
from installation.journey.visit import Visit
from installation.journey.wandering import Wandering
from installation.messages import Presence

DT = 1 / 60
SETTINGS = SimpleNamespace(seed=1, wander_leg_s=24.0, reach=1.0, ease_s=0.6, lean_s=0.5, hold_s=4.0, part_s=8.0)
PLACES = np.random.default_rng(3).normal(size=(8, 64))
PACK = SimpleNamespace(places=PLACES, dimensions=64, generator=SimpleNamespace(truncation=1.0))


def people(*x, v=0.0):
    """Presence of visitors at these x, moving sideways with v views a second."""
    places = np.array([[i, at, 0.5, 0.2, 0.6, v, 0, 0.5] for i, at in enumerate(x)], np.float32).reshape(len(x), 8)
    return Presence(1, 1, 0.0, len(x), places, np.array([v, 0.0]), np.full((9, 16), abs(v)), np.zeros((18, 32)))


def walk(visit, presence, seconds):
    return np.array([visit.step(presence, DT).copy() for _ in range(round(seconds / DT))])


def test_the_way_between_two_points_keeps_their_length():
    a, b = PLACES[:2] / np.linalg.norm(PLACES[:2], axis=1, keepdims=True) * 8
    lengths = [np.linalg.norm(slerp(a, b, share)) for share in np.linspace(0, 1, 21)]
    np.testing.assert_allclose(lengths, 8, rtol=1e-6)


def test_a_spring_arrives_without_overshoot_at_any_step():
    for dt in (0.001, 0.016, 0.5, 30.0):
        spring, goal = Spring(np.zeros(1), 0.5), np.ones(1)
        way = [float(spring.follow(goal, dt)[0]) for _ in range(max(2, round(6 / dt)))]
        assert max(way) <= 1 + 1e-9 and way[-1] > 0.99


def test_a_day_of_wandering_passes_every_place_and_never_comes_twice_to_one_point():
    wandering = Wandering(PLACES, 64, 1.0, 1, 24.0)
    stations = np.array([wandering.at(leg * 24.0) for leg in range(24 * 150)])
    nearest = np.argmin(np.linalg.norm(stations[:, None] - PLACES[None], axis=2), axis=1)
    assert set(nearest) == set(range(8))
    gaps = np.linalg.norm(stations[None, :400] - stations[:400, None], axis=2) + 100 * np.eye(400)
    assert gaps.min() > 0.5


def test_a_journey_born_again_goes_on_where_it_was():
    first = Visit(PACK, SETTINGS)
    point = walk(first, None, 100)[-1]
    second = Visit(PACK, SETTINGS, first.age_s, point)
    assert np.linalg.norm(second.step(None, DT) - point) < 0.05


def test_the_same_seed_goes_the_same_way_and_another_a_different_one():
    def way(seed):
        return walk(Visit(PACK, SimpleNamespace(**{**vars(SETTINGS), "seed": seed})), None, 5)[-1]

    np.testing.assert_array_equal(way(1), way(1))
    assert np.linalg.norm(way(1) - way(2)) > 1


def test_within_a_quarter_second_the_point_leans_to_someone_who_comes():
    alone, visited = Visit(PACK, SETTINGS), Visit(PACK, SETTINGS)
    walk(alone, None, 10), walk(visited, None, 10)
    before = visited.step(people(0.9), DT)
    after = walk(visited, people(0.9), 0.25)[-1]
    drift = np.linalg.norm(walk(alone, None, 0.25)[-1] - alone.step(None, DT))
    assert visited.state == "following"
    assert np.linalg.norm(after - before) > 3 * drift


def test_where_a_visitor_stands_chooses_where_the_point_goes():
    ends = [walk(Visit(PACK, SETTINGS), people(x), 8)[-1] for x in (0.05, 0.5, 0.95)]
    for a, b in ((0, 1), (1, 2), (0, 2)):
        assert np.linalg.norm(ends[a] - ends[b]) > 4


def test_movement_takes_the_point_further_than_standing_still():
    still, moving = Visit(PACK, SETTINGS), Visit(PACK, SETTINGS)
    a, b = walk(still, people(0.5), 6)[-1], walk(moving, people(0.5, v=0.6), 6)[-1]
    assert np.linalg.norm(a - b) > 1


def test_they_leave_and_the_last_place_is_held_and_then_left_softly():
    visit = Visit(PACK, SETTINGS)
    there = walk(visit, people(0.8), 8)[-1]
    assert np.linalg.norm(walk(visit, None, 3)[-1] - there) < 0.5
    assert visit.state == "parting"
    walk(visit, None, 12)
    assert visit.state == "wandering"


def test_the_point_never_jumps_whoever_comes_and_goes():
    visit, random = Visit(PACK, SETTINGS), np.random.default_rng(5)
    way = [walk(visit, None, 2)]
    for _ in range(60):
        crowd = people(*random.uniform(0, 1, random.integers(0, 4)), v=float(random.normal()))
        way.append(walk(visit, crowd, float(random.uniform(0.1, 2))))
    steps = np.linalg.norm(np.diff(np.concatenate(way), axis=0), axis=1)
    assert steps.max() < 1.0  # of a space some sixteen units wide


@pytest.mark.parametrize("count", [0, 1])
def test_a_pack_without_places_still_makes_a_journey(count):
    pack = SimpleNamespace(places=PLACES[:count], dimensions=64, generator=SimpleNamespace(truncation=0.8))
    assert np.isfinite(walk(Visit(pack, SETTINGS), people(0.4), 3)).all()


def test_points_stay_where_the_model_has_seen_something():
    visit = Visit(PACK, SETTINGS)
    way = walk(visit, people(1.0, v=2.0), 20)
    assert np.linalg.norm(way, axis=1).max() < 1.25 * 8 + 0.5
