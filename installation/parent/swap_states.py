"""The way of a pack onto the screen as a state machine. One table and nothing beside it.

saved in models/ or asked for -> validated in quarantine -> warmed up in a standby process that judges it
-> announced to all rooms -> it takes the generator's place -> a minute of probation -> it is the good one
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where an attempt is on its way."""

    VALIDATING = "validating"
    WARMING = "warming"
    ANNOUNCED = "announced"  # all rooms know of it; its first picture is awaited
    PROBATION = "probation"  # it is shown, and goes back at the first trouble
    KEPT = "kept"
    REFUSED = "refused"


class Report(StrEnum):
    """What is heard of it."""

    PASSED = "passed"  # validation found nothing against it
    UNPACKED = "unpacked"  # it was an archive, and is a folder now, which arrives by itself
    READY = "ready"  # the standby process has painted
    TOOK_OVER = "took-over"  # it paints as the generator
    PROVED = "proved"  # its probation is over
    FAILED = "failed"
    POSTPONED = "postponed"  # the house sleeps


# Each line: at this stage, this report leads to that stage. All others change nothing.
TABLE = (
    (Stage.VALIDATING, Report.PASSED, Stage.WARMING),
    (Stage.VALIDATING, Report.UNPACKED, Stage.KEPT),
    (Stage.VALIDATING, Report.FAILED, Stage.REFUSED),
    (Stage.VALIDATING, Report.POSTPONED, Stage.REFUSED),
    (Stage.WARMING, Report.READY, Stage.ANNOUNCED),
    (Stage.WARMING, Report.FAILED, Stage.REFUSED),
    (Stage.WARMING, Report.POSTPONED, Stage.REFUSED),
    (Stage.ANNOUNCED, Report.TOOK_OVER, Stage.PROBATION),
    (Stage.ANNOUNCED, Report.FAILED, Stage.REFUSED),
    (Stage.ANNOUNCED, Report.POSTPONED, Stage.REFUSED),
    (Stage.PROBATION, Report.PROVED, Stage.KEPT),
    (Stage.PROBATION, Report.FAILED, Stage.REFUSED),
)
_NEXT = {(stage, report): then for stage, report, then in TABLE}


def after(stage: Stage, report: Report) -> Stage | None:
    """The stage that follows; None where the report means nothing at this stage."""
    return _NEXT.get((stage, report))
