"""What a process may still do once it is confined, and the confining.

Two fences stand one behind the other: Landlock knows files and ports but not every call, seccomp knows every
call but not which file. What both allow is possible, and nothing else.
"""

import ctypes
import errno
import os
import platform
import resource
import sys
from dataclasses import dataclass

from installation.sandbox import calls, landlock, seccomp
from installation.sandbox.seccomp import ANY, Alternatives, ArgumentCheck, Rules

READ = landlock.READ_FILE | landlock.READ_DIR
LIST = landlock.READ_DIR
DEVICE = landlock.READ_FILE | landlock.WRITE_FILE | landlock.IOCTL_DEV
PR_SET_DUMPABLE = 4
_PR_GET_DUMPABLE = 3
_PR_SET_NAME = 15
_PR_SET_NO_NEW_PRIVS = 38
_O_TMPFILE = 0o20000000  # without the O_DIRECTORY that Python's has in it
_MAKING = os.O_CREAT | os.O_TRUNC | os.O_APPEND | _O_TMPFILE
_ACCESS = 0o3  # O_ACCMODE
_ALL = 0xFFFFFFFF
_CLONE_THREAD = 0x10000
_TCGETS = 0x5401
_FIONBIO = 0x5421
_KIND_OF_IOCTL = 0xFF00
_V4L2 = ord("V") << 8  # the kind of all ioctls of linux/videodev2.h
_FD_COMMANDS = (0, 1, 2, 3, 4, 1030)  # fcntl: copies of a file's number, and its flags
_INTERNET = (2, 10)  # AF_INET, AF_INET6
_KIND_OF_SOCKET = 0xF
_STREAM = 1
_DATAGRAM = 2
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/proc/self",
    "/sys/devices/system/cpu",
    "/dev/urandom",
)


@dataclass(frozen=True)
class Bounds:
    """What stays open."""

    files: landlock.Files
    ports: tuple[int, ...]  # of the TCP connections that may be made; () for no network
    rules: Rules


def for_reading(
    reads: tuple[str, ...],
    devices: tuple[str, ...] = (),
    ports: tuple[int, ...] = (),
    names: bool = False,
) -> Bounds:
    """For a process that reads, and tells over wires that are open.

    `reads`: files and folders beside the programs; `devices`: it may look through them, or through a TCP
    connection to `ports`; `names`: it may ask for the address of a host.
    """
    readable = [(path, READ) for path in (*_programs(), *reads)]
    usable = [(os.path.realpath(device), DEVICE) for device in devices]
    return Bounds(
        files=(*readable, ("/dev", LIST), *usable),
        ports=ports,
        rules=_rules(bool(devices), bool(ports), names),
    )


def enforce(bounds: Bounds, mute: bool = True) -> int:
    """Confines all threads of this process, for good; returns Landlock's ABI, 0 where there is none.

    `mute` sends standard output and error into nowhere: they too lead out of the room. Raises `OSError`.
    """
    if platform.machine() not in calls.MACHINES:
        raise OSError(errno.ENOSYS, f"there are no rules for {platform.machine()} processors")
    if mute:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl(PR_SET_DUMPABLE, 0)
    forbid_new_privileges()
    version = landlock.restrict(bounds.files, bounds.ports)
    seccomp.install(bounds.rules)
    return version


def forbid_new_privileges() -> None:
    """No program that is started can have more rights than this one; both fences ask for it."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def prctl(option: int, value: int = 0) -> int:
    """The system call of that name. Raises `OSError`."""
    answer = ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


def is_dumpable() -> bool:
    """True while a crash or another process of this user could copy our memory."""
    return prctl(_PR_GET_DUMPABLE) != 0


def _programs() -> tuple[str, ...]:
    """Where Python, its libraries and our own code lie, and what they ask of the system."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return (sys.prefix, sys.base_prefix, package, *_SYSTEM)


def _rules(devices: bool, network: bool, names: bool) -> Rules:
    to_nobody = _pointer_is_null(4)  # a wire that is joined already needs no address
    asked_only = _pointer_is_null(2)  # a limit may be asked for, not set
    rules = dict.fromkeys(calls.PLAIN, ANY)
    rules |= {
        "openat": _reading(2, devices),
        "open": _reading(1, devices),
        "clone": ((ArgumentCheck(0, _CLONE_THREAD, _CLONE_THREAD),),),  # threads, no processes
        "sendto": to_nobody,
        "tgkill": _one_of(0, (os.getpid(),)),
        "prctl": _one_of(0, (_PR_SET_NAME, _PR_GET_DUMPABLE)),
        "prlimit64": asked_only,
        "fcntl": _one_of(1, _FD_COMMANDS),
        "ioctl": _ioctls(devices),
    }
    if network:
        rules["socket"] = _sockets(names)
        rules["connect"] = ANY
        rules["recvmsg"] = ANY
    if network and names:
        rules["sendmmsg"] = ANY
    return rules


def _reading(argument: int, devices: bool) -> Alternatives:
    """Flags of an open that makes and changes nothing.

    To read and write at once is for devices, which Landlock names.
    """
    modes = (os.O_RDONLY, os.O_RDWR) if devices else (os.O_RDONLY,)
    return tuple((ArgumentCheck(argument, _MAKING | _ACCESS, mode),) for mode in modes)


def _ioctls(devices: bool) -> Alternatives:
    allowed = _one_of(1, (_TCGETS, _FIONBIO))
    if devices:
        allowed += ((ArgumentCheck(1, _KIND_OF_IOCTL, _V4L2),),)
    return allowed


def _sockets(names: bool) -> Alternatives:
    """TCP; with `names` UDP, too."""
    kinds = (_STREAM, _DATAGRAM) if names else (_STREAM,)
    allowed = []
    for family in _INTERNET:
        for kind in kinds:
            is_family = ArgumentCheck(0, _ALL, family)
            is_kind = ArgumentCheck(1, _KIND_OF_SOCKET, kind)
            allowed.append((is_family, is_kind))
    return tuple(allowed)


def _pointer_is_null(argument: int) -> Alternatives:
    low = ArgumentCheck(argument, _ALL, 0)
    high = ArgumentCheck(argument, _ALL, 0, high=True)
    return ((low, high),)


def _one_of(argument: int, values: tuple[int, ...]) -> Alternatives:
    return tuple((ArgumentCheck(argument, _ALL, value),) for value in values)
