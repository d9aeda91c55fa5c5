"""A room that only waits for a processor is not stuck."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest

from installation.cast import spec_of
from installation.common import clock
from installation.parent import processor_waits
from installation.parent.managed_process import ManagedProcess
from installation.parent.process_states import Event, Phase
from installation.vocabulary import RoomName

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="Linux alone tells it"),
]
RIVALS = 12
PATIENCE_S = 0.2


@pytest.fixture
def crowded():
    """A process that computes on one processor with many others."""
    with ExitStack() as all_of_them:
        for _ in range(1 + RIVALS):
            process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            all_of_them.callback(process.wait)
            all_of_them.callback(process.kill)
            os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
        yield process


def stalled_after_s(process, until_s: float) -> float | None:
    """When the room is given up that is this process, and does not beat."""
    spec = spec_of(RoomName.JOURNEY)
    managed = ManagedProcess(spec, spec.start_s, PATIENCE_S, phase=Phase.RUNNING, process=process)
    began_ns = managed.beaten_ns = clock.now_ns()
    while (passed_s := clock.seconds(clock.now_ns() - began_ns)) < until_s:
        now = clock.now_ns()
        managed.allow_for_waits(now)
        if managed.observed(now) == Event.STALL:
            return passed_s
        clock.rest(0.02)
    return None


def test_a_room_that_stands_in_line_is_waited_for_and_one_that_stands_still_is_not(crowded):
    """Rooms that only waited were killed again and again where twelve houses shared two cores."""
    assert stalled_after_s(crowded, 3 * PATIENCE_S) is None
    crowded.send_signal(signal.SIGSTOP)
    assert stalled_after_s(crowded, 60.0) < 10 * PATIENCE_S


def test_it_is_not_waited_for_without_end(crowded, monkeypatch):
    monkeypatch.setattr(processor_waits, "MOST_S", 2 * PATIENCE_S)
    assert stalled_after_s(crowded, 60.0) > 2 * PATIENCE_S
