"""What systemd is told: that we are ready, how we fare, that the screen still turns; and what it keeps for our next life.

Nothing where it does not ask.
"""

import contextlib
import os
import socket

_PATIENCE_US = 60_000_000  # of systemd, from each message on: sd_notify(3)
_FIRST_FILE = 3  # this and the next two: sd_listen_fds(3)
_PID = "LISTEN_PID"
_NAMES = "LISTEN_FDNAMES"


def is_listening() -> bool:
    """True where systemd started us as a service of Type=notify."""
    return bool(os.environ.get("NOTIFY_SOCKET"))


def keep_file(name: str, file: int) -> None:
    """Should we be killed, the service's next process finds it: sd_notify(3), FDSTORE."""
    _send(f"FDSTORE=1\nFDNAME={name}", [file])


def release_file(name: str) -> None:
    """The next process begins without it."""
    _send(f"FDSTOREREMOVE=1\nFDNAME={name}")


def kept_file(name: str) -> int | None:
    """What an earlier process of this service gave into keeping; None where nothing is kept under this name."""
    if os.environ.get(_PID) != str(os.getpid()):
        return None
    names = os.environ.get(_NAMES, "").split(":")
    if name not in names:
        return None
    file = _FIRST_FILE + names.index(name)
    try:
        os.set_inheritable(file, False)
    except OSError:
        return None
    return file


class Notifier:
    """How the service fares, in the datagrams of sd_notify(3)."""

    def __init__(self) -> None:
        self._is_ready = False

    def waiting(self, message: str) -> None:
        """Not ready yet, and at it: a slow machine, or a screen that cannot come, is no reason to begin anew."""
        if not self._is_ready:
            _send(f"EXTEND_TIMEOUT_USEC={_PATIENCE_US}\nSTATUS=being started: {message}")

    def ready(self, message: str) -> None:
        """Once: the first picture was shown."""
        if not self._is_ready:
            self._is_ready = True
            _send(f"READY=1\nSTATUS={message}")

    def alive(self, message: str) -> None:
        """Feeds the watchdog; to be called only while the screen turns."""
        _send(f"WATCHDOG=1\nSTATUS={message}")

    def stopping(self) -> None:
        """We end as asked."""
        _send("STOPPING=1")


def _send(text: str, files: list[int] | None = None) -> None:
    """To the address in NOTIFY_SOCKET."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # a name in the abstract space
        address = "\0" + address[1:]
    with (
        contextlib.suppress(OSError),
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify_socket,
    ):
        notify_socket.connect(address)
        if files:
            socket.send_fds(notify_socket, [text.encode()], files)
        else:
            notify_socket.send(text.encode())
