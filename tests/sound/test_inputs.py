"""What the sound room heard, and for how long it believes it."""

from dataclasses import replace

import numpy as np
import pytest

from installation.common.clock import SECOND_NS
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, LatentPoint, Presence
from installation.sound.inputs import Ear

POINT = LatentPoint(1, 5, "following", 1.0, np.ones(4, np.float32))


def presence(*places) -> Presence:
    rows = np.array(places, np.float32).reshape(-1, 8)
    motion, silhouette = np.zeros(MOTION_SHAPE, np.float32), np.zeros(SILHOUETTE_SHAPE, np.uint8)
    return Presence(1, 5, 0.0, len(rows), rows, np.zeros(2, np.float32), motion, silhouette)


def test_it_is_led_while_points_arrive():
    ear = Ear()
    assert not ear.led(0)
    ear.hear(POINT, None, 10 * SECOND_NS)
    assert ear.led(12 * SECOND_NS) and not ear.led(14 * SECOND_NS)
    assert ear.light_ns == 5


def test_in_a_closed_house_nobody_leads():
    ear = Ear()
    ear.hear(replace(POINT, state="closed"), None, 0)
    assert not ear.led(0)
    ear.hear(POINT, None, 0)
    assert ear.led(0)


def test_visitors_are_forgotten_when_vision_falls_silent():
    ear = Ear()
    ear.hear(None, presence([7, 0.25, 0.5, 0.1, 0.4, 0.3, 0.4, 0.8]), 10 * SECOND_NS)
    (visitor,) = ear.visitors(11 * SECOND_NS)
    assert (visitor.id, visitor.x, visitor.speed, visitor.closeness) == pytest.approx(
        (7, 0.25, 0.5, 0.8)
    )
    assert ear.visitors(13 * SECOND_NS) == ()


def test_a_place_that_is_no_number_is_passed_over():
    ear = Ear()
    ear.hear(None, presence([np.nan] * 8, [8, 0.5, 0.5, 0.1, 0.4, 0, 0, 0.5]), 0)
    assert [visitor.id for visitor in ear.visitors(1)] == [8]
