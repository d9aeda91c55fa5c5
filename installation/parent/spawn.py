"""Starts the process of a room: afresh, or as a copy of this one, which has loaded what all rooms need."""

import contextlib
import gc
import json
import logging
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any, Protocol

from installation.cast import ProcessSpec
from installation.common import scarcity, systemd
from installation.common.paths import PYTHON
from installation.common.room_environment import ENVIRONMENT
from installation.config.settings import Settings
from installation.ipc import room

_CLEAR_S = 3.0
_THREADS = Path("/proc/self/task")
_MOST_FILES = 4096  # that this process has open when the rooms begin: a few
_FAILED = 1  # an exit code


class RoomProcess(Protocol):
    """What the supervisor needs of a `subprocess.Popen`."""

    pid: int

    def poll(self) -> int | None:
        """The exit code, less than 0 for a signal; None while it lives."""

    def wait(self) -> int:
        """The same, when it has ended."""

    def terminate(self) -> None:
        """Asks it to end."""

    def kill(self) -> None:
        """Ends it."""


def spawn(
    spec: ProcessSpec,
    folder: str,
    settings: Settings,
    checkpoint: dict[str, Any],
    memory: int | None = None,
) -> RoomProcess:
    """A process that lives the life of this room; `folder` is where the wires' sockets lie, `memory` see `lasting_memory`."""
    process = subprocess.Popen(
        [PYTHON, "-I", "-m", "installation.ipc.room", spec.name],
        stdin=subprocess.PIPE,
        stdout=sys.stderr,  # libraries print there; our own standard output is for answers
        env=os.environ | ENVIRONMENT,
        pass_fds=() if memory is None else (memory,),
    )
    # at once: on a busy machine most of a start would be over before the room can ask for it
    room.set_priority_of_start(spec, process.pid)
    start = {
        "parent_pid": os.getpid(),
        "folder": folder,
        "settings": settings.model_dump(mode="json"),
        "checkpoint": checkpoint,
        "memory": memory,
    }
    if process.stdin is None:
        raise ValueError("a room is started with its settings on standard input")
    with contextlib.suppress(BrokenPipeError):  # it died at once: the next round finds out
        process.stdin.write(json.dumps(start).encode())
        process.stdin.close()
    return process


def can_copy() -> bool:
    """Whether this process may be copied: while it has one thread, whose locks nobody else holds."""
    with contextlib.suppress(OSError):
        return len(list(_THREADS.iterdir())) == 1
    return False


def copy_for(
    spec: ProcessSpec,
    folder: str,
    settings: Settings,
    checkpoint: dict[str, Any],
    memory: int | None = None,
) -> RoomProcess:
    """As `spawn`, but a copy of this process: it need not load Python, the libraries and the schema again."""
    sys.stdout.flush()
    sys.stderr.flush()
    parent_pid = os.getpid()
    pid = os.fork()
    if pid:
        return CopiedProcess(pid)
    code = _FAILED
    try:
        _part(memory)
        code = room.live(spec.name, settings, parent_pid, folder, checkpoint, memory)
    except BaseException:
        traceback.print_exc()
    finally:  # what the parent would do on its way out is not for a room
        sys.stderr.flush()
        os._exit(code)


class CopiedProcess:
    """A child that was copied from this process, with the ways of a `subprocess.Popen`."""

    def __init__(self, pid: int):
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """The exit code, less than 0 for a signal; None while it lives."""
        return self._ended(os.WNOHANG)

    def wait(self) -> int:
        """The same, when it has ended."""
        code = self._ended(0)
        return _FAILED if code is None else code

    def terminate(self) -> None:
        """Asks it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it."""
        self._send(signal.SIGKILL)

    def _ended(self, how: int) -> int | None:
        if self._code is None:
            pid, status = os.waitpid(self.pid, how)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:  # until it is waited for, its number is nobody else's
            os.kill(self.pid, number)


def _part(memory: int | None) -> None:
    """A copy keeps nothing that is the parent's alone: open files, its log, its way of being interrupted."""
    gc.freeze()  # what came with the copy stays shared with it
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # libraries print there; the parent's standard output is for answers
    kept = _MOST_FILES if memory is None else memory
    os.closerange(3, kept)
    os.closerange(kept + 1, _MOST_FILES)
    root = logging.getLogger()
    root.handlers.clear()
    root.setLevel(logging.WARNING)


def lasting_memory(spec: ProcessSpec) -> int | None:
    """A file in memory alone for all lives of a room that is outlived. None where it cannot be had.

    It goes with us; only systemd keeps it for the case that we are killed.
    """
    if not spec.outlived or not hasattr(os, "memfd_create"):
        return None
    kept = systemd.kept_file(spec.name)
    if kept is not None:
        return kept
    try:
        memory = os.memfd_create(spec.name)
    except OSError:
        return None
    systemd.keep_file(spec.name, memory)
    return memory


def forget_memory(spec: ProcessSpec) -> None:
    """We end as asked, and what was on the screen ends with us."""
    if spec.outlived:
        systemd.release_file(spec.name)


def clear(spec: ProcessSpec) -> None:
    """Takes away what has outlived a room that does not come back."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            [PYTHON, "-I", "-m", spec.cleared_by],
            timeout=_CLEAR_S,
            check=False,
            env=os.environ | ENVIRONMENT,
        )


def is_crash(code: int, said_why: bool) -> bool:
    """Whether a process ended through a mistake in the program; `said_why`: its last words told the reason.

    Without a word it may have been killed by somebody, too.
    """
    is_scarcity = code in (scarcity.NO_FILES_CODE, room.NO_WIRES_CODE)
    return code == room.MISTAKE_CODE or not (said_why or is_scarcity)


def exit_reason(code: int) -> str:
    """How a process ended that should not have, in words."""
    if code < 0:
        return f"ended with {signal.Signals(-code).name}"
    if code == scarcity.NO_FILES_CODE:
        return scarcity.FILES
    if code == room.NO_WIRES_CODE:
        return "cannot open the wires through which rooms speak to each other"
    return f"ended with exit code {code}"
