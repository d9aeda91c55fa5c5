"""Gestures: numbers that visitors drive beside the point."""

import numpy as np
import pytest

from installation.journey.gestures import GestureDriver
from installation.packs.metadata import Gesture
from tests.journey.conftest import people

DT = 1 / 60


def gesture(source, **values):
    return Gesture.model_validate({"input": "x", "from": source, **values})


def driven(one, presence, hour=12.0, celebration=0.0, seconds=3.0):
    driver = GestureDriver((one,))
    for _ in range(round(seconds / DT)):
        (value,) = driver.tick(presence, hour, celebration, DT)
    return float(value)


def reaching(top):
    """A silhouette whose highest cell lies in this row."""
    silhouette = np.zeros((18, 32), np.uint8)
    silhouette[top:, 15:17] = 1
    return people(0.5, silhouette=silhouette)


@pytest.mark.parametrize(
    ("source", "low", "high"),
    [
        ("place", people(0.0), people(1.0)),
        ("depth", people(0.5, y=0.0), people(0.5, y=1.0)),
        ("hand", reaching(17), reaching(0)),
        ("motion", people(0.5), people(0.5, v=1.0)),
        ("count", people(0.5), people(0.1, 0.2, 0.3, 0.4, 0.5)),
    ],
)
def test_what_visitors_do_drives_it_through_its_range(source, low, high):
    one = gesture(source, range=(-1.0, 1.0))
    assert driven(one, low) < -0.5
    assert driven(one, high) > 0.9


def test_it_rests_while_nobody_is_there():
    one = gesture("place", range=(-1.0, 1.0), rest=0.25)
    assert driven(one, None) == pytest.approx(0.25)
    assert driven(one, people()) == pytest.approx(0.25)


def test_it_follows_smoothly():
    one = gesture("place", smoothing_s=1.0)
    assert driven(one, people(1.0), seconds=1.0) == pytest.approx(0.5 + 0.5 * 0.632, abs=0.01)


def test_the_hour_is_there_at_once_and_midnight_is_no_journey_back():
    driver = GestureDriver((gesture("hour", smoothing_s=60.0),))
    (evening,) = driver.tick(None, 23.99, 0.0, DT)
    (night,) = driver.tick(None, 0.01, 0.0, DT)
    assert evening == pytest.approx(1.0, abs=0.01)
    assert night == pytest.approx(0.0, abs=0.01)


def test_a_word_that_is_celebrated_drives_it():
    assert driven(gesture("word"), None, celebration=1.0) > 0.99
