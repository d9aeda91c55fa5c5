"""Who walks is shown where they will be when the answer is seen."""

from dataclasses import replace

import pytest

from installation.common.clock import SECOND_NS
from installation.journey.foresight import FURTHEST_S, Foresight
from tests.journey.conftest import people

MS = SECOND_NS // 1000


def taught(delay_ms):
    foresight = Foresight()
    for number in range(1, 10):
        sent_ns = number * SECOND_NS
        foresight.record_sent(number, sent_ns)
        foresight.record_seen(number, sent_ns + delay_ms * MS)
    return foresight


def walking(x, speed, light_ns):
    presence = replace(people(x), light_ns=light_ns)
    presence.places[:, 5] = speed
    return presence


@pytest.mark.parametrize("speed", [0.4, -0.4, 0.0])
def test_a_walker_is_ahead_by_the_age_of_the_light_and_the_way_to_the_screen(speed):
    now_ns = 100 * SECOND_NS
    seen = walking(0.5, speed, now_ns - 40 * MS)
    ahead = taught(60).ahead(seen, now_ns)
    assert ahead.places[0, 1] == pytest.approx(0.5 + 0.1 * speed, abs=1e-3)


def test_nobody_is_led_out_of_the_view_or_far_astray():
    now_ns = 100 * SECOND_NS
    foresight = taught(60)
    assert foresight.ahead(walking(0.95, 1.0, now_ns), now_ns).places[0, 1] == 1.0
    old = walking(0.2, 1.0, now_ns - SECOND_NS)
    assert foresight.ahead(old, now_ns).places[0, 1] == pytest.approx(0.2 + FURTHEST_S, abs=1e-3)


def test_nobody_stays_nobody():
    foresight = taught(60)
    assert foresight.ahead(None, 0) is None
    assert foresight.ahead(people(), 0).count == 0
