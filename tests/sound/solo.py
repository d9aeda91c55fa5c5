"""The sound room alone, in a process of its own: fed with a wandering point, watched through its context.

`python solo.py '{"seconds": 5, ...}'`: prints what the room said and counted, as JSON. Ends as the room does,
or on SIGTERM as at the end of its seconds.
"""

import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from installation import telemetry
from installation.common import clock
from installation.faults import Fault
from installation.ipc.testing import FakeContext, fake_settings
from installation.messages import (
    MOTION_SHAPE,
    SILHOUETTE_SHAPE,
    Command,
    LatentPoint,
    Level,
    Presence,
)
from installation.vocabulary import RoomName, Verb, VisitState

ROOT = Path(__file__).resolve().parents[2]
RATE_HZ = 30  # of points and presence


class Inputs:
    """Gives a point 30 times a second, and presence; and commands in their time."""

    def __init__(self, visitors: int, commands: Sequence[Sequence[Any]]):
        """`commands`: (seconds from now, verb, value) each, in their order."""
        self._visitors = visitors
        self._commands = list(commands)
        self._started_ns = clock.now_ns()
        self._last_point = -1
        self._last_presence = -1

    def point(self) -> LatentPoint | None:
        """The next one when it is time."""
        number = self._number()
        if number == self._last_point:
            return None
        self._last_point = number
        angle = number / RATE_HZ / 9 + np.arange(64) * 1.7
        return LatentPoint(
            seq=number,
            light_ns=1,
            state=VisitState.WANDERING,
            attention=min(1.0, self._visitors),
            point=(1.4 * np.sin(angle)).astype("f4"),
        )

    def presence(self) -> Presence | None:
        """The next one when it is time: visitors side by side."""
        number = self._number()
        if number == self._last_presence:
            return None
        self._last_presence = number
        places = np.zeros((self._visitors, 8), np.float32)
        places[:, 0] = np.arange(self._visitors)
        places[:, 1] = (np.arange(self._visitors) + 0.5) / max(1, self._visitors)
        places[:, 5] = 0.1
        places[:, 7] = 0.5
        return Presence(
            seq=number,
            light_ns=1,
            camera_s=0.0,
            visitors=self._visitors,
            places=places,
            flow=np.zeros(2, np.float32),
            motion=np.zeros(MOTION_SHAPE, np.float32),
            silhouette=np.zeros(SILHOUETTE_SHAPE, np.uint8),
        )

    def command(self) -> Command | None:
        """The next one when it is time."""
        if not self._commands or self._age_s() < self._commands[0][0]:
            return None
        _, verb, value = self._commands.pop(0)
        return Command(1, Verb(verb), value)

    def _age_s(self) -> float:
        return clock.seconds(clock.now_ns() - self._started_ns)

    def _number(self) -> int:
        return int(self._age_s() * RATE_HZ)


def live(
    seconds: float,
    sound: dict[str, Any],
    checkpoint: dict[str, Any],
    visitors: int = 0,
    points: bool = True,
    commands: Sequence[Sequence[Any]] = (),
    pack: str = str(ROOT / "models" / "facades"),
    assets: str = str(ROOT / "assets"),
) -> dict[str, Any]:
    """A life of `seconds`; what the room said, and what it took."""
    from installation.sound.process import Room

    inputs = Inputs(visitors, commands)
    sources = {"presence": inputs.presence, "command": inputs.command}
    if points:
        sources["point"] = inputs.point
    settings = fake_settings(sound=sound, pack_folder=pack, assets=assets)
    context = FakeContext(RoomName.SOUND, settings, checkpoint, sources)
    fault = ""
    turns = 0
    longest_s = 0.0
    ends = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ends.set())
    begun_ns = clock.now_ns()
    worked_ns = clock.worked_ns()
    try:
        with contextlib.closing(Room(context)) as room:
            begun_ns = clock.now_ns()  # what it took to begin is not its life
            worked_ns = clock.worked_ns()
            while clock.seconds(clock.now_ns() - begun_ns) < seconds and not ends.is_set():
                before_ns = clock.now_ns()
                room.turn()
                turns += 1
                longest_s = max(longest_s, clock.seconds(clock.now_ns() - before_ns))
    except Fault as caught:
        fault = f"{type(caught).__name__}: {caught}"
    lived_s = clock.seconds(clock.now_ns() - begun_ns)
    levels = [message for message in context.wires.sent if isinstance(message, Level)]
    return {
        "fault": fault,
        "message": context.message,
        "telemetry": telemetry.encoded(context.telemetry),
        "checkpoint": context.checkpoint,
        "turns": turns,
        "longest_turn_s": longest_s,
        "lived_s": lived_s,
        "cpu": clock.seconds(clock.worked_ns() - worked_ns) / lived_s,
        "levels": len(levels),
        "loudest": max((level.peak for level in levels), default=0.0),
        "sound_ms": float(np.median(context.samples.get("sound_ms", [0.0]))),
    }


def main() -> int:
    """The exit code of the room."""
    given = {"sound": {}, "checkpoint": {}} | json.loads(sys.argv[1])
    lived = live(**given)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    lived["rss_mb"] = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    print(json.dumps(lived), flush=True)
    return 1 if lived["fault"] else 0


if __name__ == "__main__":
    sys.exit(main())
