"""A way of steering added from outside: one class and one row, and it steers."""

import numpy as np
import pytest

from installation.faults import BrokenPack
from installation.journey import steering
from installation.journey.visit import Visit
from installation.vocabulary import Steering, VisitState
from tests.journey.conftest import DT, PLACES, Shown, pack, people, settings


class Compass:
    """Steers to the first place, or not at all while the visitor stands in the left half."""

    def __init__(self, pack, settings):
        if len(pack.places) < 1:
            raise BrokenPack("a compass needs a place")
        self._north = pack.places[0]
        self.asked_s = 0.0

    def goal(self, presence, point, dt):
        """See `SteeringMode`."""
        self.asked_s += dt
        return self._north if presence.places[0, 1] > 0.5 else None


@pytest.fixture
def compass(monkeypatch):
    """The settings of a journey that is steered by it."""
    monkeypatch.setitem(steering.WAYS, "compass", (__name__, "Compass"))
    return settings(change_per_s=20.0).model_copy(update={"steering": "compass"})


def test_every_word_of_the_vocabulary_has_its_row():
    assert set(steering.WAYS) == set(Steering)


def test_a_row_is_all_that_a_further_way_of_steering_takes(compass):
    shown = Shown(Visit(pack(), compass)).go(None, 1).go(people(0.9), 12)
    assert shown.visit.message == ""
    assert np.linalg.norm(shown.points[-1] - PLACES[0]) < 4


def test_without_a_goal_the_point_keeps_to_its_idle_path(compass):
    asked = Shown(Visit(pack(), compass)).go(people(0.1), 2)
    alone = Shown(Visit(pack(), compass)).go(None, 2)
    assert asked.visit.state == VisitState.GREETING
    directions = []
    for shown in (asked, alone):
        way = shown.points[-1] - shown.points[0]
        directions.append(way / np.linalg.norm(way))
    assert directions[0] @ directions[1] > 0.9


def test_it_is_asked_with_the_time_that_has_passed(compass):
    way, message = steering.choose(pack(), compass)
    for _ in range(60):
        way.goal(people(0.9), PLACES[0], DT)
    assert message == ""
    assert way.asked_s == pytest.approx(1.0)


def test_one_that_the_pack_cannot_serve_is_replaced_and_told(compass):
    way, message = steering.choose(pack(PLACES[:0]), compass)
    assert not isinstance(way, Compass)
    assert "a compass needs a place" in message
    assert "'compass' cannot be used; 'wander' steers" in message
