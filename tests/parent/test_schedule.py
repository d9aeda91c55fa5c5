"""Whether the house is open: by its hours, or by hand until they change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from installation.config.schema import HoursConfig
from installation.parent.schedule import Schedule
from installation.vocabulary import HouseState

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = {"timezone": "Europe/Berlin", "monday": "closed"} | dict.fromkeys(
    ("tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "10:00-18:00"
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_the_day_closes_softly_sleeps_and_opens_by_itself():
    schedule = Schedule(HoursConfig(**WEEK, fade_s=6.0))
    assert schedule.tick(at("2026-11-21 17:59"), 0.5) == HouseState.OPEN
    assert schedule.tick(at("2026-11-21 18:00"), 0.5) == HouseState.CLOSING
    assert [schedule.tick(at("2026-11-21 18:00"), 3.0) for _ in range(2)] == [
        HouseState.CLOSING,
        HouseState.ASLEEP,
    ]
    assert schedule.tick(at("2026-11-22 10:00"), 0.5) == HouseState.OPEN


def test_sleep_by_hand_holds_until_the_hours_change_next():
    schedule = Schedule(HoursConfig(**WEEK, fade_s=1.0))
    schedule.tick(at("2026-11-21 12:00"), 0.5)
    schedule.choose(False, at("2026-11-21 12:00"))
    schedule.tick(at("2026-11-21 12:00"), 2.0)
    assert schedule.tick(
        at("2026-11-21 12:01"), 2.0
    ) == HouseState.ASLEEP and "by hand" in schedule.message(at("2026-11-21 12:01"))
    assert schedule.tick(at("2026-11-21 18:00"), 2.0) == HouseState.ASLEEP
    assert schedule.tick(at("2026-11-22 10:00"), 2.0) == HouseState.OPEN


def test_a_clock_that_is_surely_wrong_closes_nothing():
    schedule = Schedule(HoursConfig(**WEEK))
    assert schedule.tick(datetime(1970, 1, 1, 3, tzinfo=UTC), 0.5) == HouseState.OPEN
    assert "clock" in schedule.message(datetime(1970, 1, 1, 3, tzinfo=UTC))


def test_what_was_chosen_while_the_clock_was_ahead_ends_when_it_is_right():
    """Woken by hand with a clock of 2036, the piece did not sleep before 2036 when the clock was mended."""
    schedule = Schedule(HoursConfig(**WEEK, fade_s=1.0))
    schedule.choose(True, at("2036-11-21 22:00"))
    assert schedule.tick(at("2026-11-21 12:00"), 0.5) == HouseState.OPEN
    assert schedule.tick(at("2026-11-21 18:00"), 0.5) == HouseState.CLOSING


def test_a_house_whose_display_has_just_died_fades_before_it_sleeps():
    """Killed while the house closed, the display left its last picture on the screen for the night."""
    schedule = Schedule(HoursConfig(**WEEK, fade_s=6.0))
    schedule.tick(at("2026-11-21 17:59"), 0.5)
    evening = at("2026-11-21 18:00")
    states = [schedule.tick(evening, 2.0, has_screen) for has_screen in (True, True, False, True)]
    assert states == [HouseState.CLOSING] * 4
    assert [schedule.tick(evening, 2.0) for _ in range(2)] == [
        HouseState.CLOSING,
        HouseState.ASLEEP,
    ]
    never = Schedule(HoursConfig(**WEEK, fade_s=6.0))
    never.tick(at("2026-11-21 17:59"), 0.5)
    assert [never.tick(evening, 34.0, False) for _ in range(3)][-1] == HouseState.ASLEEP
