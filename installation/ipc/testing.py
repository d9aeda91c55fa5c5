"""A room's context without a house around it: for tests, benchmarks, and trying a room by hand."""

import os
import select
import socket
from collections.abc import Callable
from typing import Any

from installation.common import clock
from installation.config.settings import Settings
from installation.ipc.room_context import RoomContext


class FakeWires:
    """Hands out what it is given, and keeps what is sent."""

    def __init__(self, sources: dict[str, Callable[[], Any]] | None = None):
        """`sources`: wire -> a function that gives its next message, or None."""
        self.sent: list[Any] = []
        self._sources = sources or {}
        self._newest: dict[str, Any] = {}

    def send(self, message: Any) -> None:
        """Keeps the message."""
        self.sent.append(message)

    def take(self, name: str) -> Any:
        """The next message of its source."""
        message = self._sources[name]() if name in self._sources else None
        if message is not None:
            self._newest[name] = message
        return message

    def newest(self, name: str) -> Any:
        """The last one that came; it never goes stale."""
        self.take(name)
        return self._newest.get(name)

    def wait(self, seconds: float, *names: str, bell: socket.socket | None = None) -> None:
        """Waits the whole time, or until the bell rings."""
        if bell is None:
            clock.rest(seconds)
        else:
            select.select([bell], [], [], seconds)

    def close(self, linger_ms: int = 0) -> None:
        """Nothing is open."""


def fake_settings(**values: Any) -> Settings:
    """The defaults of kiosk.toml; sections as dicts, the run's own values by name."""
    # nothing is kept of a trial: below this path no file can be made
    run = {"seed": 1, "pack_folder": ".", "assets": ".", "state": os.devnull}
    return Settings.model_validate(run | values, strict=False)


class FakeContext(RoomContext):
    """Everything a room wants of the house; nobody listens."""

    def __init__(
        self,
        room: str,
        settings: Settings,
        checkpoint: dict[str, Any] | None = None,
        sources: dict[str, Callable[[], Any]] | None = None,
    ):
        self.wires: Any
        super().__init__(room, settings, checkpoint or {}, FakeWires(sources))  # type: ignore[arg-type]

    def beat(self, turn: int) -> None:
        """Keeps samples and marks: nobody is told."""
