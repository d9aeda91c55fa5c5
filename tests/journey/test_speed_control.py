"""How fast the point may go: what the pictures told decides, and silence neither stops it nor lets it rush."""

import pytest

from installation.journey.speed_control import Even

DT, TYPICAL, RATE = 1 / 60, 8.0, 2.0


def paced(gain, steps=600, told=(2,)):
    """The speed in the end of a point in a space that changes by gain(way) percent per latent unit.

    `told`: of so many steps each, in turn, a picture is made and told of.
    """
    even, way, last, due, speeds = Even(TYPICAL), [0.0], 0, told[0], []
    for number in range(1, steps + 1):
        speeds.append(even.speed(RATE, DT))
        even.went(number, speeds[-1] * DT)
        way.append(way[-1] + speeds[-1] * DT)
        if number == due:
            even.note(last, number, gain * (way[number] - way[last]))
            last, due = number, number + told[number % len(told)]
    return speeds


@pytest.mark.parametrize("gain", [0.4, 3.0, 40.0])
def test_in_an_even_space_the_rate_is_met(gain):
    assert paced(gain)[-1] * gain == pytest.approx(RATE, rel=0.2)


def test_pictures_that_do_not_change_at_all_never_stop_the_point():
    """Incident: rounding looked like a slope; the point slowed down, the pictures changed even less, and it stood still."""
    for told in ((2,), (1, 2), (1, 2, 2, 1, 3)):
        assert paced(1e-9, told=told)[-1] > 0.3 * TYPICAL


def test_however_flat_the_space_the_point_goes_no_faster_than_the_eye_of_a_slow_model_allows():
    fast, slow = (max(paced(1e-9, told=(steps,))) for steps in (2, 12))
    assert fast <= TYPICAL and slow < 0.5 * fast


def test_before_anything_is_told_it_begins_slowly():
    even = Even(TYPICAL)
    assert max(even.speed(RATE, DT) for _ in range(600)) < 0.02 * TYPICAL
