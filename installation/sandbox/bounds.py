"""What a room may still do once its door is closed, and the closing.

Two fences stand one behind the other: Landlock knows files and ports but not every call, seccomp knows
every call but not which file. What both allow is possible, and nothing else.
"""

import ctypes
import errno
import os
import platform
import resource
import sys
from dataclasses import dataclass

from installation.sandbox import calls, landlock, seccomp
from installation.sandbox.seccomp import ANY, Check, Rules

READ = landlock.READ_FILE | landlock.READ_DIR
LIST = landlock.READ_DIR
DEVICE = landlock.READ_FILE | landlock.WRITE_FILE | landlock.IOCTL_DEV
_MAKING = (
    os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0o20000000
)  # the last is O_TMPFILE without its O_DIRECTORY
_ACCESS = 0o3  # O_ACCMODE
_ALL = 0xFFFFFFFF
_CLONE_THREAD = 0x10000
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE, _PR_SET_NAME, _PR_SET_NO_NEW_PRIVS = 3, 4, 15, 38
_TCGETS, _FIONBIO = 0x5401, 0x5421
_V4L2 = ord("V") << 8  # the kind of all ioctls of linux/videodev2.h
_FD_COMMANDS = (0, 1, 2, 3, 4, 1030)  # fcntl: copies of a file's number, and its flags
_INTERNET = (2, 10)  # AF_INET, AF_INET6
_STREAM, _DATAGRAM = 1, 2


@dataclass(frozen=True)
class Bounds:
    """What stays open."""

    files: tuple[tuple[str, int], ...]  # path, Landlock's rights on it and beneath it
    ports: tuple[int, ...]  # of the TCP connections that may be made; () for no network
    rules: Rules  # system call -> when it is allowed


def looking(
    reads: tuple[str, ...],
    devices: tuple[str, ...] = (),
    ports: tuple[int, ...] = (),
    names: bool = False,
) -> Bounds:
    """For a room that looks through `devices` (or a TCP connection to `ports`) and tells over wires that are open.

    `reads`: files and folders it may read beside the programs; `names`: it may ask for the address of a host.
    """
    files = (
        *((path, READ) for path in (*_programs(), *reads)),
        ("/dev", LIST),
        *((os.path.realpath(device), DEVICE) for device in devices),
    )
    return Bounds(files, ports, _rules(bool(devices), bool(ports), names))


def close(bounds: Bounds, mute: bool = True) -> int:
    """Closes the door, for all threads and for good; returns Landlock's ABI, 0 where there is none. Raises `OSError`.

    `mute` sends standard output and error into nowhere: they too lead out of the room.
    """
    if platform.machine() not in calls.MACHINES:
        raise OSError(errno.ENOSYS, f"there are no rules for {platform.machine()} processors")
    if mute:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl(_PR_SET_DUMPABLE, 0)
    never_gain()
    version = landlock.restrict(bounds.files, bounds.ports)
    seccomp.install(bounds.rules)
    return version


def never_gain() -> None:
    """No program that is started can have more rights than this one; both fences ask for it."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def prctl(option: int, value: int = 0) -> int:
    """The system call of that name. Raises `OSError`."""
    answer = ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


def is_dumpable() -> bool:
    """True while a crash or another process of this user could copy our memory."""
    return prctl(_PR_GET_DUMPABLE) != 0


def _programs() -> tuple[str, ...]:
    """Where Python, its libraries and our own code lie, and what they ask of the system."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    system = (
        "/usr",
        "/lib",
        "/lib64",
        "/etc/ld.so.cache",
        "/proc/self",
        "/sys/devices/system/cpu",
        "/dev/urandom",
    )
    return (sys.prefix, sys.base_prefix, package, *system)


def _rules(devices: bool, network: bool, names: bool) -> Rules:
    rules = {name: ANY for name in calls.PLAIN}
    rules["openat"], rules["open"] = _reading(2, devices), _reading(1, devices)
    rules["clone"] = ((Check(0, _CLONE_THREAD, _CLONE_THREAD),),)  # threads, but no processes
    rules["sendto"] = (
        (Check(4, _ALL, 0), Check(4, _ALL, 0, high=True)),
    )  # to whom it is joined already
    rules["tgkill"] = ((Check(0, _ALL, os.getpid()),),)
    rules["prctl"] = _one_of(0, (_PR_SET_NAME, _PR_GET_DUMPABLE))
    rules["prlimit64"] = ((Check(2, _ALL, 0), Check(2, _ALL, 0, high=True)),)  # asked, not set
    rules["fcntl"] = _one_of(1, _FD_COMMANDS)
    rules["ioctl"] = _one_of(1, (_TCGETS, _FIONBIO)) + (
        ((Check(1, 0xFF00, _V4L2),),) if devices else ()
    )
    if network:
        kinds = (_STREAM, _DATAGRAM) if names else (_STREAM,)
        rules["socket"] = tuple(
            (Check(0, _ALL, f), Check(1, 0xF, kind)) for f in _INTERNET for kind in kinds
        )
        rules |= {name: ANY for name in ("connect", "recvmsg", *(("sendmmsg",) if names else ()))}
    return rules


def _reading(argument: int, devices: bool) -> tuple[tuple[Check, ...], ...]:
    """Flags of an open that makes and changes nothing; read and write at once is for devices, which Landlock names."""
    modes = (os.O_RDONLY, os.O_RDWR) if devices else (os.O_RDONLY,)
    return tuple((Check(argument, _MAKING | _ACCESS, mode),) for mode in modes)


def _one_of(argument: int, values: tuple[int, ...]) -> tuple[tuple[Check, ...], ...]:
    return tuple((Check(argument, _ALL, value),) for value in values)
