"""The vision room without the rest of the house, for `kiosk camera` and `kiosk record`: confined as it always is."""

import signal
import tempfile
from collections.abc import Callable
from typing import Any, Self

from installation import telemetry
from installation.cast import Wire, WireKind, spec_of
from installation.common import clock
from installation.config.settings import Settings
from installation.faults import Refused
from installation.ipc.wire import WireEnds
from installation.messages import Beat, Presence
from installation.parent.supervisor import Supervisor
from installation.telemetry import VisionTelemetry
from installation.vocabulary import RoomName

_WATCHER = "watcher"
_WIRES = (
    # every presence, not the latest only; with two readers it is vision that binds
    Wire(
        name="presence",
        message=Presence,
        kind=WireKind.EVERY,
        writers=(RoomName.VISION,),
        readers=(_WATCHER, "another watcher"),
        rate_hz=30,
    ),
    Wire(
        name="beat",
        message=Beat,
        kind=WireKind.EVERY,
        writers=(RoomName.VISION,),
        readers=(_WATCHER,),
        rate_hz=10,
    ),
)
_LISTEN_S = 0.02


class VisionProcess:
    """A running vision room; `with VisionProcess(settings) as vision`."""

    def __init__(self, settings: Settings):
        self.telemetry = VisionTelemetry()  # of the newest beat
        self.message = ""  # likewise: what is not as it should be
        self.is_ending = False  # we were asked to end
        self._running = _Running(settings)

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._note_signal)
        self._running.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._running.stop()

    def restart(self, settings: Settings) -> None:
        """Replaces the room by one with other settings."""
        self._running.stop()
        self._running = _Running(settings)
        self._running.start()

    def listen(self, wait_s: float = _LISTEN_S) -> list[Presence]:
        """What was said since the last call, the oldest first; waits so long for it. Raises `Refused`."""
        beat, heard = self._running.listen(wait_s)
        if beat is not None:
            self.telemetry = telemetry.decoded(RoomName.VISION, beat.telemetry)
            self.message = beat.message
        return heard

    def _note_signal(self, *_: Any) -> None:
        self.is_ending = True


class _Running:
    """The process, its folder and its wires, from their start to their end."""

    def __init__(self, settings: Settings):
        self._folder = tempfile.TemporaryDirectory(prefix="latenzraum-")
        self._wires = WireEnds(_WIRES, _WATCHER, self._folder.name)
        cast = (spec_of(RoomName.VISION),)
        self._supervisor = Supervisor(cast, self._folder.name, settings)

    def start(self) -> None:
        """Starts the process."""
        self._supervisor.tend()

    def stop(self) -> None:
        """Ends the process, and lets go of everything."""
        self._supervisor.end(self._hear_last)
        self._wires.close()
        self._folder.cleanup()

    def listen(self, wait_s: float) -> tuple[Beat | None, list[Presence]]:
        """The newest beat and every presence since the last call. Raises `Refused`."""
        self._supervisor.tend()
        self._wires.wait(wait_s, "presence", "beat")
        beat = self._hear()
        refusal = self._supervisor.processes[RoomName.VISION].refusal
        if refusal:
            raise Refused(refusal)
        heard = []
        while (presence := self._wires.take("presence")) is not None:
            heard.append(presence)
        return beat, heard

    def _hear(self) -> Beat | None:
        newest = None
        while (beat := self._wires.take("beat")) is not None:
            self._supervisor.hear(beat)
            newest = beat
        return newest

    def _hear_last(self) -> None:
        self._wires.wait(_LISTEN_S, "beat")
        self._hear()


def run(vision: VisionProcess, turn: Callable[[], bool], for_s: float | None) -> None:
    """Calls `turn()` until we are asked to end, it says so (True), or `for_s` seconds have passed since the first
    frame came."""
    begun_ns: int | None = None
    while not vision.is_ending and not turn():
        now_ns = clock.now_ns()
        if begun_ns is None and vision.telemetry.camera:
            begun_ns = now_ns
        if for_s is None or begun_ns is None:
            continue
        if clock.seconds(now_ns - begun_ns) >= for_s:
            return
