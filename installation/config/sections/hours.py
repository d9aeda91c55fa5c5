"""When the piece is open."""

from typing import Annotated, Literal

from pydantic import Field

from installation.common import opening_hours
from installation.common.opening_hours import WEEKDAYS, OpeningHours
from installation.config.field_kinds import ALWAYS, Day, Section, number, read_by


class HoursConfig(Section):
    timezone: Annotated[str, read_by(opening_hours.zone)] = Field(
        "",
        description="Of the opening hours, for example Europe/Berlin; the machine's own when left empty.",
    )
    monday: Day = Field(
        ALWAYS,
        description="Open from-to, several with commas, or closed; outside them the piece sleeps.",
    )
    tuesday: Day = Field(ALWAYS, description="As monday.")
    wednesday: Day = Field(ALWAYS, description="As monday.")
    thursday: Day = Field(ALWAYS, description="As monday.")
    friday: Day = Field(ALWAYS, description="As monday.")
    saturday: Day = Field(ALWAYS, description="As monday.")
    sunday: Day = Field(ALWAYS, description="As monday.")
    holiday: Day = Field(
        "closed", description="As monday, on the holidays, whatever weekday they are."
    )
    holidays: list[Annotated[str, read_by(opening_hours.days_of)]] = Field(
        [],
        max_length=100,
        description="Their dates, as this house observes them: '2027-03-29', '12-25' every year, '12-24..12-26'.",
    )
    exceptions: list[Annotated[str, read_by(opening_hours.exception)]] = Field(
        [],
        max_length=200,
        description="Days that differ, above the holidays: '2026-12-24 closed', '12-25 closed' every year, '2026-08-01..2026-08-14 10:00-14:00'.",
    )
    fade_s: float = number(
        6.0, "Seconds in which picture and sound fade before the screen is switched off.", 1, 60
    )
    screen_off: Literal["auto", "dpms", "cec", "none"] = Field(
        "auto",
        description="How the screen is switched off: dpms is the computer's signal, cec the remote control of HDMI, auto both.",
    )


def opening_hours_of(hours: HoursConfig) -> OpeningHours:
    """The opening hours that a configuration names."""
    week = [getattr(hours, day) for day in WEEKDAYS]
    return OpeningHours(hours.timezone, week, hours.exceptions, hours.holidays, hours.holiday)
