"""Opening hours: for each weekday, with exceptions by date. They are the wall clock's of the house, so that they
stay what the sign at the door says when daylight saving begins or ends. Pure: the moment is handed in.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from installation.common import timespan
from installation.common.timespan import DAY_MIN, Spans

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AHEAD_DAYS = 400  # a change further away than this is none
_EXCEPTION = re.compile(
    r"(?P<first>(\d{4}-)?\d\d-\d\d)(\.\.(?P<last>\d{4}-\d\d-\d\d))? +(?P<spans>\S.*)"
)
_LONGEST_DAYS = 3660

Days = tuple[date, date] | tuple[int, int]  # first and last day, or month and day of every year
Span = tuple[datetime, datetime]  # open from, and to


def exception(text: str) -> tuple[Days, Spans]:
    """ "2026-12-24 closed", "2026-08-01..2026-08-14 10:00-14:00" or, for every year, "12-25 closed".

    Returns (first and last day, or month and day) and the spans. Raises ValueError with words.
    """
    found = _EXCEPTION.fullmatch(text.strip())
    if not found:
        raise ValueError(
            f"{text!r} is not an exception; write '2026-12-24 closed', '12-25 closed' for every year, "
            "or '2026-08-01..2026-08-14 10:00-14:00'"
        )
    spans = timespan.parse(found["spans"])
    if found["first"].count("-") == 1:
        month, day = map(int, found["first"].split("-"))
        date(2024, month, day)  # a leap year: the 29th of February is a day
        if found["last"]:
            raise ValueError(f"{text!r}: a span of days needs its year")
        return (month, day), spans
    first = date.fromisoformat(found["first"])
    last = date.fromisoformat(found["last"]) if found["last"] else first
    if not 0 <= (last - first).days <= _LONGEST_DAYS:
        raise ValueError(
            f"{text!r}: the last day lies before the first, or more than ten years after it"
        )
    return (first, last), spans


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

    def __init__(self, timezone: str, week: Sequence[str], exceptions: Sequence[str]):
        """`week`: the spans of Monday to Sunday, as written; `exceptions`: see `exception`."""
        self._zone = zone(timezone)
        self._week = [timespan.parse(day) for day in week]
        self._exceptions = [exception(text) for text in exceptions]

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
        """Open from and to, on this day, in UTC."""
        return [(self._at(day, since), self._at(day, to)) for since, to in self._spans(day)]

    def _spans(self, day: date) -> Spans:
        """The last exception that names the day wins; else the weekday's."""
        for days, spans in reversed(self._exceptions):
            if _covers(days, day):
                return spans
        return self._week[day.weekday()]

    def _at(self, day: date, minute: int) -> datetime:
        """A time of the wall clock; one that daylight saving leaves out is the moment the clock would have shown it."""
        days, minutes = divmod(minute, DAY_MIN)
        at = time(minutes // 60, minutes % 60)
        local = datetime.combine(day + timedelta(days=days), at)
        known = local.replace(tzinfo=self._zone) if self._zone else local.astimezone()
        return known.astimezone(UTC)


def _covers(days: Days, day: date) -> bool:
    first, last = days
    if isinstance(first, date) and isinstance(last, date):
        return first <= day <= last
    return days == (day.month, day.day)


def _joined(opened: list[Span]) -> list[Span]:
    """Spans that touch or overlap made one: at midnight nothing closes."""
    joined: list[Span] = []
    for since, to in sorted(opened):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(to, joined[-1][1]))
        else:
            joined.append((since, to))
    return joined
