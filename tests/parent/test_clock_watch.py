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


def by_the_network(tmp_path):
    """A house that has the right time; from now on it is without a network."""
    (tmp_path / "synchronized").touch()
    watch = ClockWatch(tmp_path)
    assert seen(watch) == ("", True)
    (tmp_path / "synchronized").unlink()
    return watch


@pytest.mark.parametrize("days", [-1, 1])
def test_a_leap_of_a_day_is_told_for_an_hour_and_followed(clocks, tmp_path, days):
    watch = by_the_network(tmp_path)
    clocks.pass_(5, timedelta(days=days))
    told, _ = seen(watch)
    assert ("leapt forward" if days > 0 else "leapt back") in told and "opening hours" in told
    assert seen(watch)[0] == told
    clocks.pass_(3700)
    assert seen(watch)[0] == ""
    # also over a power cut, where only a leap back can be known
    clocks.pass_(0, timedelta(days=-2))
    assert "leapt back" in seen(ClockWatch(tmp_path))[0]


@pytest.mark.parametrize("is_off", [False, True])
def test_a_leap_of_300_days_deletes_nothing_however_often_the_power_fails(clocks, tmp_path, is_off):
    """A dead battery, and no network: what was not yet old was deleted, 48 hours of counts each hour."""
    watch = by_the_network(tmp_path)
    clocks.pass_(5, timedelta(days=300))
    watch = ClockWatch(tmp_path) if is_off else watch
    assert not seen(watch)[1]
    for _ in range(29):
        clocks.pass_(86_400)
        assert not seen(watch)[1]
        watch = ClockWatch(tmp_path)
        assert not seen(watch)[1]
    clocks.pass_(86_400)
    assert seen(watch) == ("", True)  # by now somebody would have set it
    assert seen(ClockWatch(tmp_path)) == ("", True)


def test_a_leap_is_over_when_the_network_sets_the_clock(clocks, tmp_path):
    watch = by_the_network(tmp_path)
    clocks.pass_(5, timedelta(days=300))
    assert not seen(watch)[1]
    (tmp_path / "synchronized").touch()
    clocks.pass_(5, timedelta(days=-300))
    assert seen(watch)[1]


def test_a_house_that_does_not_remember_its_clock_deletes_nothing_at_first(clocks, tmp_path):
    assert not seen(ClockWatch(tmp_path))[1]
    by_the_network(tmp_path)
    (tmp_path / ".last-seen").write_text("nan")
    assert not seen(ClockWatch(tmp_path))[1]


def test_nothing_is_deleted_for_its_age_while_the_clock_is_ten_years_ahead(clocks, tmp_path):
    """Found in a night with a wrong clock: 48 hours of counts were deleted every hour, and all was well."""
    watch = by_the_network(tmp_path)
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


def test_a_house_that_was_closed_for_a_winter_is_no_news_and_after_a_night_its_clock_is_believed(
    clocks, tmp_path
):
    by_the_network(tmp_path)
    clocks.pass_(0, timedelta(hours=16))
    assert seen(ClockWatch(tmp_path)) == ("", True)
    clocks.pass_(0, timedelta(days=200))
    assert seen(ClockWatch(tmp_path)) == ("", False)
