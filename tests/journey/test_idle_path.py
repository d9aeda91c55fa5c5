"""Ways through the space, and the one taken while nobody is there."""

from itertools import pairwise

import numpy as np
import pytest

from installation.journey.follower import Follower
from installation.journey.idle_path import IdlePath
from installation.journey.roaming import Roaming
from installation.journey.states import Stimulus
from installation.journey.stations import Stations
from installation.journey.visit import Visit
from installation.latent.geometry import slerp
from installation.vocabulary import VisitState
from tests.journey.conftest import PLACES, Shown, pack, people, settings

LEGS_OF_HALF_A_DAY = 3000  # at the usual speed a leg takes some fifteen seconds


def test_the_way_between_two_points_keeps_their_length():
    ends = PLACES[:2]
    a, b = ends / np.linalg.norm(ends, axis=1, keepdims=True) * 8
    lengths = [np.linalg.norm(slerp(a, b, share)) for share in np.linspace(0, 1, 21)]
    np.testing.assert_allclose(lengths, 8, rtol=1e-6)


def test_several_points_go_as_each_would_alone():
    starts, goals = PLACES[:3], PLACES[3:6]
    together = Follower(starts, 8.0, 3)
    around_all = Roaming(pack(), settings(), 8.0, len(starts))
    singles = [(Follower(start, 8.0, 3), Roaming(pack(), settings(), 8.0)) for start in starts]
    stir = np.array([0.0, 0.5, 1.0])
    reach = np.array([0.0, 0.1, 0.4])
    for _ in range(60):
        together.advance(around_all.around(goals, stir, together), reach, 1 / 60)
        for number, (follower, roaming) in enumerate(singles):
            aim = roaming.around(goals[number], stir[number], follower)
            follower.advance(aim, reach[number], 1 / 60)
    alone = [follower.point for follower, _ in singles]
    np.testing.assert_allclose(together.point, alone, rtol=1e-9)
    np.testing.assert_array_equal(together.point[0], starts[0])


def test_half_a_day_of_wandering_leaves_no_place_out_for_long_and_never_comes_twice_to_one_point():
    house = Stations(pack(), settings())
    path = IdlePath(pack(), 1, house)
    stations = []
    for _ in range(LEGS_OF_HALF_A_DAY):
        path.go_on(1.0)
        stations.append(path.here.astype(np.float32))
        house.tick(None, path.here, 15.0)
    stations = np.array(stations)
    likeness = 2 * stations @ PLACES.T.astype(np.float32) - (PLACES**2).sum(1)
    nearest = np.argmax(likeness, axis=1)
    assert (nearest[1:] != nearest[:-1]).mean() > 0.99
    for place in range(8):  # two stations at one point would have the same place nearest
        assert np.diff(np.flatnonzero(nearest == place)).max() < 4 * 8
        near = stations[nearest == place]
        squares = (near**2).sum(1)
        apart = squares[:, None] + squares - 2 * near @ near.T
        np.fill_diagonal(apart, np.inf)
        assert apart.min() > 0.5


def test_after_each_visit_wandering_leads_to_another_place_than_after_the_one_before():
    """Incident: with a visitor every half minute it went back to one and the same place each time."""
    shown = Shown(Visit(pack(), settings(change_per_s=20.0, hold_s=0.5, part_s=1.0)))
    reached = []
    for _ in range(8):
        shown.go(people(0.5), 1.5).go(None, 3)
        reached.append(int(np.linalg.norm(PLACES - shown.points[-1], axis=1).argmin()))
    assert all(after != before for before, after in pairwise(reached))
    assert len(set(reached)) >= 5


def test_left_alone_the_point_goes_on_from_place_to_place():
    shown = Shown(Visit(pack(), settings(change_per_s=20.0))).go(None, 20)
    distances = np.linalg.norm(np.array(shown.points)[:, None] - PLACES[None], axis=2)
    assert len(set(distances.argmin(1))) >= 3
    assert shown.visit.state == VisitState.WANDERING
    assert shown.visit.attention == 0


def test_a_place_that_lies_farther_out_than_a_point_may_go_does_not_end_the_way():
    """Incident: three letters had such places, and a house that nobody was in stood still at the first of them."""
    places = PLACES.copy()
    places[::2] *= 10
    shown = Shown(Visit(pack(places), settings(change_per_s=20.0))).go(None, 40)
    directions = np.array(shown.points) @ (places / np.linalg.norm(places, axis=1)[:, None]).T
    assert len(set(directions[600:].argmax(1))) >= 3


def test_the_same_seed_goes_the_same_way_and_another_a_different_one():
    def way(seed):
        return Shown(Visit(pack(), settings(seed=seed))).go(None, 5).points[-1]

    np.testing.assert_array_equal(way(1), way(1))
    assert np.linalg.norm(way(1) - way(2)) > 1


def test_a_journey_that_is_started_again_goes_on_where_it_was():
    first = Shown(Visit(pack(), settings())).go(None, 6).visit
    second = Visit(pack(), settings(), first.checkpoint)
    before = np.array(first.checkpoint["point"])
    assert second.checkpoint == first.checkpoint
    assert np.linalg.norm(second.tick(None, 1 / 60) - before) < 0.1


def test_a_closed_house_stays_closed_when_the_room_is_started_again():
    visit = Visit(pack(), settings())
    visit.apply(Stimulus.CLOSE)
    assert Visit(pack(), settings(), visit.checkpoint).state == VisitState.CLOSED


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_pack_with_few_places_or_none_still_makes_a_journey(count):
    shown = Shown(Visit(pack(PLACES[:count], truncation=0.8), settings())).go(None, 10)
    assert np.isfinite(shown.points).all()
    assert np.linalg.norm(shown.points[-1] - shown.points[0]) > 0.5
