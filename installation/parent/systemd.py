"""What systemd is told: that we are ready, how we fare, and that the screen still turns. Nothing where it does not ask."""

import contextlib
import os
import socket

_PATIENCE_US = 60_000_000  # of systemd, from each message on: sd_notify(3)


def is_listening() -> bool:
    """True where systemd started us as a service of Type=notify."""
    return bool(os.environ.get("NOTIFY_SOCKET"))


class Notifier:
    """The datagrams of sd_notify(3), to the address in NOTIFY_SOCKET."""

    def __init__(self) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):  # a name in the abstract space
            self._address = "\0" + self._address[1:]
        self._is_ready = False

    def waiting(self, message: str) -> None:
        """Not ready yet, and at it: a slow machine, or a screen that cannot come, is no reason to begin anew."""
        if not self._is_ready:
            self._send(f"EXTEND_TIMEOUT_USEC={_PATIENCE_US}\nSTATUS=being started: {message}")

    def ready(self, message: str) -> None:
        """Once: the first picture was shown."""
        if not self._is_ready:
            self._is_ready = True
            self._send(f"READY=1\nSTATUS={message}")

    def alive(self, message: str) -> None:
        """Feeds the watchdog; to be called only while the screen turns."""
        self._send(f"WATCHDOG=1\nSTATUS={message}")

    def stopping(self) -> None:
        """We end as asked."""
        self._send("STOPPING=1")

    def _send(self, text: str) -> None:
        if self._address:
            with (
                contextlib.suppress(OSError),
                socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify_socket,
            ):
                notify_socket.sendto(text.encode(), self._address)
