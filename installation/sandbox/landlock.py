"""Files and ports a process may use from now on (Linux' Landlock); everything else is refused with EACCES.

A rule belongs to the file that is there when it is made: a device that is unplugged and comes back is
another file (include/uapi/linux/landlock.h, Documentation/userspace-api/landlock.rst).
"""

import ctypes
import os
import platform
import stat

from installation.sandbox import calls

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
SOCKETS = 1 << 9 | 1 << 5  # to make the file of a socket, and to take it away
_ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1
_SCOPES = 0b11  # abstract sockets and signals to those outside
_GET_VERSION, _PATH_BENEATH, _NET_PORT, _ALL_THREADS = 1, 1, 2, 1 << 3
_SINCE_ABI = {1: 13, 2: 14, 3: 15, 5: 16}  # how many rights on files are known
ALL_THREADS_ABI, PORTS_ABI, _SCOPES_ABI = 8, 4, 6


class _Ruleset(ctypes.Structure):
    _fields_ = [
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    ]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("parent", ctypes.c_int32)]


class _Port(ctypes.Structure):
    _fields_ = [("rights", ctypes.c_uint64), ("port", ctypes.c_uint64)]


def abi() -> int:
    """Which version of Landlock this system has; 0 for none."""
    return max(0, _call("landlock_create_ruleset", None, 0, _GET_VERSION))


def rights_known(version: int) -> int:
    """All rights on files that a version can refuse."""
    return (
        1 << max((bits for since, bits in _SINCE_ABI.items() if since <= version), default=0)
    ) - 1


def restrict(files: tuple[tuple[str, int], ...], ports: tuple[int, ...]) -> int:
    """Leaves the rights on files (path, rights) and TCP connections to `ports`; returns the ABI, 0 where there is none.

    Holds the calling thread and those it starts; from ABI 8 on all threads. A path that is not there is passed over.
    Raises `OSError`.
    """
    version = abi()
    if not version:
        return 0
    known = rights_known(version)
    network = _BIND_TCP | _CONNECT_TCP if version >= PORTS_ABI else 0
    ruleset = _Ruleset(known, network, _SCOPES if version >= _SCOPES_ABI else 0)
    size = 24 if version >= _SCOPES_ABI else 16 if version >= PORTS_ABI else 8
    made = _checked("landlock_create_ruleset", ctypes.byref(ruleset), size, 0)
    try:
        for path, rights in files:
            _allow_beneath(made, path, rights & known)
        for port in ports if network else ():
            _checked(
                "landlock_add_rule", made, _NET_PORT, ctypes.byref(_Port(_CONNECT_TCP, port)), 0
            )
        _checked("landlock_restrict_self", made, _ALL_THREADS if version >= ALL_THREADS_ABI else 0)
    finally:
        os.close(made)
    return version


def _allow_beneath(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= _ON_FILES
        if rights:
            _checked(
                "landlock_add_rule",
                ruleset,
                _PATH_BENEATH,
                ctypes.byref(_Beneath(rights, parent)),
                0,
            )
    finally:
        os.close(parent)


def _checked(name: str, *arguments) -> int:
    answer = _call(name, *arguments)
    if answer < 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
    return answer


def _call(name: str, *arguments) -> int:
    return ctypes.CDLL(None, use_errno=True).syscall(
        calls.number(name, platform.machine()), *arguments
    )
