"""What a run amounted to: which of its seconds count."""

import os
from dataclasses import replace

import pytest

from installation import telemetry
from installation.common import clock
from installation.messages import Beat
from installation.parent.run_report import RunReport
from installation.telemetry import DisplayTelemetry, GeneratorTelemetry
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


def run_of(*beats, left_out_s, first_picture_ns=None):
    report = RunReport(clock.now_ns() - STARTED_AGO_NS, 1000 / 60)
    report.leave_out(left_out_s)
    shown = telemetry.encoded(DisplayTelemetry(first_picture_ns=first_picture_ns))
    report.record(replace(beat(), room=RoomName.DISPLAY, telemetry=shown))
    report.weigh(RoomName.GENERATOR, os.getpid())
    for each in beats:
        report.record(each)
    return report


@pytest.mark.parametrize("shown_ago_s", [None, 1])
def test_what_comes_in_the_seconds_left_out_is_in_no_figure_but_known(shown_ago_s):
    first_ns = shown_ago_s and clock.now_ns() - shown_ago_s * clock.SECOND_NS
    report = run_of(beat(900.0, 800.0), left_out_s=60, first_picture_ns=first_ns)
    told = report.report({RoomName.GENERATOR: 0})
    assert told["pack"] == "letters"
    assert told["pictures"]["ms"]["p50"] is None
    assert (
        told["rooms"][RoomName.GENERATOR]["cpu_percent"] is None
    )  # it worked, and none of it counts
    assert report.recent()["picture_ms"][1] == 850


def test_what_comes_later_counts():
    first_ns = clock.now_ns() - 2 * clock.SECOND_NS
    told = run_of(beat(10.0), left_out_s=1, first_picture_ns=first_ns).report({})
    assert told["pictures"]["ms"]["p50"] == pytest.approx(10, rel=0.02)
    assert 1 <= told["seconds"] < 2


def test_tiles_that_the_flash_limiter_held_are_counted_over_all_lives_of_the_screen():
    report = run_of(left_out_s=0)
    for held in (3, 5, 0, 2):  # the third is a new life's
        seen = telemetry.encoded(DisplayTelemetry(limited_tiles=held))
        report.record(replace(beat(), room=RoomName.DISPLAY, telemetry=seen))
    assert report.report({})["display"]["limited_tiles"] == 7


def test_a_run_is_over_when_its_rooms_are_told_to_end():
    report = run_of(beat(10.0), left_out_s=0)
    report.close()
    report.record(beat(5000.0))
    told = report.report({RoomName.GENERATOR: 0})
    assert told["pictures"]["ms"]["p99"] < 20
    assert told["seconds"] == report.report({})["seconds"]
