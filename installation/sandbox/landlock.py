"""Files and ports a process may use from now on (Linux' Landlock); everything else is refused with EACCES.

A rule belongs to the file that is there when it is made: a device that is unplugged and comes back is another
file (include/uapi/linux/landlock.h, Documentation/userspace-api/landlock.rst).
"""

import ctypes
import os
import platform
import stat
from typing import Any

from installation.sandbox import calls

EXECUTE = 1 << 0
WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
TRUNCATE = 1 << 14
IOCTL_DEV = 1 << 15
SOCKETS = 1 << 9 | 1 << 5  # to make the file of a socket, and to take it away
PORTS_ABI = 4  # the version of Landlock that knows of ports ...
ALL_THREADS_ABI = 8  # ... and that holds threads which are there already
_SCOPES_ABI = 6
_SINCE_ABI = {1: 13, 2: 14, 3: 15, 5: 16}  # how many rights on files are known
_ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_BIND_TCP = 1 << 0
_CONNECT_TCP = 1 << 1
_SCOPES = 0b11  # abstract sockets and signals to those outside
_GET_VERSION = 1
_PATH_BENEATH = 1
_NET_PORT = 2
_ALL_THREADS = 1 << 3

Files = tuple[tuple[str, int], ...]  # path, rights on it and beneath it


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (
        ("rights", ctypes.c_uint64),
        ("parent", ctypes.c_int32),
    )


class _Port(ctypes.Structure):
    _fields_ = (
        ("rights", ctypes.c_uint64),
        ("port", ctypes.c_uint64),
    )


def abi() -> int:
    """Which version of Landlock this system has; 0 for none."""
    return max(0, _call("landlock_create_ruleset", None, 0, _GET_VERSION))


def rights_known(version: int) -> int:
    """All rights on files that a version can refuse."""
    known = [bits for since, bits in _SINCE_ABI.items() if since <= version]
    return (1 << max(known, default=0)) - 1


def restrict(files: Files, ports: tuple[int, ...]) -> int:
    """Leaves the rights on `files` and TCP connections to `ports`; returns the ABI, 0 where there is none.

    Holds the calling thread and those it starts; from ABI 8 on all threads. A path that is not there is passed
    over. Raises `OSError`.
    """
    version = abi()
    if not version:
        return 0
    known = rights_known(version)
    ruleset = _new_ruleset(version, known)
    try:
        for path, rights in files:
            _allow_beneath(ruleset, path, rights & known)
        if version >= PORTS_ABI:
            for port in ports:
                _allow_port(ruleset, port)
        flags = _ALL_THREADS if version >= ALL_THREADS_ABI else 0
        _checked("landlock_restrict_self", ruleset, flags)
    finally:
        os.close(ruleset)
    return version


def _new_ruleset(version: int, known: int) -> int:
    """A file's number. Older versions know a shorter structure."""
    ruleset = _Ruleset(files=known)
    size = 8
    if version >= PORTS_ABI:
        ruleset.network = _BIND_TCP | _CONNECT_TCP
        size = 16
    if version >= _SCOPES_ABI:
        ruleset.scopes = _SCOPES
        size = 24
    return _checked("landlock_create_ruleset", ctypes.byref(ruleset), size, 0)


def _allow_beneath(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= _ON_FILES
        if rights:
            rule = _Beneath(rights, parent)
            _checked("landlock_add_rule", ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)


def _allow_port(ruleset: int, port: int) -> None:
    rule = _Port(_CONNECT_TCP, port)
    _checked("landlock_add_rule", ruleset, _NET_PORT, ctypes.byref(rule), 0)


def _checked(name: str, *arguments: Any) -> int:
    """The answer of a system call. Raises `OSError`."""
    answer = _call(name, *arguments)
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return answer


def _call(name: str, *arguments: Any) -> int:
    number = calls.number(name, platform.machine())
    return ctypes.CDLL(None, use_errno=True).syscall(number, *arguments)
