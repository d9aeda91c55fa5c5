"""When a room takes precedence over all others."""

import os
import resource
import subprocess
import sys

import pytest

LIFE = """
import os, signal, sys, threading, types
from installation.ipc import room
from installation.ipc.testing import fake_settings

class Room:
    def __init__(self, _):
        print(os.sched_getscheduler(0))
        self.beside = threading.Thread(target=threading.Event().wait, daemon=True)
        self.beside.start()

    def turn(self):
        print(os.sched_getscheduler(0), os.sched_getscheduler(self.beside.native_id))
        os.kill(os.getpid(), signal.SIGTERM)

    def close(self):
        pass

room._load = lambda _: (types.SimpleNamespace(Room=Room), None)
room.live("display", fake_settings(), os.getppid(), sys.argv[1], {}, None)
"""


@pytest.mark.skipif(
    not hasattr(os, "SCHED_RR")
    or (os.geteuid() and resource.getrlimit(resource.RLIMIT_RTPRIO)[0] < 2),
    reason="this user may not run anything in real time",
)
def test_the_screen_turns_in_real_time_and_does_not_start_in_it(tmp_path):
    """The seconds of a start stood before the sound server: a display that was killed was heard."""
    done = subprocess.run(
        [sys.executable, "-c", LIFE, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    ordinary, real_time = str(os.SCHED_OTHER), str(os.SCHED_RR)
    assert done.stdout.split() == [ordinary, real_time, real_time], done.stderr
