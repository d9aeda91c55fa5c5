"""The sound room alone, in a process of its own: fed with a wandering point, watched through its context.

`python solo.py '{"seconds": 5, ...}'`: prints what the room said and counted, as JSON. Ends as the room does.
"""

import contextlib
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from installation.common import clock
from installation.config.schema import Sound
from installation.faults import Fault
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Command, LatentPoint, Presence

DEFAULTS = Sound().model_dump()
ROOT = Path(__file__).resolve().parents[2]


class Wires:
    """Gives a point 30 times a second, and presence; keeps the levels that are sent."""

    def __init__(self, visitors: int, points: bool = True, commands: tuple = ()):
        self._visitors, self._points = visitors, points
        self._commands = list(commands)  # (seconds from now, verb, value) each, in their order
        self._started = clock.now_ns()
        self._told = {"point": -1, "presence": -1}
        self.levels: list = []

    def take(self, name: str):
        if name in ("active_pack", "hand", "shown"):
            return None  # nobody changes the pack, nothing is seen
        if name == "command":
            return self._command()
        number = int(clock.seconds(clock.now_ns() - self._started) * 30)
        if number == self._told[name] or (name == "point" and not self._points):
            return None
        self._told[name] = number
        return self._point(number) if name == "point" else self._presence(number)

    def _command(self) -> Command | None:
        if (
            not self._commands
            or clock.seconds(clock.now_ns() - self._started) < self._commands[0][0]
        ):
            return None
        return Command(1, *self._commands.pop(0)[1:])

    def send(self, message) -> None:
        self.levels.append(message)

    def wait(self, seconds: float, *names: str) -> None:
        clock.rest(seconds)

    def _point(self, number: int) -> LatentPoint:
        angle = number / 30 / 9 + np.arange(64) * 1.7
        return LatentPoint(
            number, 1, "wandering", min(1.0, self._visitors), (1.4 * np.sin(angle)).astype("f4")
        )

    def _presence(self, number: int) -> Presence:
        places = np.zeros((self._visitors, 8), np.float32)
        places[:, 0] = np.arange(self._visitors)
        places[:, 1] = (np.arange(self._visitors) + 0.5) / max(1, self._visitors)
        places[:, 5], places[:, 7] = 0.1, 0.5
        none = np.zeros(2, np.float32)
        return Presence(
            number, 1, 0.0, self._visitors, places, none,
            np.zeros(MOTION_SHAPE, np.float32), np.zeros(SILHOUETTE_SHAPE, np.uint8),
        )  # fmt: skip


class RoomContext:
    """A context that remembers."""

    def __init__(self, sound: dict, keep: dict, wires: Wires, pack: str, assets: str):
        self.settings = SimpleNamespace(
            sound=SimpleNamespace(**(DEFAULTS | sound)),
            seed=1,
            generation=0,
            studio=False,
            pack_folder=pack,
            assets=assets,
        )
        self.checkpoint, self.wires, self.facts = keep, wires, {}
        self.words, self.samples, self.marks = "", {}, {}

    def set_status(self, words: str = "", state: str = "DEGRADED") -> None:
        self.words = words

    def mark(self, name: str, seq: int, at_ns: int) -> None:
        self.marks.setdefault(name, []).append((seq, at_ns))

    def sample(self, name: str, value: float) -> None:
        self.samples.setdefault(name, []).append(value)


def live(
    seconds: float, sound: dict, keep: dict, visitors: int = 0, points: bool = True, starved: tuple = (),
    commands: tuple = (), pack: str = str(ROOT / "models" / "facades"), assets: str = str(ROOT / "assets"),
) -> dict:  # fmt: skip
    """A life of `seconds`; `starved` (at, for): the loop stands still in between, as under a hog."""
    from installation.sound.process import Room

    wires = Wires(visitors, points, commands)
    context = RoomContext(sound, keep, wires, pack, assets)
    begin, cpu, fault, turns, longest = clock.now_ns(), os.times(), "", 0, 0.0
    try:
        with contextlib.closing(Room(context)) as room:
            begin, cpu = clock.now_ns(), os.times()  # what it took to begin is not its life
            while (age := clock.seconds(clock.now_ns() - begin)) < seconds:
                if starved and age > starved[0]:
                    wires.wait(starved[1])
                    starved = ()
                before = clock.now_ns()
                room.turn()
                longest, turns = max(longest, clock.seconds(clock.now_ns() - before)), turns + 1
    except Fault as caught:
        fault = f"{type(caught).__name__}: {caught}"
    after = os.times()
    return {
        "fault": fault, "words": context.words, "facts": context.facts, "keep": context.checkpoint, "turns": turns,
        "longest_turn_s": longest, "lived_s": clock.seconds(clock.now_ns() - begin),
        "cpu": (after.user + after.system - cpu.user - cpu.system) / clock.seconds(clock.now_ns() - begin),
        "levels": len(wires.levels), "loudest": max((level.peak for level in wires.levels), default=0.0),
        "sound_ms": float(np.median(context.samples.get("sound_ms", [0.0]))),
    }  # fmt: skip


def main() -> int:
    given = {"sound": {}, "keep": {}} | json.loads(sys.argv[1])
    lived = live(**given)
    lived["rss_mb"] = (
        int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    )
    print(json.dumps(lived), flush=True)
    return 1 if lived["fault"] else 0


if __name__ == "__main__":
    sys.exit(main())
