"""Spans of a day as a technician writes them: "10:00-12:00, 14:00-18:00"."""

import re

DAY_MIN = 24 * 60
Spans = tuple[
    tuple[int, int], ...
]  # minutes after midnight, from and to; `to` may lie in the next day
_SPAN = re.compile(r"\s*(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)\s*")


def parse(text: str) -> Spans:
    """The spans of `text`; none for "closed" and for nothing. One that ends before it begins goes over midnight.

    Raises ValueError with words for the technician.
    """
    if text.strip().lower() in ("closed", ""):
        return ()
    return tuple(_span(part) for part in text.split(","))


def includes(spans: Spans, minute: int) -> bool:
    """Whether this minute of a day lies in one of the spans, also in one that began the day before."""
    return any(
        since <= minute < to or since <= minute + DAY_MIN < to  # today's, or yesterday's
        for since, to in spans
    )


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(
            f"{text.strip()!r} is not a time span; write 10:00-18:00, several with commas, or closed"
        )
    since = 60 * int(found[1]) + int(found[2])
    to = 60 * int(found[3]) + int(found[4])
    if since >= DAY_MIN or to > DAY_MIN:
        raise ValueError(f"{text.strip()!r}: a day goes from 00:00 to 24:00")
    return since, to if to > since else to + DAY_MIN
