"""A clock that leaps: it is told, and nothing is deleted by one that cannot be right."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from installation.common import clock
from installation.parent.clock_watch import ClockWatch

NOON = datetime(2027, 5, 3, 12, tzinfo=UTC)
NONE = timedelta()


class Clocks:
    """Both, moved by hand."""

    def __init__(self):
        self.wall = NOON
        self.ns = clock.SECOND_NS

    def pass_(self, seconds, leap=timedelta()):
        self.ns += round(seconds * clock.SECOND_NS)
        self.wall += timedelta(seconds=seconds) + leap
        return self


class Network:
    """Sets the clock while it is there; asked anew, it answers at its next look."""

    def __init__(self):
        self.is_there = True
        self.is_answered = self.has_set = False

    def look(self):
        self.is_answered, self.has_set = True, self.is_there

    def ask_again(self):
        self.is_answered = self.has_set = False


@pytest.fixture
def network():
    return Network()


@pytest.fixture
def clocks(monkeypatch):
    made = Clocks()
    monkeypatch.setattr(clock, "wall_now", lambda: made.wall)
    monkeypatch.setattr(clock, "now_ns", lambda: made.ns)
    return made


def seen(watch):
    """What is told, and how far back everything is kept, whatever its age: None is all."""
    watch.look()
    watch.look()
    certain = watch.certain_time
    return watch.message, None if certain is None else clock.wall_now() - certain


def by_the_network(tmp_path, network):
    """A house that has the right time; from now on it is without a network."""
    watch = ClockWatch(tmp_path, network)
    assert seen(watch) == ("", NONE)
    network.is_there = False
    return watch


@pytest.mark.parametrize("days", [-1, 1])
def test_a_leap_of_a_day_is_told_for_an_hour_and_followed(clocks, tmp_path, network, days):
    watch = by_the_network(tmp_path, network)
    clocks.pass_(5, timedelta(days=days))
    told, _ = seen(watch)
    assert ("leapt forward" if days > 0 else "leapt back") in told and "opening hours" in told
    assert seen(watch)[0] == told
    clocks.pass_(3700)
    assert seen(watch)[0] == ""
    # also over a power cut, where only a leap back can be known
    clocks.pass_(0, timedelta(days=-2))
    assert "leapt back" in seen(ClockWatch(tmp_path, network))[0]


@pytest.mark.parametrize("is_off", [False, True])
@pytest.mark.parametrize("days", [3, 300])
def test_a_leap_deletes_nothing_early_however_often_the_power_fails(
    clocks, tmp_path, network, is_off, days
):
    """A dead battery, and no network: what was not yet old was deleted, 48 hours of counts each hour.

    With the house off, up to seven days were taken for an absence, and deleted at once.
    """
    watch = by_the_network(tmp_path, network)
    clocks.pass_(5, timedelta(days=days))
    watch = ClockWatch(tmp_path, network) if is_off else watch
    assert seen(watch)[1] >= timedelta(days=days)
    for _ in range(29):
        clocks.pass_(86_400)
        assert seen(watch)[1] >= timedelta(days=days)
        watch = ClockWatch(tmp_path, network)
        assert seen(watch)[1] >= timedelta(days=days)
    for _ in range(32):
        clocks.pass_(86_400)
        seen(watch)
    assert seen(watch) == ("", NONE)  # by now somebody would have set it


def test_a_leap_is_over_when_the_clock_goes_back_or_the_network_sets_it(clocks, tmp_path, network):
    watch = by_the_network(tmp_path, network)
    clocks.pass_(5, timedelta(days=300))
    assert seen(watch)[1] == timedelta(days=300)
    clocks.pass_(5, timedelta(days=-290))
    assert seen(watch)[1] == timedelta(days=10)
    network.is_there = True
    clocks.pass_(5, timedelta(days=-10))
    assert seen(watch) == ("", NONE)


def test_a_leap_of_the_networks_making_is_no_news(clocks, tmp_path, network):
    """What it said before the leap proves nothing about it: it is asked anew, and awaited."""
    watch = by_the_network(tmp_path, network)
    network.is_there = True
    clocks.pass_(5, timedelta(days=5))
    watch.look()  # not answered yet
    assert watch.message == "" and watch.certain_time < clock.wall_now() - timedelta(days=4)
    assert seen(watch) == ("", NONE)


def test_a_house_that_does_not_remember_its_clock_deletes_nothing_at_first(
    clocks, tmp_path, network
):
    network.is_there = False
    assert seen(ClockWatch(tmp_path, network))[1] is None
    network.is_there = True
    by_the_network(tmp_path, network)
    for words, kept in [("nan", None), ("2592000", None), ("0", NONE)]:  # two of an earlier version
        file = tmp_path / ".last-seen"
        file.write_text(words)
        os.utime(file, (clocks.wall.timestamp(),) * 2)
        assert seen(ClockWatch(tmp_path, network))[1] == kept


def test_nothing_is_deleted_for_its_age_while_the_clock_is_ten_years_ahead(
    clocks, tmp_path, network
):
    """Found in a night with a wrong clock: 48 hours of counts were deleted every hour, and all was well."""
    watch = by_the_network(tmp_path, network)
    clocks.pass_(5, timedelta(days=3650))
    told, kept = seen(watch)
    assert kept is None and "2037" in told and "last seen on 2027-05-03" in told
    clocks.pass_(86_400)
    assert seen(watch) == (told, None)
    assert seen(ClockWatch(tmp_path, network))[1] is None  # nor after a power cut
    clocks.pass_(0, timedelta(days=-3650))
    assert seen(watch) == ("", NONE)
    assert seen(ClockWatch(tmp_path, network)) == ("", NONE)


def test_a_clock_of_long_ago_is_told_until_the_network_sets_it(clocks, tmp_path, network):
    network.is_there = False
    watch = ClockWatch(tmp_path, network)
    seen(watch)
    clocks.pass_(5, timedelta(days=-3650))
    told, kept = seen(watch)
    assert "stays open until it is right" in told and kept is None
    clocks.pass_(9, timedelta(days=3653))
    network.is_there = True
    network.look()
    assert seen(watch) == ("", NONE)


def test_a_house_that_was_closed_is_no_news_and_deletes_later_by_as_long(clocks, tmp_path, network):
    """Each night, and once for a winter: no sum of all nights, and the winter is over after two months."""
    by_the_network(tmp_path, network)
    night, winter = timedelta(hours=16), timedelta(days=200)
    for _ in range(3):
        clocks.pass_(0, night)
        assert seen(ClockWatch(tmp_path, network)) == ("", night)
    clocks.pass_(0, winter)
    assert seen(ClockWatch(tmp_path, network)) == ("", winter)
    for _ in range(181):  # of eight hours
        clocks.pass_(0, night)
        watch = ClockWatch(tmp_path, network)
        seen(watch)
        clocks.pass_(8 * 3600)
        seen(watch)
    assert seen(ClockWatch(tmp_path, network)) == ("", night)
