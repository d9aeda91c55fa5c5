"""`kiosk bench`: each of its parts measures the real thing, and the table tells what nobody measured."""

import os

import pytest

from installation.bench import bare_graph, bench_command, plain_loop, table
from installation.bench.bench_case import CaseResult
from installation.bench.house_run import HousePlan, run_house
from installation.bench.machine_load import LoadWatch
from installation.cast import ROOMS
from installation.cli.parser import parser
from installation.common import clock
from installation.common.paths import ROOT
from installation.common.status_file import StatusFile
from installation.faults import Refused
from installation.parent.run_report import RunReport
from installation.vocabulary import RoomName

HEIGHT, WIDTH = 48, 64
PLAIN = {"pictures_hz": 20.0, "cpu_ms": 30.0, "frame_to_picture_ms": {"p50": 40.0, "p99": None}}
PACK = ROOT / "models" / "colours"  # the smallest


def test_the_bare_graph_is_timed():
    found = bare_graph.measure(PACK, HEIGHT, WIDTH, 0.05, threads=1)
    assert 0 < found["cpu_ms"] < 1000
    assert found["pictures_hz"] > 1


def test_the_plain_loop_reads_paints_and_shows(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    found = plain_loop.measure(PACK, "no film", (WIDTH, HEIGHT), 0.05)
    assert found["pictures_hz"] > 1
    assert found["frame_to_picture_ms"]["p50"] <= found["frame_to_picture_ms"]["p99"]


def test_the_table_has_a_line_for_each_room_also_where_nothing_was_measured():
    report = RunReport(clock.now_ns(), 1000 / 60)
    empty = report.report(dict.fromkeys((*ROOMS, RoomName.KIOSK), 0))
    bare = [
        {"pictures_hz": rate, "cpu_ms": 20.0, "at_once": 2, "at_once_hz": 1.5 * rate}
        for rate in (30.0, 50.0, 90.0)
    ]
    load = LoadWatch().surroundings()
    case = CaseResult("letters", WIDTH, HEIGHT, bare, empty, empty, PLAIN, load)
    lines = table.of_case(case).splitlines()
    assert any("50.0" in line for line in lines)  # the median
    assert any("75.0" in line for line in lines)  # two at a time
    assert any(line.split()[-2:] == ["-", "-"] for line in lines if line.startswith("house /"))
    for room in ROOMS:
        assert any(line.strip().startswith(room) for line in lines)


def test_a_running_house_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    asked = parser().parse_args(["bench"])
    with StatusFile({"version": "1", "config": "", "state": ""}) as status:
        status.write({}, {}, {}, None)
        with pytest.raises(Refused, match=str(os.getpid())):
            bench_command.bench(asked, print)


@pytest.mark.realtime
def test_the_house_is_run_and_looked_into():
    plan = HousePlan(
        models=ROOT / "models",
        pack=PACK.name,
        width=320,
        height=180,
        seconds=2.0,
        camera="simulated",
        seed=bench_command.lively_seed(1, 8),
        sound={"device": "none"},
        has_window=False,
        is_open=True,
        settles_s=0.5,
    )
    report = run_house(plan)
    assert report["pack"] == PACK.name
    assert report["pictures"]["size"] == [320, 180]
    assert 1 < report["seconds"] < 5
