"""The probe at each start: once the process is confined, every way out is tried. A room that finds one stays blind.

A way is closed when the system refuses it as not permitted (EPERM, EACCES). Any other answer, also a failure for
some other reason, means that the rule which should have refused it did not stand.
"""

import contextlib
import ctypes
import fcntl
import os
import resource
import socket
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from installation.sandbox import landlock
from installation.sandbox.bounds import Bounds, is_dumpable

_PTRACE_ATTACH = 16
_NOBODY = 2**22 + 1  # above every process id of Linux
_CLOSED_PORT = 1
_UNREAL = "latenzraum-probe"
_OBSERVATIONS = 3  # of `_observed`

Attempt = Callable[[], None]  # raises `OSError` when it does not succeed


def escapes(bounds: Bounds, mute: bool = True) -> list[str]:
    """What could still be done that must not be, in words; [] when all is closed. Arguments as of `enforce`."""
    found = [words for words, attempt in _ways(bounds) if not _is_refused(attempt)]
    return [*found, *_observed(mute)]


def attempts(bounds: Bounds) -> int:
    """How many ways out `escapes` tries."""
    return len(_ways(bounds)) + _OBSERVATIONS


def _ways(bounds: Bounds) -> list[tuple[str, Attempt]]:
    state = os.environ.get("STATE_DIRECTORY") or os.getcwd()
    making = [
        (f"make a file in {folder}", partial(_make_file, folder))
        for folder in ("/tmp", "/dev/shm", state)
    ]
    return [
        *making,
        ("change a file that is there", partial(_open_to_change, "/proc/thread-self/comm")),
        ("open a device other than the camera", partial(_open_to_change, os.devnull)),
        ("make a folder", _make_folder),
        ("make a link", _make_link),
        ("cut a file", _cut_file),
        ("remove a file", _remove_file),
        ("make a file in memory that others could open", _make_memory_file),
        ("talk to another program (AF_UNIX)", partial(_make_socket, socket.AF_UNIX)),
        ("listen on the network", _listen),
        *_network(bounds),
        ("start a program", _start_program),
        ("make a process", _fork),
        ("look into another process (ptrace)", _trace),
        ("signal another process", _signal),
    ]


def _network(bounds: Bounds) -> list[tuple[str, Attempt]]:
    ways: list[tuple[str, Attempt]] = []
    if not bounds.ports:
        ways.append(("connect over the network (TCP)", partial(_make_socket, socket.AF_INET)))
    elif landlock.abi() >= landlock.PORTS_ABI:
        ways.append(("connect to another port than the camera's (TCP)", _connect))
    if "sendmmsg" not in bounds.rules:
        datagrams = partial(_make_socket, socket.AF_INET, socket.SOCK_DGRAM)
        ways.append(("send over the network (UDP)", datagrams))
    return ways


def _is_refused(attempt: Attempt) -> bool:
    try:
        attempt()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _observed(mute: bool) -> list[str]:
    """What needs no attempt, but a look."""
    found = []
    if is_dumpable() or resource.getrlimit(resource.RLIMIT_CORE) != (0, 0):
        found.append("leave a core file")
    loose = [task for task in Path("/proc/self/task").iterdir() if not _is_held(task)]
    if loose:
        found.append(f"act through {len(loose)} threads that are not held")
    writable = [fd for fd in map(int, os.listdir("/proc/self/fd")) if _leads_to_file(fd, mute)]
    if writable:
        found.append(f"write into files that were open before ({len(writable)})")
    return found


def _is_held(task: Path) -> bool:
    lines = (task / "status").read_text().splitlines()
    return "Seccomp:\t2" in lines and "NoNewPrivs:\t1" in lines


def _leads_to_file(fd: int, mute: bool) -> bool:
    """True where this number writes into a file; standard output and error may unless they are muted."""
    if fd <= 2 and not mute:
        return False
    try:
        is_file = stat.S_ISREG(os.fstat(fd).st_mode)
        mode = fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE
    except OSError:  # the one by which the list was read
        return False
    return is_file and mode != os.O_RDONLY


# -- the ways out ----------------------------------------------------------------------------------


def _unreal(folder: str = "/tmp") -> str:
    """A path where nothing is."""
    return f"{folder}/{_UNREAL}-{os.getpid()}"


def _make_file(folder: str) -> None:
    path = _unreal(folder)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    _undo(os.unlink, path)


def _make_folder() -> None:
    os.mkdir(_unreal())
    _undo(os.rmdir, _unreal())


def _make_link() -> None:
    os.symlink("/", _unreal())
    _undo(os.unlink, _unreal())


def _undo(action: Callable[..., Any], *arguments: Any) -> None:
    """The way was open; that the way back may be closed must not hide it."""
    with contextlib.suppress(OSError):
        action(*arguments)


def _open_to_change(path: str) -> None:
    os.close(os.open(path, os.O_RDWR))


def _cut_file() -> None:
    os.truncate(_unreal(), 0)


def _remove_file() -> None:
    os.unlink(_unreal())


def _make_memory_file() -> None:
    os.close(os.memfd_create(_UNREAL))


def _make_socket(family: int, kind: int = socket.SOCK_STREAM) -> None:
    socket.socket(family, kind).close()


def _listen() -> None:
    with socket.socket() as inside:
        inside.bind(("127.0.0.1", 0))


def _connect() -> None:
    with socket.socket() as outside:
        outside.connect(("127.0.0.1", _CLOSED_PORT))


def _start_program() -> None:
    os.execv(_unreal(), [_unreal()])


def _fork() -> None:
    child = os.fork()
    if not child:
        os._exit(0)
    _undo(os.waitpid, child, 0)


def _trace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(_PTRACE_ATTACH, _NOBODY, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def _signal() -> None:
    os.kill(os.getppid(), 0)
