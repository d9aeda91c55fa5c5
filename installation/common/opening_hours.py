"""Opening hours: for each weekday and for holidays, with exceptions by date. They are the wall clock's of the house, so that they
stay what the sign at the door says when daylight saving begins or ends. Pure: the moment is handed in.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from installation.common import timespan
from installation.common.timespan import DAY_MIN, Spans

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AHEAD_DAYS = 400  # a change further away than this is none
_DAY = r"(?:\d{4}-)?\d\d-\d\d"
_DAYS = re.compile(rf"(?P<first>{_DAY})(?:\.\.(?P<last>{_DAY}))?")
_EXCEPTION = re.compile(rf"(?P<days>{_DAY}(?:\.\.{_DAY})?) +(?P<spans>\S.*)")
_LONGEST_DAYS = 3660
_LEAP_YEAR = 2024  # in it the 29th of February is a day

MonthDay = tuple[int, int]
Span = tuple[datetime, datetime]  # open from, and to


class Dates(NamedTuple):
    """From a first day to a last one."""

    first: date
    last: date

    def cover(self, day: date) -> bool:
        """True where it is one of them."""
        return self.first <= day <= self.last


class YearlyDates(NamedTuple):
    """The same in every year; they may go over its end."""

    first: MonthDay
    last: MonthDay

    def cover(self, day: date) -> bool:
        """True where it is one of them."""
        wanted = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= wanted <= self.last
        return wanted >= self.first or wanted <= self.last


Days = Dates | YearlyDates


class DayKind(StrEnum):
    """By what the hours of a day are decided."""

    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    EXCEPTION = "exception"


def exception(text: str) -> tuple[Days, Spans]:
    """ "2026-12-24 closed", "2026-08-01..2026-08-14 10:00-14:00" or, for every year, "12-24..12-26 closed".

    Returns the days and the spans. Raises ValueError with words.
    """
    found = _EXCEPTION.fullmatch(text.strip())
    if not found:
        raise ValueError(
            f"{text!r} is not an exception; write '2026-12-24 closed', '12-25 closed' for every year, "
            "or '2026-08-01..2026-08-14 10:00-14:00'"
        )
    return days_of(found["days"]), timespan.parse(found["spans"])


def days_of(text: str) -> Days:
    """ "2026-12-24", "2026-08-01..2026-08-14" or, for every year, "12-25" and "12-30..01-02".

    Raises ValueError with words.
    """
    found = _DAYS.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no date; write 2026-12-24, or 12-25 for every year")
    first = found["first"]
    last = found["last"] or first
    if first.count("-") != last.count("-"):
        raise ValueError(f"{text!r}: both days have a year, or none has")
    if first.count("-") == 1:
        return YearlyDates(_month_day(first, text), _month_day(last, text))
    since = _date(first, text)
    to = _date(last, text)
    if not 0 <= (to - since).days <= _LONGEST_DAYS:
        raise ValueError(
            f"{text!r}: the last day lies before the first, or more than ten years after it"
        )
    return Dates(since, to)


def _month_day(day: str, text: str) -> MonthDay:
    """Raises ValueError with words."""
    found = _date(f"{_LEAP_YEAR}-{day}", text)
    return found.month, found.day


def _date(day: str, text: str) -> date:
    """`text` is what was written. Raises ValueError with words."""
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise ValueError(f"{text!r}: there is no such day in the calendar") from error


def zone(name: str) -> ZoneInfo | None:
    """The time zone of that name; None, the machine's own, where it is empty. Raises ValueError with words."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"{name!r} is no time zone this machine knows; wanted is a name like Europe/Berlin"
        ) from error


class OpeningHours:
    """When the house is open."""

    def __init__(
        self,
        timezone: str,
        week: Sequence[str],
        exceptions: Sequence[str],
        holidays: Sequence[str] = (),
        holiday: str = "closed",
    ):
        """`week`: the spans of Monday to Sunday, as written; `exceptions`: see `exception`; `holidays`: see `days_of`,
        `holiday` their spans."""
        self._zone = zone(timezone)
        self._week = [timespan.parse(day) for day in week]
        self._exceptions = [exception(text) for text in exceptions]
        self._holidays = [days_of(text) for text in holidays]
        self._holiday = timespan.parse(holiday)

    def is_open(self, moment: datetime) -> bool:
        """`moment` knows its zone."""
        return any(since <= moment < to for since, to in self._around(moment, 1))

    def next_change(self, moment: datetime) -> datetime | None:
        """When it opens or closes next, in the house's time; None when that never happens."""
        for days in (9, _AHEAD_DAYS):
            edges = [edge for span in _joined(self._around(moment, days)) for edge in span]
            later = [edge for edge in edges if edge > moment]
            horizon = moment + timedelta(days=days - 1)
            if later and min(later) < horizon:
                return min(later).astimezone(self._zone)
        return None

    def _around(self, moment: datetime, days: int) -> list[Span]:
        """From yesterday to `days` ahead."""
        today = moment.astimezone(self._zone).date()
        spans = []
        for ahead in range(-1, days + 1):
            spans += self._day(today + timedelta(days=ahead))
        return spans

    def _day(self, day: date) -> list[Span]:
        """Open from and to, on this day, in UTC; without those that lie in the hour that summer time leaves out."""
        spans = [(self._at(day, since), self._at(day, to)) for since, to in self.day(day)[1]]
        return [(since, to) for since, to in spans if since < to]

    def day(self, day: date) -> tuple[DayKind, Spans]:
        """What decides this day, and when it is open. The last exception that names it wins; then it may be a holiday."""
        for days, spans in reversed(self._exceptions):
            if days.cover(day):
                return DayKind.EXCEPTION, spans
        if any(days.cover(day) for days in self._holidays):
            return DayKind.HOLIDAY, self._holiday
        return DayKind.WEEKDAY, self._week[day.weekday()]

    def _at(self, day: date, minute: int) -> datetime:
        """A time of the wall clock; one that daylight saving leaves out is the moment the clock would have shown it."""
        days, minutes = divmod(minute, DAY_MIN)
        at = time(minutes // 60, minutes % 60)
        local = datetime.combine(day + timedelta(days=days), at)
        known = local.replace(tzinfo=self._zone) if self._zone else local.astimezone()
        return known.astimezone(UTC)


def _joined(opened: list[Span]) -> list[Span]:
    """Spans that touch or overlap made one: at midnight nothing closes."""
    joined: list[Span] = []
    for since, to in sorted(opened):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(to, joined[-1][1]))
        else:
            joined.append((since, to))
    return joined
