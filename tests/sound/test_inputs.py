"""What the sound room read from its wires, and for how long it believes it."""

from dataclasses import replace

import numpy as np
import pytest

from installation.common.clock import SECOND_NS
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, LatentPoint, Presence
from installation.sound.inputs import InputState
from installation.vocabulary import VisitState

POINT = LatentPoint(1, 5, VisitState.FOLLOWING, 1.0, np.ones(4, np.float32))


def presence(*places) -> Presence:
    rows = np.array(places, np.float32).reshape(-1, 8)
    return Presence(
        seq=1,
        light_ns=5,
        camera_s=0.0,
        visitors=len(rows),
        places=rows,
        flow=np.zeros(2, np.float32),
        motion=np.zeros(MOTION_SHAPE, np.float32),
        silhouette=np.zeros(SILHOUETTE_SHAPE, np.uint8),
    )


def test_it_is_led_while_points_arrive():
    inputs = InputState()
    assert not inputs.is_led(0)
    inputs.update(POINT, None, 10 * SECOND_NS)
    assert inputs.is_led(11 * SECOND_NS)
    assert not inputs.is_led(12 * SECOND_NS)
    assert inputs.light_ns == 5


def test_in_a_closed_house_nobody_leads():
    inputs = InputState()
    inputs.update(replace(POINT, state=VisitState.CLOSED), None, 0)
    assert not inputs.is_led(0)
    inputs.update(POINT, None, 0)
    assert inputs.is_led(0)


def test_visitors_are_forgotten_when_vision_falls_silent():
    inputs = InputState()
    inputs.update(None, presence([7, 0.25, 0.5, 0.1, 0.4, 0.3, 0.4, 0.8]), 0)
    (visitor,) = inputs.visitors
    heard = (visitor.id, visitor.x, visitor.speed, visitor.closeness)
    assert heard == pytest.approx((7, 0.25, 0.5, 0.8))
    inputs.update(None, None, 0)
    assert inputs.visitors == ()


def test_a_place_that_is_no_number_is_passed_over():
    inputs = InputState()
    inputs.update(None, presence([np.nan] * 8, [8, 0.5, 0.5, 0.1, 0.4, 0, 0, 0.5]), 0)
    assert [visitor.id for visitor in inputs.visitors] == [8]
