"""A clock that leaps: it is told, and nothing is deleted by one that cannot be right."""

from datetime import UTC, datetime, timedelta

import pytest

from installation.common import clock
from installation.parent import clock_watch
from installation.parent.clock_watch import ClockWatch

NOON = datetime(2027, 5, 3, 12, tzinfo=UTC)


class Clocks:
    """Both, moved by hand."""

    def __init__(self):
        self.wall = NOON
        self.ns = clock.SECOND_NS

    def pass_(self, seconds, leap=timedelta()):
        self.ns += round(seconds * clock.SECOND_NS)
        self.wall += timedelta(seconds=seconds) + leap
        return self


@pytest.fixture
def clocks(monkeypatch, tmp_path):
    made = Clocks()
    monkeypatch.setattr(clock, "wall_now", lambda: made.wall)
    monkeypatch.setattr(clock, "now_ns", lambda: made.ns)
    monkeypatch.setattr(clock_watch, "SYNCHRONISED", tmp_path / "synchronized")
    return made


def seen(watch):
    watch.look()
    return watch.message, watch.is_believed


@pytest.mark.parametrize("days", [-1, 1])
def test_a_leap_of_a_day_is_told_for_an_hour_and_followed(clocks, tmp_path, days):
    watch = ClockWatch(tmp_path)
    assert seen(watch) == ("", True)
    clocks.pass_(5, timedelta(days=days))
    told, is_believed = seen(watch)
    assert ("leapt forward" if days > 0 else "leapt back") in told and is_believed
    assert seen(watch)[0] == told
    clocks.pass_(3700)
    assert seen(watch) == ("", True)
    # also over a power cut, where only a leap back can be known
    clocks.pass_(0, timedelta(days=-2))
    assert "leapt back" in seen(ClockWatch(tmp_path))[0]


def test_nothing_is_deleted_for_its_age_while_the_clock_is_ten_years_ahead(clocks, tmp_path):
    """Found in a night with a wrong clock: 48 hours of counts were deleted every hour, and all was well."""
    watch = ClockWatch(tmp_path)
    seen(watch)
    clocks.pass_(5, timedelta(days=3650))
    told, is_believed = seen(watch)
    assert not is_believed and "2037" in told and "last seen on 2027-05-03" in told
    clocks.pass_(86_400)
    assert seen(watch) == (told, False)
    assert not seen(ClockWatch(tmp_path))[1]  # nor after a power cut
    clocks.pass_(0, timedelta(days=-3650))
    assert seen(watch) == ("", True)
    assert seen(ClockWatch(tmp_path)) == ("", True)


def test_a_clock_of_long_ago_is_told_until_the_network_sets_it(clocks, tmp_path):
    watch = ClockWatch(tmp_path)
    seen(watch)
    clocks.pass_(5, timedelta(days=-3650))
    told, is_believed = seen(watch)
    assert "stays open until it is right" in told and not is_believed
    clocks.pass_(9, timedelta(days=3653))
    (tmp_path / "synchronized").touch()
    assert seen(watch) == ("", True)


def test_a_house_that_was_closed_for_a_winter_is_no_news(clocks, tmp_path):
    seen(ClockWatch(tmp_path))
    clocks.pass_(0, timedelta(days=200))
    assert seen(ClockWatch(tmp_path)) == ("", True)
