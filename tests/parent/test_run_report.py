"""What a run amounted to: which of its seconds count."""

import os

from installation import telemetry
from installation.common import clock
from installation.messages import Beat
from installation.parent.run_report import RunReport
from installation.telemetry import GeneratorTelemetry
from installation.vocabulary import RoomName, RoomState

STARTED_AGO_NS = 10 * clock.SECOND_NS


def beat(*pictures_ms):
    return Beat(
        room=RoomName.GENERATOR,
        pid=os.getpid(),
        turn=1,
        state=RoomState.OK,
        message="",
        telemetry=telemetry.encoded(GeneratorTelemetry(pack="letters")),
        samples={"picture_ms": list(pictures_ms)},
        checkpoint={},
    )


def run_of(*beats, first_s):
    report = RunReport(clock.now_ns() - STARTED_AGO_NS, 1000 / 60)
    report.leave_out(first_s)
    report.weigh(RoomName.GENERATOR, os.getpid())
    for each in beats:
        report.record(each)
    return report


def test_what_comes_in_the_seconds_left_out_is_in_no_figure_but_known():
    report = run_of(beat(900.0, 800.0), first_s=60)
    told = report.report({RoomName.GENERATOR: 0})
    assert told["pack"] == "letters"
    assert told["pictures"]["ms"]["p50"] is None
    assert told["rooms"][RoomName.GENERATOR]["cpu_percent"] == 0  # this process has worked before
    assert report.recent()["picture_ms"][1] == 850


def test_a_run_is_over_when_its_rooms_are_told_to_end():
    report = run_of(beat(10.0), first_s=0)
    report.close()
    report.record(beat(5000.0))
    told = report.report({RoomName.GENERATOR: 0})
    assert told["pictures"]["ms"]["p99"] < 20
    assert told["seconds"] == report.report({})["seconds"]
