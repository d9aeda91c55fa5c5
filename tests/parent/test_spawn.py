"""A room begins as a copy of the parent, which the supervisor handles like any other process of a room."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")

# copied before anything has started a thread; what the room says on its way out goes nowhere
COPIES = """
import os, signal, sys
from installation.common.room_environment import ENVIRONMENT
os.environ.update(ENVIRONMENT)
from installation.cast import CAST
from installation.ipc import room
from installation.ipc.testing import fake_settings
from installation.parent import spawn

spec = CAST[0]
assert spawn.can_copy()
room._load = lambda module: (None, None)
secret = os.open("/dev/null", os.O_RDONLY)
failed = spawn.copy_for(spec, sys.argv[1], fake_settings(), {})
print(failed.wait(), failed.poll())

def live(*_):
    try:
        os.fstat(secret)
    except OSError:
        signal.pause()

room.live = live
waiting = spawn.copy_for(spec, sys.argv[1], fake_settings(), {})
print(waiting.poll())
waiting.kill()
print(waiting.wait(), waiting.poll())
waiting.terminate()
"""


def test_a_copy_ends_as_its_room_does_keeps_no_file_of_the_parent_and_can_be_killed(tmp_path):
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    answer = subprocess.run(
        [sys.executable, "-c", COPIES, str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    assert answer.stdout.splitlines() == ["1 1", "None", "-9 -9"], answer.stderr
