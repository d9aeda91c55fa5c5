"""Opening hours: what the sign at the door says, also when daylight saving begins or ends."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from installation.common.opening_hours import DayKind, OpeningHours
from installation.config.schema import HoursConfig, opening_hours_of

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = {"timezone": "Europe/Berlin", "monday": "closed"} | dict.fromkeys(
    ("tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "10:00-18:00"
)


def hours(**keys):
    return opening_hours_of(HoursConfig(**(WEEK | keys)))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-21 09:59", False),
        ("2026-11-21 10:00", True),
        ("2026-11-21 17:59", True),
        ("2026-11-21 18:00", False),
        ("2026-11-23 12:00", False),  # a Monday
    ],
)
def test_each_weekday_has_its_hours(moment, is_open):
    assert hours().is_open(at(moment)) is is_open


def test_several_spans_a_day_and_a_night_that_ends_on_the_next_day():
    opened = hours(saturday="10:00-12:00, 20:00-02:00", sunday="closed")
    assert [opened.is_open(at(f"2026-11-21 {time}")) for time in ("11:00", "13:00", "23:00")] == [
        True,
        False,
        True,
    ]
    assert opened.is_open(at("2026-11-22 01:59")) and not opened.is_open(at("2026-11-22 02:00"))


def test_the_last_exception_that_names_the_day_wins():
    opened = hours(
        exceptions=["2026-12-01..2026-12-31 closed", "12-25 closed", "2026-12-31 10:00-14:00"]
    )
    assert not opened.is_open(at("2026-12-10 12:00"))
    assert opened.is_open(at("2026-12-31 13:00")) and not opened.is_open(at("2026-12-31 15:00"))
    assert not opened.is_open(at("2027-12-25 12:00"))


def test_holidays_have_hours_of_their_own_whatever_weekday_they_are_and_exceptions_come_first():
    opened = hours(
        holidays=["12-25..12-26", "2027-03-29"],
        holiday="12:00-16:00",
        exceptions=["2026-12-26 closed"],
    )
    assert opened.is_open(at("2027-03-29 13:00"))  # a Monday, closed else
    assert opened.day(date(2026, 12, 25))[0] == DayKind.HOLIDAY
    assert not opened.is_open(at("2026-12-25 11:00")) and opened.is_open(at("2026-12-25 12:00"))
    assert opened.day(date(2026, 12, 26)) == (DayKind.EXCEPTION, ())
    assert opened.day(date(2027, 12, 27))[0] == DayKind.WEEKDAY


def test_days_of_every_year_may_go_over_its_end():
    opened = hours(exceptions=["12-30..01-02 closed"])
    closed = [
        day
        for day in ("2026-12-29", "2026-12-30", "2027-01-02", "2027-01-03")
        if not opened.is_open(at(f"{day} 12:00"))
    ]
    assert closed == ["2026-12-30", "2027-01-02"]


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        ("2026-03-28", "09:00"),
        ("2026-03-29", "08:00"),
        ("2026-10-24", "08:00"),
        ("2026-10-25", "09:00"),
    ],
)
def test_it_opens_at_ten_by_the_clock_on_the_wall_on_both_sides_of_daylight_saving(day, utc):
    opens = hours().next_change(at(f"{day} 05:00"))
    assert opens == datetime.fromisoformat(f"{day} {utc}").replace(tzinfo=UTC)


def test_the_hour_that_comes_twice_is_open_both_times():
    opened = hours(sunday="00:00-06:00")
    night = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in range(-0, 5)]
    assert all(opened.is_open(moment) for moment in night)
    assert not opened.is_open(datetime(2026, 10, 25, 5, 30, tzinfo=UTC))


@pytest.mark.parametrize("span", ["02:00-03:00", "02:30-03:00"])
def test_hours_that_the_night_of_summer_time_leaves_out_are_none(span):
    """The house said that it opens, and then that it closes, in hours that there were not."""
    opened = hours(sunday=span, saturday="closed", monday="10:00-18:00")
    assert opened.next_change(at("2027-03-27 12:00")) == at("2027-03-29 10:00")


def test_a_house_that_never_closes_has_no_change_and_nothing_happens_at_midnight():
    always = OpeningHours("Europe/Berlin", ["00:00-24:00"] * 7, [])
    assert always.next_change(at("2026-11-21 12:00")) is None
    assert always.is_open(at("2026-11-22 00:00")) and always.is_open(at("2026-03-29 02:30"))


def test_a_long_holiday_ends_on_the_day_after_it():
    opened = hours(exceptions=["2026-08-01..2026-08-31 closed"])
    assert opened.next_change(at("2026-08-02 12:00")) == at("2026-09-01 10:00")


@pytest.mark.parametrize(
    "text", ["9-5", "25:00-26:00", "10:00-12:60", "10:00", "open", "10:00–18:00", "10:00-11:00,"]
)
def test_what_is_no_time_span_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match=r"10:00-18:00|24:00"):
        HoursConfig(monday=text)


@pytest.mark.parametrize(
    "text",
    [
        "closed",
        "2026-13-01 closed",
        "2026-12-24",
        "2026-12-24..2026-12-01 closed",
        "12-24..2026-12-26 closed",
    ],
)
def test_what_is_no_exception_is_refused(text):
    with pytest.raises(ValueError):
        HoursConfig(exceptions=[text])
