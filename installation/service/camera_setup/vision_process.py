"""The vision room without the rest of the house, for `kiosk camera` and `kiosk record`: the same process, the same door."""

import signal
import tempfile
from typing import Self

from installation.cast import CAST, EVERY, Wire
from installation.common import clock
from installation.faults import Refused
from installation.ipc.wire import WireEnds
from installation.messages import Beat, Presence
from installation.parent.supervisor import Supervisor

_MEMBER = next(member for member in CAST if member.name == "vision")
_WIRES = (
    # every presence, not the latest only; vision binds, so that there may be more than one to listen
    Wire("presence", Presence, EVERY, ("vision",), ("watcher", "another watcher"), 30),
    Wire("beat", Beat, EVERY, ("vision",), ("watcher",), 10),
)
_LISTEN_S = 0.02


class Alone:
    """A running vision room; `with Alone(settings, tell) as vision`."""

    def __init__(self, settings: dict, tell):
        """`settings` as the rooms are given them; `tell(text)` takes a line for the technician."""
        self._settings, self._tell = settings, tell
        self._ending = False
        self.facts: dict = {}
        self.words = ""

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: setattr(self, "_ending", True))
        self._start()
        return self

    def __exit__(self, *_) -> None:
        self._stop()

    @property
    def ending(self) -> bool:
        """True when we were asked to end."""
        return self._ending

    def begin_anew(self, settings: dict) -> None:
        """Replaces the room by one with other settings."""
        self._stop()
        self._settings = settings
        self._start()

    def listen(self, wait_s: float = _LISTEN_S) -> list[Presence]:
        """What was said since the last call, the oldest first; waits so long for it. Raises `Refused`."""
        self._keeper.tend()
        self._wires.wait(wait_s, "presence", "beat")
        self._hear()
        if refused := self._keeper.processes["vision"].refused:
            raise Refused(refused)
        return list(iter(lambda: self._wires.take("presence"), None))

    def _hear(self) -> None:
        while (beat := self._wires.take("beat")) is not None:
            self._keeper.hear(beat)
            self.facts, self.words = beat.facts, beat.words

    def _start(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="latenzraum-")
        self._wires = WireEnds(_WIRES, "watcher", self._folder.name)
        self._keeper = Supervisor((_MEMBER,), self._folder.name, self._settings, self._tell)

    def _stop(self) -> None:
        def listen() -> None:
            self._wires.wait(_LISTEN_S, "beat")
            self._hear()

        self._keeper.end(listen)
        self._wires.close()
        self._folder.cleanup()


def run(vision: Alone, turn, for_s: float | None) -> None:
    """Calls `turn()` until we are asked to end, it says so (True), or `for_s` seconds have passed since presence came."""
    begun_ns = None
    while not vision.ending and not turn():
        if begun_ns is None and vision.facts.get("camera"):
            begun_ns = clock.now_ns()
        if (
            for_s is not None
            and begun_ns is not None
            and clock.seconds(clock.now_ns() - begun_ns) >= for_s
        ):
            return
