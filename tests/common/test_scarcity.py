"""What the machine does not give is one sentence with what would help, whoever says it in whatever words."""

import errno
import os
import subprocess
import sys

import pytest

from installation.common import scarcity
from installation.faults import Fault


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)), "TasksMax"),
        (RuntimeError("can't start new thread"), "TasksMax"),
        (Exception("env.cc:327 pthread_create failed, error code: 11"), "TasksMax"),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "LimitNOFILE"),
        (MemoryError(), "MemoryMax"),
        (Exception("std::bad_alloc"), "MemoryMax"),
    ],
)
def test_it_is_told_with_what_would_help(error, remedy):
    assert remedy in scarcity.words_of(error)


@pytest.mark.parametrize("error", [OSError(errno.ENOENT, "no"), RuntimeError("a mistake")])
def test_what_is_a_mistake_stays_one(error):
    assert scarcity.words_of(error) == ""


def test_a_loop_goes_on_where_no_thread_can_be_had(monkeypatch):
    done = []
    scarcity.begin_thread("work", done.append, 1).join()

    def refuse(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refuse)
    assert done == [1] and scarcity.begin_thread("work", done.append, 2) is None


def test_a_start_that_gets_no_thread_says_what_would_help(monkeypatch):
    def refuse(_):
        raise RuntimeError("can't start new thread")

    scarcity.check_threads()
    monkeypatch.setattr("threading.Thread.start", refuse)
    with pytest.raises(Fault, match="TasksMax"):
        scarcity.check_threads()


def test_a_shell_that_allows_few_open_files_does_not_keep_it_from_its_own():
    asked = (
        "from installation.common import scarcity; import resource; scarcity.allow_open_files();"
    )
    asked += "print(resource.getrlimit(resource.RLIMIT_NOFILE))"
    for limits, left in (
        ("ulimit -Sn 32; ulimit -Hn 2000", "(1024, 2000)"),
        ("ulimit -n 64", "(64, 64)"),
    ):
        command = ["bash", "-c", f'{limits}; exec "$0" -c "$1"', sys.executable, asked]
        assert subprocess.check_output(command, text=True).strip() == left
    command = ["bash", "-c", 'ulimit -n 32; exec "$0" -c "$1"', sys.executable, asked]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "open 32 files, and it needs 64: raise LimitNOFILE" in refused.stderr


SHORT_OF_FILES = """
import os, resource, sys
from pathlib import Path
from installation.common import files, scarcity
from installation.faults import Fault
from installation.ipc import room
from installation.ipc.testing import fake_settings
from installation.parent.spawn import exit_reason

leaked = [os.dup(0) for _ in range(600)]
try:
    scarcity.check_leak()
except Fault as fault:
    print(fault)
for each in leaked:
    os.close(each)
scarcity.check_leak()
print(scarcity.has_enough_files())
life = ("journey", fake_settings(), os.getppid())
print(exit_reason(room.live(*life, sys.argv[1] + "/none", {}, None)))
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 1024))
print(exit_reason(room.live(*life, sys.argv[1], {}, None)))
resource.setrlimit(resource.RLIMIT_NOFILE, (0, 1024))
scarcity.check_leak()
print(files.matching(Path(sys.argv[1]), "*"))
"""


def test_a_room_short_of_files_ends_in_words_and_one_that_keeps_more_and_more_begins_anew(tmp_path):
    """Incident: the wires' library ended a room with SIGABRT, and one listing of a folder took the screen down."""
    (tmp_path / "file").touch()
    answer = subprocess.run(
        [sys.executable, "-c", SHORT_OF_FILES, str(tmp_path)], capture_output=True, text=True
    )
    leak, enough, no_wires, reason, found = answer.stdout.splitlines()
    assert "cannot open the wires" in no_wires
    assert "more than 512 files open" in leak
    assert (enough, reason, found) == ("True", scarcity.FILES, "[]"), answer.stderr
