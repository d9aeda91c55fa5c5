"""How much a device is given to hold, from how late it asks: seconds in, milliseconds out."""

import pytest

from installation.sound.latency_choice import LatencyChoice

PERIOD_S = 1280 / 48000


def choice(least_ms: float = 30, **checkpoint) -> LatencyChoice:
    return LatencyChoice(least_ms, PERIOD_S, checkpoint)


def after(chosen: LatencyChoice, seconds: int, late_ms: float = 0, is_dry: bool = False) -> float:
    for _ in range(seconds):
        chosen.update(late_ms, is_dry)
    return chosen.device_ms


def test_a_house_starts_with_plenty_takes_less_when_it_has_settled_and_the_least_after_a_minute():
    chosen = choice()
    assert after(chosen, 8, late_ms=300, is_dry=True) == 200
    assert after(chosen, 7) == 200
    assert after(chosen, 1) == 45
    assert after(chosen, 59) == 45
    assert after(chosen, 1) == 30


def test_a_device_that_always_asks_late_is_not_held_for_a_halting_one():
    chosen = choice()
    assert after(chosen, 16, late_ms=13.4) == 45
    assert after(chosen, 60, late_ms=13.4) == 30


def test_what_an_earlier_life_found_to_be_the_least_stays_so():
    chosen = choice(latency_ms=30.0)
    assert after(chosen, 100) == 30


def test_halts_that_were_seen_are_borne_with_ease():
    chosen = choice()
    after(chosen, 12)
    after(chosen, 1, late_ms=50)
    assert after(chosen, 3) == 130  # 1.5 times as long, and two periods


@pytest.mark.parametrize(
    ("late_ms", "is_dry", "more_ms"), [(12, False, 60), (60, False, 200), (0, True, 45)]
)
def test_a_halt_that_was_too_long_makes_it_more_at_once(late_ms, is_dry, more_ms):
    chosen = choice(latency_ms=30.0)
    after(chosen, 5)
    assert after(chosen, 1, late_ms, is_dry) == more_ms


def test_the_pause_of_a_sound_server_that_ran_dry_is_not_a_halt_of_this_machine():
    """Incident: a device that ran dry once held 800 ms then: its server had asked for nothing for two seconds."""
    chosen = choice(latency_ms=30.0)
    after(chosen, 5)
    assert after(chosen, 1, late_ms=15, is_dry=True) == 90
    assert after(chosen, 2, late_ms=1900) == 90
    after(chosen, 1)
    assert after(chosen, 1, late_ms=60) == 200


def test_what_was_given_back_too_early_is_given_back_after_twice_the_time():
    chosen = choice(latency_ms=30.0)
    after(chosen, 5)
    assert after(chosen, 1, late_ms=60) == 200
    assert after(chosen, 59) == 200
    assert after(chosen, 1) == 30
    assert after(chosen, 1, late_ms=60) == 200
    assert after(chosen, 119) == 200
    assert after(chosen, 1) == 30


def test_halts_in_a_row_are_one_trouble_and_what_lasted_is_forgotten():
    """Incident: a display was killed three times in a minute, and the device held 800 ms for the rest of the day."""
    chosen = choice(latency_ms=30.0)
    after(chosen, 5)
    for late_ms in (60, 250, 590):
        after(chosen, 1, late_ms)
        after(chosen, 20)
    assert after(chosen, 39) == 800 and after(chosen, 1) == 30
    after(chosen, 300)
    after(chosen, 1, late_ms=60)
    assert after(chosen, 119) == 200 and after(chosen, 1) == 30  # they come every few minutes
    after(chosen, 1300)
    after(chosen, 1, late_ms=60)
    assert after(chosen, 59) == 200 and after(chosen, 1) == 30  # once a night


def test_it_is_never_less_than_configured():
    chosen = choice(least_ms=150)
    assert after(chosen, 16) == 150
    assert after(choice(least_ms=500), 16) == 500


def test_the_rooms_next_life_goes_on_with_what_this_one_has_learnt():
    checkpoint = {}
    chosen = LatencyChoice(30, PERIOD_S, checkpoint)
    after(chosen, 50)
    after(chosen, 1, late_ms=60)
    assert LatencyChoice(30, PERIOD_S, checkpoint).device_ms == 200
