"""The counts of visits as they may be disclosed: for the page, and for a spreadsheet.

Counts below 3 are suppressed, also where a total would reveal them.
"""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from installation.console.counts_file import CLASS_NAMES
from installation.console.visit_store import HourRow
from installation.console.visits import VisitCount, disclosed

_HEAD = ("hour", "pack", "languages", "visits", "mean_dwell_s", *CLASS_NAMES)
_SUPPRESSED = "<3"

Hour = tuple[date, int]  # in the machine's zone


def as_csv(rows: Iterable[HourRow]) -> str:
    """Times in the machine's zone; a small count stands as '<3', and what would reveal it is left out."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_HEAD)
    for (hour, pack, languages), count in rows:
        start = _local(hour).isoformat(timespec="minutes")
        writer.writerow([start, pack, languages, *_disclosed_cells(count)])
    return file.getvalue()


def summary(rows: Iterable[HourRow], now: datetime, days: int = 28) -> dict[str, Any]:
    """Visits of each hour of today, of each of the last days, and how long they were; None is too few to disclose.

    Days and lengths are sums of what may be disclosed, so that no small count can be worked out from them.
    """
    counts, suppressed = _by_hour(rows)
    today = now.astimezone().date()
    dates = [today - timedelta(days=back) for back in reversed(range(days))]
    total = VisitCount()
    of_day = dict.fromkeys(dates, 0)
    for (day, _), count in counts.items():
        if day in of_day:
            of_day[day] += count.visits
            total.merge(count)
    return {
        "today": [_of_hour((today, hour), counts, suppressed) for hour in range(24)],
        "days": [[day.isoformat(), visits] for day, visits in of_day.items()],
        "lengths": total.disclosed_classes,
        "mean_dwell_s": round(total.dwell_s / total.visits) if total.visits else None,
    }


def _by_hour(rows: Iterable[HourRow]) -> tuple[dict[Hour, VisitCount], set[Hour]]:
    """The counts that may be disclosed, and the hours in which some may not.

    Packs and languages are disclosed or not one by one, as in the spreadsheet.
    """
    counts: dict[Hour, VisitCount] = {}
    suppressed: set[Hour] = set()
    for (start, _, _), count in rows:
        moment = _local(start)
        hour = (moment.date(), moment.hour)
        if disclosed(count.visits):
            counts.setdefault(hour, VisitCount()).merge(count)
        else:
            suppressed.add(hour)
    return counts, suppressed


def _of_hour(hour: Hour, counts: dict[Hour, VisitCount], suppressed: set[Hour]) -> int | None:
    if hour in counts:
        return counts[hour].visits
    if hour in suppressed:
        return None
    return 0


def _disclosed_cells(count: VisitCount) -> list[int | str]:
    """Visits, mean dwell time in seconds, and the classes."""
    if disclosed(count.visits) is None:
        return [_SUPPRESSED, "", *("" for _ in CLASS_NAMES)]
    classes = ["" if each is None else each for each in count.disclosed_classes]
    return [count.visits, round(count.dwell_s / count.visits), *classes]


def _local(hour: int) -> datetime:
    return datetime.fromtimestamp(hour, UTC).astimezone()
