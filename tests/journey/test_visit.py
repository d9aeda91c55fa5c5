"""A visit as somebody lives it: greeted, followed, held, left; and even for the eye all the while."""

import numpy as np
import pytest

from installation.journey.states import Stimulus
from installation.journey.visit import Visit
from installation.messages import Change
from installation.vocabulary import VisitState
from tests.journey.conftest import DT, PLACES, Shown, pack, people, settings


def visited(**changes):
    return Shown(Visit(pack(), settings(**changes)))


def test_the_picture_changes_at_the_set_rate_though_the_model_has_cliffs():
    """Incident: at even speed in latent space a picture stood still for seconds and then rushed past in a tenth of one."""
    shown = visited()
    random = np.random.default_rng(2)
    for v in (0.0, 0.3, 0.0):
        shown.go(people(random.uniform(0, 1), v=v), 6).go(None, 14)
    changes = np.array(shown.changes[60:])
    seconds = changes[: changes.size // 30 * 30].reshape(-1, 30).sum(1)
    assert ((seconds > 1.0) & (seconds < 4.0)).mean() > 0.95
    assert changes.max() < 4 * changes.mean()
    ways = np.linalg.norm(np.diff(shown.points, axis=0), axis=1)
    # there were cliffs: the way was anything but even
    assert np.percentile(ways, 99) > 5 * np.percentile(ways, 1)


@pytest.mark.parametrize("rate", [1.0, 4.0])
def test_the_rate_is_that_of_the_configuration(rate):
    changes = visited(change_per_s=rate).go(people(0.3), 12).changes[90:]
    assert rate / 2 < np.mean(changes) * 30 < rate * 1.5


def test_who_moves_gets_a_livelier_picture_than_who_stands():
    still = visited().go(people(0.5), 10).changes[90:]
    moving = visited().go(people(0.5, v=0.4), 10).changes[90:]
    assert np.mean(moving) > 1.3 * np.mean(still)


def test_without_a_word_from_the_model_the_point_goes_on_slowly_and_never_far():
    visit = Visit(pack(), settings())
    way = np.array([visit.tick(people(0.9, v=2.0), DT).copy() for _ in range(600)])
    assert np.linalg.norm(way[-1] - way[0]) > 0.2
    assert np.linalg.norm(np.diff(way, axis=0), axis=1).max() < 0.2
    assert np.linalg.norm(way, axis=1).max() < 1.25 * 8


def test_what_an_earlier_life_of_the_model_says_is_no_measurement():
    shown = visited().go(None, 1)
    shown.visit.record(Change(1, 0, 90001, 90002, 50.0))
    other = visited().go(None, 1)
    np.testing.assert_array_equal(shown.go(None, 1).points[-1], other.go(None, 1).points[-1])


def test_within_a_quarter_second_the_point_turns_to_someone_who_comes():
    shown = visited().go(None, 4).go(people(0.95), 0.25)
    alone = visited().go(None, 4).go(None, 0.25)
    assert shown.visit.state == VisitState.GREETING
    assert shown.visit.attention > 0.4
    heading = shown.points[-1] - shown.points[-2]
    before = alone.points[-1] - alone.points[-2]
    assert heading @ before / np.linalg.norm(heading) / np.linalg.norm(before) < 0.9


def test_where_a_visitor_stands_chooses_where_the_point_goes():
    ends = [visited(change_per_s=20.0).go(people(x), 8).points[-1] for x in (0.05, 0.5, 0.95)]
    for a, b in ((0, 1), (1, 2), (0, 2)):
        assert np.linalg.norm(ends[a] - ends[b]) > 4


def test_they_are_greeted_followed_held_and_let_go():
    shown = visited()
    states = []
    for presence, seconds in ((None, 2), (people(0.8), 8), (None, 20)):
        for _ in range(round(seconds / DT)):
            shown.go(presence, DT)
            if states[-1:] != [shown.visit.state]:
                states.append(shown.visit.state)
    assert states == [
        VisitState.WANDERING,
        VisitState.GREETING,
        VisitState.FOLLOWING,
        VisitState.PARTING,
        VisitState.WANDERING,
    ]
    assert shown.visit.attention == 0


def test_the_last_place_is_held_and_then_left():
    shown = visited(change_per_s=20.0).go(people(0.05), 8)
    there = PLACES[np.linalg.norm(PLACES - shown.points[-1], axis=1).argmin()]
    held = np.linalg.norm(shown.go(None, 3.9).points[-1] - there)
    left = np.linalg.norm(shown.go(None, 12).points[-1] - there)
    assert held < 5 < left


def test_who_comes_close_upon_another_is_greeted_too():
    shown = visited().go(people(0.5), 5).go(None, 2).go(people(0.5), DT)
    assert shown.visit.state == VisitState.GREETING
    assert shown.visit.attention == 1


def test_standing_still_opens_the_picture_where_that_is_wished_and_moving_closes_it():
    shown = visited(stand_s=5.0, greet_s=1.0).go(people(0.5), 6)
    assert shown.visit.state == VisitState.LOOKING
    assert shown.go(people(0.5, v=0.5), 1).visit.state == VisitState.FOLLOWING
    assert visited(stand_s=0.0).go(people(0.5), 12).visit.state == VisitState.FOLLOWING


def test_a_look_that_was_asked_for_stays_whoever_walks_by_until_it_is_over_or_ended():
    """Incident: whoever moved before the screen closed at once what the technician had opened."""
    shown = visited(look_s=12.0).go(people(0.5, v=0.5), 6)
    shown.visit.apply(Stimulus.LOOK)
    assert shown.go(people(0.5, v=0.5), 4).go(None, 4).visit.state == VisitState.LOOKING
    assert shown.go(None, 5).visit.state != VisitState.LOOKING
    shown.visit.apply(Stimulus.LOOK)
    shown.visit.apply(Stimulus.BACK)
    assert shown.go(people(0.5, v=0.5), 1).visit.state != VisitState.LOOKING


def test_now_and_then_the_picture_opens_for_nobody():
    shown = visited(alone_s=20.0, look_s=3.0).go(None, 19)
    assert shown.visit.state == VisitState.WANDERING
    assert shown.go(None, 2).visit.state == VisitState.LOOKING
    assert shown.go(None, 16).visit.state == VisitState.WANDERING
    assert visited(alone_s=0.0).go(None, 60).visit.state == VisitState.WANDERING


def test_reduced_motion_is_half_the_way():
    full = visited()
    reduced = visited()
    reduced.visit.set_reduced_motion(True)
    ways = []
    for shown in (full, reduced):
        steps = np.diff(shown.go(None, 10).points, axis=0)
        ways.append(np.linalg.norm(steps, axis=1).sum())
    assert 0.35 < ways[1] / ways[0] < 0.65


def test_looking_inside_ends_by_itself():
    shown = visited(look_s=3.0)
    shown.visit.apply(Stimulus.LOOK)
    assert shown.go(None, 2).visit.state == VisitState.LOOKING
    assert shown.go(None, 14).visit.state == VisitState.WANDERING


def test_a_closed_house_stands_still_whoever_is_there_and_goes_on_when_it_is_opened():
    shown = visited().go(None, 2)
    shown.visit.apply(Stimulus.CLOSE)
    shown.go(people(0.5), 1)
    np.testing.assert_array_equal(shown.points[-1], shown.points[-30])
    shown.visit.apply(Stimulus.OPEN)
    assert shown.go(people(0.5), 2).visit.state == VisitState.GREETING
    assert np.linalg.norm(shown.points[-1] - shown.points[-100]) > 0.01


def test_the_point_never_jumps_whoever_comes_and_goes():
    shown = visited()
    random = np.random.default_rng(5)
    for _ in range(30):
        crowd = people(*random.uniform(0, 1, random.integers(0, 4)), v=float(random.normal()))
        shown.go(crowd, float(random.uniform(0.1, 2)))
    steps = np.linalg.norm(np.diff(shown.points, axis=0), axis=1)
    assert steps.max() < 0.2  # of a space some sixteen units wide
