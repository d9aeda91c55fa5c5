"""A way of steering added from outside: one class and one row, and it steers."""

import re

import numpy as np
import pytest

from installation.common.paths import ROOT
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


class OldHand:
    """As it was written for another version: it takes no point."""

    def __init__(self, pack, settings):
        pass

    def goal(self, presence, dt):
        """Never gets so far."""


class Slip:
    """Whatever the test makes of it."""

    makes = answers = None

    def __init__(self, pack, settings):
        if Slip.makes is not None:
            raise Slip.makes

    def goal(self, presence, point, dt):
        """What the test wants; and it spoils what it was given."""
        point += 100.0
        if isinstance(Slip.answers, Exception):
            raise Slip.answers
        return Slip.answers


@pytest.fixture
def slip(monkeypatch):
    """The settings of a journey that is steered by it."""
    monkeypatch.setitem(steering.WAYS, "slip", (__name__, "Slip"))
    monkeypatch.setattr(Slip, "answers", None)
    monkeypatch.setattr(Slip, "makes", None)
    return settings(change_per_s=20.0).model_copy(update={"steering": "slip"})


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (IndexError("no place 9"), r"no place 9 \(IndexError in test_steering_contract.py, line"),
        (PLACES[0] * np.nan, r"goal answers float64 \(64,\) instead of 64 finite numbers"),
        (PLACES[:2], r"goal answers float64 \(2, 64\) instead of 64 finite numbers"),
        (PLACES[0, :9], r"goal answers float64 \(9,\) instead of 64 finite numbers"),
        ("left", "goal answers str instead of 64 finite numbers"),
        ([[1], [2, 3]], "inhomogeneous"),
    ],
)
def test_a_way_that_fails_while_it_steers_is_replaced_and_told(slip, monkeypatch, answers, words):
    """The room died at every visitor, and the picture stood still."""
    monkeypatch.setattr(Slip, "answers", answers)
    shown = Shown(Visit(pack(), slip)).go(None, 1)
    assert shown.visit.message == ""
    shown.go(people(0.9), 3)
    wandered = Shown(Visit(pack(), settings(change_per_s=20.0))).go(None, 1).go(people(0.9), 3)
    assert re.search(words, shown.visit.message)
    assert "steering 'slip' cannot be used; 'wander' steers" in shown.visit.message
    np.testing.assert_allclose(shown.points[-1], wandered.points[-1], atol=1e-3)


def test_a_way_of_another_version_is_replaced_and_told(slip, monkeypatch):
    monkeypatch.setitem(steering.WAYS, "slip", (__name__, "OldHand"))
    shown = Shown(Visit(pack(), slip)).go(people(0.9), 1)
    assert "goal() takes 3 positional arguments but 4 were given" in shown.visit.message


@pytest.mark.parametrize(
    ("row", "makes"),
    [
        ((__name__, "Slip"), ValueError("not enough values")),
        ((__name__, "Nobody"), None),
        (("installation.journey.no_such_file", "Slip"), None),
    ],
)
def test_a_way_that_cannot_be_made_is_replaced_and_told(slip, monkeypatch, row, makes):
    monkeypatch.setitem(steering.WAYS, "slip", row)
    monkeypatch.setattr(Slip, "makes", makes)
    _, message = steering.choose(pack(), slip)
    assert "steering 'slip' cannot be used; 'wander' steers" in message


def test_a_way_may_answer_with_a_list_and_do_what_it_likes_with_the_point(slip, monkeypatch):
    monkeypatch.setattr(Slip, "answers", PLACES[0].tolist())
    shown = Shown(Visit(pack(), slip)).go(None, 1).go(people(0.9), 12)
    assert shown.visit.message == ""
    assert np.linalg.norm(shown.points[-1] - PLACES[0]) < 4


def test_the_usual_way_is_replaced_by_none(monkeypatch):
    monkeypatch.setitem(steering.WAYS, steering.USUAL, (__name__, "OldHand"))
    with pytest.raises(TypeError):
        Shown(Visit(pack(), settings(steering="wander"))).go(people(0.9), 1)


def test_the_example_of_the_documentation_steers_as_it_stands_there(monkeypatch, tmp_path):
    text = (ROOT / "docs" / "steering.md").read_text(encoding="utf-8")
    example = text.split("```python")[1].split("```")[0]
    (tmp_path / "between.py").write_text(example, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(steering.WAYS, "between", ("between", "Between"))
    between = settings(change_per_s=20.0).model_copy(update={"steering": "between"})
    shown = Shown(Visit(pack(), between)).go(None, 1).go(people(1.0), 12)
    assert shown.visit.message == ""
    assert np.linalg.norm(shown.points[-1] - PLACES[1]) < 4
