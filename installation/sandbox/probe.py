"""The trial at each start: after the door is closed, every way out is tried. A room that finds one stays blind.

A way is held when the system refuses it as not permitted (EPERM, EACCES). Any other answer, also a failure
for some other reason, means that the rule which should have refused it did not stand.
"""

import contextlib
import ctypes
import fcntl
import os
import resource
import socket
import stat
from collections.abc import Callable
from pathlib import Path

from installation.sandbox import landlock
from installation.sandbox.bounds import Bounds, is_dumpable

_PTRACE_ATTACH = 16
_NOBODY = 2**22 + 1  # above every process id of Linux
_CLOSED_PORT = 1
_UNREAL = "latenzraum-trial"


def holes(bounds: Bounds, mute: bool = True) -> list[str]:
    """What could still be done that must not be, in words; [] when the door is closed. `bounds` and `mute` as it was closed."""
    found = [words for words, attempt in _ways(bounds) if not _is_held(attempt)]
    return [*found, *_facts(mute)]


def tried(bounds: Bounds) -> int:
    """How many ways `holes` tries."""
    return len(_ways(bounds)) + 3


def _ways(bounds: Bounds) -> list[tuple[str, Callable]]:
    folders = ("/tmp", "/dev/shm", os.environ.get("STATE_DIRECTORY") or os.getcwd())
    return [
        *((f"make a file in {folder}", lambda folder=folder: _make(folder)) for folder in folders),
        (
            "change a file that is there",
            lambda: os.close(os.open("/proc/thread-self/comm", os.O_RDWR)),
        ),
        ("open a device other than the camera", lambda: os.close(os.open(os.devnull, os.O_RDWR))),
        ("make a folder", _make_folder),
        ("make a link", _make_link),
        ("cut a file", lambda: os.truncate(_unreal(), 0)),
        ("remove a file", lambda: os.unlink(_unreal())),
        (
            "make a file in memory that others could open",
            lambda: os.close(os.memfd_create(_UNREAL)),
        ),
        ("talk to another program (AF_UNIX)", lambda: socket.socket(socket.AF_UNIX).close()),
        ("listen on the network", _listen),
        *_network(bounds),
        ("start a program", lambda: os.execv(_unreal(), [_unreal()])),
        ("make a process", _fork),
        ("look into another process (ptrace)", _trace),
        ("signal another process", lambda: os.kill(os.getppid(), 0)),
    ]


def _network(bounds: Bounds) -> list[tuple[str, Callable]]:
    datagrams = (
        "send over the network (UDP)",
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
    )
    if not bounds.ports:
        return [
            ("connect over the network (TCP)", lambda: socket.socket(socket.AF_INET).close()),
            datagrams,
        ]
    ways = [] if "sendmmsg" in bounds.rules else [datagrams]
    if landlock.abi() >= landlock.PORTS_ABI:
        ways.append(("connect to another port than the camera's (TCP)", _connect))
    return ways


def _is_held(attempt: Callable) -> bool:
    try:
        attempt()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _facts(mute: bool) -> list[str]:
    """What needs no attempt, but a look."""
    found = []
    if is_dumpable() or resource.getrlimit(resource.RLIMIT_CORE) != (0, 0):
        found.append("leave a core file")
    if loose := [path for path in Path("/proc/self/task").iterdir() if not _is_bound(path)]:
        found.append(f"act through {len(loose)} threads that are not held")
    if writable := [
        fd
        for fd in map(int, os.listdir("/proc/self/fd"))
        if (mute or fd > 2) and _leads_to_a_file(fd)
    ]:
        found.append(f"write into files that were open before ({len(writable)})")
    return found


def _is_bound(task: Path) -> bool:
    lines = (task / "status").read_text().splitlines()
    return "Seccomp:\t2" in lines and "NoNewPrivs:\t1" in lines


def _leads_to_a_file(fd: int) -> bool:
    try:
        return (
            stat.S_ISREG(os.fstat(fd).st_mode)
            and fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY
        )
    except OSError:  # the one by which the list was read
        return False


def _unreal(folder: str = "/tmp") -> str:
    return f"{folder}/{_UNREAL}-{os.getpid()}"


def _make(folder: str) -> None:
    path = _unreal(folder)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    _undo(os.unlink, path)


def _make_folder() -> None:
    os.mkdir(_unreal())
    _undo(os.rmdir, _unreal())


def _make_link() -> None:
    os.symlink("/", _unreal())
    _undo(os.unlink, _unreal())


def _undo(action: Callable, *arguments) -> None:
    """The way was open; that the way back may be closed must not hide it."""
    with contextlib.suppress(OSError):
        action(*arguments)


def _listen() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))


def _connect() -> None:
    with socket.socket() as outside:
        outside.connect(("127.0.0.1", _CLOSED_PORT))


def _fork() -> None:
    child = os.fork()
    if not child:
        os._exit(0)
    _undo(os.waitpid, child, 0)


def _trace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(_PTRACE_ATTACH, _NOBODY, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
