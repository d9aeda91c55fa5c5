"""What systemd keeps of a process that is killed."""

import os
import socket
import subprocess
import sys

from installation.common import systemd

NEXT_LIFE = """
import os
from installation.common import systemd
file = systemd.kept_file("screen")
print(os.pread(file, 100, 0).decode(), os.get_inheritable(file), systemd.kept_file("other"))
"""


def test_a_file_in_memory_that_was_given_into_keeping_is_found_by_the_next_life(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        memory = os.memfd_create("screen")
        os.write(memory, b"a frame")
        systemd.keep_file("screen", memory)
        text, files, *_ = socket.recv_fds(ear, 100, 2)
    assert text == b"FDSTORE=1\nFDNAME=screen"
    os.close(memory)
    # as systemd hands it over: from 3 on, by the names in the environment, to the process that it starts
    handing = 'LISTEN_PID=$$ LISTEN_FDNAMES=first:screen exec "$0" -c "$1" 3</dev/null 4<&0'
    told = subprocess.run(
        ["sh", "-c", handing, sys.executable, NEXT_LIFE], stdin=files[0], stdout=subprocess.PIPE
    )
    assert told.stdout.split(b"\n")[0] == b"a frame False None"
    os.close(files[0])
