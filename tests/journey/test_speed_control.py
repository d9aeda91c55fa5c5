"""How fast the point may go: what the pictures tell decides, and silence neither stops it nor lets it rush."""

import pytest

from installation.journey.speed_control import SpeedControl

DT = 1 / 60
TYPICAL_LENGTH = 8.0
RATE = 2.0


def speeds(gain, steps=600, pictures=(2,)):
    """The speeds of a point in a space that changes by `gain` percent per latent unit.

    `pictures`: one is made and reported of so many steps each, in turn.
    """
    control = SpeedControl(TYPICAL_LENGTH)
    way = [0.0]
    last = 0
    due = pictures[0]
    found = []
    for number in range(1, steps + 1):
        speed = control.tick(RATE, DT)
        found.append(speed)
        control.record_step(number, speed * DT)
        way.append(way[-1] + speed * DT)
        if number == due:
            control.record_change(last, number, gain * (way[number] - way[last]))
            last = number
            due = number + pictures[number % len(pictures)]
    return found


@pytest.mark.parametrize("gain", [0.4, 3.0, 40.0])
def test_in_an_even_space_the_rate_is_met(gain):
    assert speeds(gain)[-1] * gain == pytest.approx(RATE, rel=0.2)


def test_pictures_that_do_not_change_at_all_never_stop_the_point():
    """Incident: rounding looked like a slope; the point slowed down, the pictures changed even less, and it stood still."""
    for pictures in ((2,), (1, 2), (1, 2, 2, 1, 3)):
        assert speeds(1e-9, pictures=pictures)[-1] > 0.3 * TYPICAL_LENGTH


def test_however_flat_the_space_the_point_goes_no_faster_than_the_eye_of_a_slow_model_allows():
    fast = max(speeds(1e-9, pictures=(2,)))
    slow = max(speeds(1e-9, pictures=(12,)))
    assert fast <= TYPICAL_LENGTH
    assert slow < 0.5 * fast


def test_before_anything_is_told_it_begins_slowly():
    control = SpeedControl(TYPICAL_LENGTH)
    assert max(control.tick(RATE, DT) for _ in range(600)) < 0.02 * TYPICAL_LENGTH
