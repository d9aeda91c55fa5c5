"""What a room is given, and where it says how it fares."""

import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from installation import messages, telemetry
from installation.config.settings import Settings
from installation.ipc.wire import WireEnds
from installation.vocabulary import Ask, RoomState


class RoomContext:
    """Settings, wires and memory of a room; its status, telemetry and measurements for the parent."""

    def __init__(
        self,
        room: str,
        settings: Settings,
        checkpoint: dict[str, Any],
        wires: WireEnds,
        open_wires: Callable[[str], WireEnds] | None = None,
        memory: int | None = None,
    ):
        """`open_wires(room)` gives another room's ends of the wires, for a room that will take its place."""
        self.room = room
        self.settings = settings  # kiosk.toml as resolved by the parent, all sections
        self.checkpoint = checkpoint  # what the last life of this room left; {} at the first start
        self.wires = wires
        self.memory = memory  # a file in memory that every life of an outlived room is given
        self.telemetry: Any = telemetry.empty(room)  # of the room's own kind: see `telemetry`
        self.ask = Ask.NOTHING  # of the parent: END is asked until it is granted, all else once
        self.state = RoomState.OK
        self.message = ""  # one sentence for the technician
        self.samples: dict[str, list[float]] = {}  # since the last beat
        self.marks: dict[str, list[tuple[int, int]]] = {}  # since the last beat
        self._open_wires = open_wires

    @property
    def was_restarted(self) -> bool:
        """True when this room has lived before in this run."""
        return bool(self.checkpoint)

    def set_status(self, message: str = "", state: RoomState = RoomState.DEGRADED) -> None:
        """Says in one sentence what is not as it should be; without a message all is well."""
        self.state = state if message else RoomState.OK
        self.message = message

    def sample(self, name: str, value: float) -> None:
        """Adds a measurement for the parent's statistics."""
        self.samples.setdefault(name, []).append(value)

    def mark(self, name: str, seq: int, at_ns: int) -> None:
        """Says when (monotonic) this happened to the message of this number: the parent joins rooms by it."""
        self.marks.setdefault(name, []).append((seq, at_ns))

    def become(self, room: str) -> None:
        """From now on this process is another room, and holds that one's ends of the wires."""
        if self._open_wires is None:
            raise ValueError(f"{self.room} cannot become {room}: no wires to open")
        self.wires.close()
        self.room = room
        self.wires = self._open_wires(room)

    def beat(self, turn: int) -> None:
        """Tells the parent that this turn was done."""
        self.wires.send(
            messages.Beat(
                room=self.room,
                pid=os.getpid(),
                turn=turn,
                state=self.state,
                message=self.message,
                telemetry=telemetry.encoded(self.telemetry),
                samples=self.samples,
                checkpoint=self.checkpoint,
                ask=self.ask,
                marks=self.marks,
                **_own_usage(),
            )
        )
        self.samples = {}
        self.marks = {}
        if self.ask != Ask.END:
            self.ask = Ask.NOTHING


def _own_usage() -> dict[str, float]:
    """What this process cost so far. The parent cannot look: rooms are closed to others, and systemd hides them."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    units_a_mb = 2**20 if sys.platform == "darwin" else 2**10  # of `ru_maxrss`
    return {"cpu_s": usage.ru_utime + usage.ru_stime, "rss_mb": usage.ru_maxrss / units_a_mb}
