"""What the system says of a file, a disk or a connection, as a technician would say it."""

import errno
import getpass
import os
import socket

from installation.common import scarcity

_DISK_FULL = "its disk is full"
_NO_WAY = "no way leads there: is the network up?"
_BROKEN_OFF = "the connection broke off"
_NO_DEVICE = "its device is not there"
_BY_NUMBER = {
    errno.ENOENT: "it is not there",
    errno.EEXIST: "it is there already",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is a file and no folder",
    errno.ENOTEMPTY: "it is not empty",
    errno.ELOOP: "its links lead in a circle",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EPERM: "the system does not allow it",
    errno.EBUSY: "another program uses it",
    errno.ENOSPC: _DISK_FULL,
    errno.EDQUOT: _DISK_FULL,
    errno.EROFS: "its disk can only be read",
    errno.EIO: "its disk or device fails: sudo dmesg says more",
    errno.ESTALE: "the network share it lies on is gone",
    errno.ENXIO: _NO_DEVICE,
    errno.ENODEV: _NO_DEVICE,
    errno.ECONNREFUSED: "nothing listens there: is it running, and is the port right?",
    errno.ECONNRESET: _BROKEN_OFF,
    errno.ECONNABORTED: _BROKEN_OFF,
    errno.EPIPE: _BROKEN_OFF,
    errno.ETIMEDOUT: "it does not answer",
    errno.EHOSTUNREACH: _NO_WAY,
    errno.ENETUNREACH: _NO_WAY,
    errno.ENETDOWN: _NO_WAY,
    errno.EADDRINUSE: "another program uses this port",
    errno.EADDRNOTAVAIL: "this machine has no such address",
}


def words(error: BaseException) -> str:
    """What went wrong, without numbers and paths; what the program says in its own words stays."""
    number = getattr(error, "errno", None)
    said = getattr(error, "strerror", None)
    if isinstance(error, socket.gaierror):
        return "its name is not known: is it spelled right, and is the network up?"
    if isinstance(error, TimeoutError):  # sockets give it without a number
        return _BY_NUMBER[errno.ETIMEDOUT]
    if not isinstance(number, int) or said != os.strerror(number):
        return said or str(error) or type(error).__name__
    if number == errno.EACCES:
        return f"the user {_user()} may not"
    return scarcity.words_of(error) or _BY_NUMBER.get(number, said)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a number without a name, as in some containers
        return str(os.getuid())
