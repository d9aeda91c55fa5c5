"""Opening hours: for each weekday, with exceptions by date. They are the wall clock's of the house, so that they
stay what the sign at the door says when daylight saving begins or ends. Pure: the moment is handed in.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_MIN = 24 * 60
_AHEAD_DAYS = 400  # a change further away than this is none
_EXCEPTION = re.compile(
    r"(?P<first>(\d{4}-)?\d\d-\d\d)(\.\.(?P<last>\d{4}-\d\d-\d\d))? +(?P<spans>\S.*)"
)
_LONGEST_DAYS = 3660

Spans = tuple[
    tuple[int, int], ...
]  # minutes after midnight, from and to; to may lie in the next day


def spans(text: str) -> Spans:
    """ "10:00-12:00, 14:00-18:00" as minutes; "closed" as none. A time up to which is not later is the next day's.

    Raises ValueError with words for the technician.
    """
    if text.strip().lower() in ("closed", ""):
        return ()
    return tuple(_span(part) for part in text.split(","))


def _span(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\s*", text)
    if not found:
        raise ValueError(
            f"{text.strip()!r} is no time span; wanted is 10:00-18:00, several with commas, or closed"
        )
    since, to = (60 * int(found[i]) + int(found[i + 1]) for i in (1, 3))
    if since >= _DAY_MIN or to > _DAY_MIN or int(found[2]) > 59 or int(found[4]) > 59:
        raise ValueError(f"{text.strip()!r}: a day goes from 00:00 to 24:00")
    return since, to if to > since else to + _DAY_MIN


def exception(text: str) -> tuple[tuple[date, date] | tuple[int, int], Spans]:
    """ "2026-12-24 closed", "2026-08-01..2026-08-14 10:00-14:00" or, for every year, "12-25 closed".

    Returns (first and last day, or month and day) and the spans. Raises ValueError with words.
    """
    found = _EXCEPTION.fullmatch(text.strip())
    if not found:
        raise ValueError(
            f"{text!r} is no exception; wanted is '2026-12-24 closed', '12-25 closed' for every year, "
            "or '2026-08-01..2026-08-14 10:00-14:00'"
        )
    if found["first"].count("-") == 1:
        month, day = map(int, found["first"].split("-"))
        date(2024, month, day)  # a leap year: the 29th of February is a day
        if found["last"]:
            raise ValueError(f"{text!r}: a span of days needs its year")
        return (month, day), spans(found["spans"])
    first = date.fromisoformat(found["first"])
    last = date.fromisoformat(found["last"]) if found["last"] else first
    if not 0 <= (last - first).days <= _LONGEST_DAYS:
        raise ValueError(
            f"{text!r}: the last day lies before the first, or more than ten years after it"
        )
    return (first, last), spans(found["spans"])


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

    def __init__(self, settings: dict):
        """`settings` as the section [hours]."""
        self._zone = zone(settings["timezone"])
        self._week = [spans(settings[day]) for day in WEEKDAYS]
        self._exceptions = [exception(text) for text in settings["exceptions"]]

    def is_open(self, moment: datetime) -> bool:
        """`moment` knows its zone."""
        return any(since <= moment < to for since, to in self._around(moment, 1))

    def next_change(self, moment: datetime) -> datetime | None:
        """When it opens or closes next, in the house's time; None when that never happens."""
        for days in (9, _AHEAD_DAYS):
            edges = _joined(self._around(moment, days))
            later = [edge for span in edges for edge in span if edge > moment]
            horizon = moment + timedelta(days=days - 1)
            if later and min(later) < horizon:
                return min(later).astimezone(self._zone)
        return None

    def _around(self, moment: datetime, days: int) -> list[tuple[datetime, datetime]]:
        today = moment.astimezone(self._zone).date()
        return [
            span
            for ahead in range(-1, days + 1)
            for span in self._day(today + timedelta(days=ahead))
        ]

    def _day(self, day: date) -> list[tuple[datetime, datetime]]:
        """Open from and to, on this day, in UTC."""
        return [(self._at(day, since), self._at(day, to)) for since, to in self._spans(day)]

    def _spans(self, day: date) -> Spans:
        """The last exception that names the day wins; else the weekday's."""
        for when, its in reversed(self._exceptions):
            if (
                when == (day.month, day.day)
                or isinstance(when[0], date)
                and when[0] <= day <= when[1]
            ):
                return its
        return self._week[day.weekday()]

    def _at(self, day: date, minute: int) -> datetime:
        """A time of the wall clock; one that daylight saving leaves out is the moment the clock would have shown it."""
        ahead, minute = divmod(minute, _DAY_MIN)
        local = datetime.combine(day + timedelta(days=ahead), time(minute // 60, minute % 60))
        return (local.replace(tzinfo=self._zone) if self._zone else local.astimezone()).astimezone(
            UTC
        )


def _joined(opened: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Spans that touch or overlap made one: at midnight nothing closes."""
    joined: list[tuple[datetime, datetime]] = []
    for since, to in sorted(opened):
        if joined and since <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(to, joined[-1][1])
        else:
            joined.append((since, to))
    return joined
