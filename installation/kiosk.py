"""The house on one page: who is in it, how they are joined, and how it is started, watched and ended.

Light goes one way: camera -> presence -> point -> picture -> screen, and point -> sound.
"""

import json
import os
import signal
import tempfile
from collections import deque
from pathlib import Path

from installation import messages
from installation.faults import Fault, Refused
from installation.operation import state
from installation.operation.caretaker import Caretaker
from installation.operation.following import Following
from installation.plumbing import clock
from installation.plumbing.ledger import Ledger
from installation.plumbing.supervisor import REST, Member, Supervisor, Ward
from installation.plumbing.systemd import Notifier
from installation.plumbing.wire import EVERY, LATEST, Wire, WireEnds
from installation.swap import Swap

# The slowest to warm up first. A positive niceness yields the processor: the screen comes before all else. Two in real
# time, screen and sound, are enough: with a third on two cores the sound server's main thread stood behind them.
CAST = (
    Member("generator", "installation.generator.process", "latent point -> picture", niceness=5),
    Member("display", "installation.display.process", "newest pictures -> the screen", realtime=2, outlived=True),
    Member("vision", "installation.vision.process", "frame -> who is there, where, how they move", niceness=-10),
    Member("journey", "installation.journey.process", "presence, time -> the next latent point", niceness=-5),
    Member("sound", "installation.sound.process", "latent point, presence -> sound"),
    Member("console", "installation.console.process", "the technician's page", start_s=60.0, stall_s=15.0, niceness=5),
)
# Not in the house from the start: the next pack, while it is warmed up to take the generator's place.
UNDERSTUDY = Member(
    "understudy", "installation.generator.understudy", "another pack, in the wings", start_s=90.0, niceness=5
)
ROOMS = tuple(member.name for member in CAST)

WIRES = (
    Wire("presence", messages.Presence, LATEST, ("vision",), ("journey", "sound", "display", "console"), 30),
    Wire("point", messages.LatentPoint, LATEST, ("journey",), ("generator", "sound", "display", "console"), 60),
    Wire("picture", messages.Picture, LATEST, ("generator",), ("display",), 32),
    Wire("insight", messages.Insight, LATEST, ("generator",), ("display",), 0),  # 5 while it is shown
    Wire("change", messages.Change, LATEST, ("generator",), ("journey",), 32),
    Wire("shown", messages.Shown, LATEST, ("display",), ("generator", "sound", "console"), 5),
    Wire("level", messages.Level, LATEST, ("sound",), ("console",), 20),
    Wire("status", messages.Status, LATEST, ("kiosk",), ("console", "display"), 2),
    Wire("axes", messages.Axes, LATEST, ("generator",), ("display",), 0),  # studio only, as is hand
    Wire("hand", messages.Hand, LATEST, ("display",), ("journey", "sound"), 0),
    Wire("showing", messages.Showing, LATEST, ("kiosk",), ("journey", "display", "sound", "understudy"), 10),
    Wire("beat", messages.Beat, EVERY, (*ROOMS, UNDERSTUDY.name), ("kiosk",), 10),
    Wire("command", messages.Command, EVERY, ("console",), ("generator", "display", "journey", "sound", "kiosk"), 0),
)

_LISTEN_S = 0.05
_PATIENCE_NS = 10 * clock.SECOND_NS
_SAY_NS = clock.SECOND_NS // 10
_WEIGH_NS = clock.SECOND_NS // 2
_SCREEN_TURNS_NS = 2 * clock.SECOND_NS  # the display's last turn is no older while it lives
_LOG_LINES = 120


class Kiosk:
    """The parent: it starts the rooms, watches them, and ends them. It does none of their work."""

    def __init__(self, settings: dict, started_ns: int, tell, following: Following | None = None):
        """`settings` is what the rooms are given; `tell(text)` takes a line for the technician.

        `following` is the file they come from, where it is to be followed.
        """
        self._settings, self._tell_aloud, self._following = settings, tell, following
        self._log: deque[tuple[str, str]] = deque(maxlen=_LOG_LINES)
        self._notifier = Notifier()
        self._held_back: list[str] | None = []  # while nobody knows whether there will be a show
        self._started_ns = started_ns
        self._ending = self._announced = False
        self._weighed_ns = self._said_ns = 0
        self._status_seq = 0
        self._ledger = Ledger(started_ns, 1000 / settings["screen"]["rate_hz"])

    def run(self, for_s: float | None = None) -> None:
        """Lives until it is asked to end or `for_s` seconds have passed.

        Raises `Refused` when a room says that it cannot work as asked; strict, `Fault` when one is lost.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: setattr(self, "_ending", True))
        with tempfile.TemporaryDirectory(prefix="latenzraum-") as folder, state.StatusFile() as self._status_file:
            self._wires = WireEnds(WIRES, "kiosk", folder)
            self._supervisor = Supervisor(CAST, folder, self._settings, self._note_line)
            self._swap = Swap(UNDERSTUDY, self._supervisor, folder, self._note_line)
            self._caretaker = Caretaker(
                self._supervisor, self._swap, self._settings, self._following, "console", self._note_line
            )
            try:
                self._watch(None if for_s is None else self._started_ns + int(for_s * clock.SECOND_NS))
            finally:
                self._notifier.stopping()
                self._weigh()
                self._swap.end()
                self._supervisor.end(self._listen)
                self._wires.close()
        if refusals := self._refusals():
            raise Refused("; ".join(refusals))
        if self._strictly_lost():
            raise Fault(self._supervisor.first_loss)
        for line in self._held_back or ():  # ended before it was clear whether the show begins
            self._tell(line)

    def report(self) -> dict:
        """What the run amounted to."""
        restarts = {name: max(0, ward.restarts) for name, ward in self._supervisor.wards.items()}
        return self._ledger.report({"kiosk": 0} | restarts)

    def _watch(self, until_ns: int | None) -> None:
        while not self._is_over() and (until_ns is None or clock.now_ns() < until_ns):
            self._supervisor.tend()
            self._swap.tend()
            self._listen()
            if clock.now_ns() - self._weighed_ns > _WEIGH_NS:
                self._weigh()
                self._caretaker.turn()
                self._send_status()
                self._announce()
            if clock.now_ns() - self._said_ns > _SAY_NS:
                self._said_ns = clock.now_ns()
                self._wires.send(self._swap.showing)

    def _is_over(self) -> bool:
        return self._ending or bool(self._refusals()) or self._strictly_lost()

    def _strictly_lost(self) -> bool:
        return self._settings["strict"] and bool(self._supervisor.first_loss)

    def _listen(self) -> None:
        self._wires.wait(_LISTEN_S, "beat")
        while (beat := self._wires.take("beat")) is not None:
            self._swap.hear(beat)
            if beat.room in self._supervisor.wards:
                self._ledger.note(beat)
                self._supervisor.hear(beat)
            self._ending |= beat.ask == "end"
            if beat.ask == "next-pack":
                self._swap.wish_next()
        while (command := self._wires.take("command")) is not None:
            self._caretaker.hear(command)

    def _weigh(self) -> None:
        self._weighed_ns = clock.now_ns()
        self._ledger.weigh("kiosk", os.getpid())
        for name, ward in self._supervisor.wards.items():
            if ward.process is not None:
                self._ledger.weigh(name, ward.process.pid)

    def _tell(self, line: str) -> None:
        self._log.append((clock.wall_now().isoformat(timespec="seconds"), line))
        self._tell_aloud(line)

    def _note_line(self, line: str) -> None:
        """To the technician; at the start only when it is clear that the show begins, or does not in time."""
        if self._held_back is None:
            self._tell(line)
        else:
            self._held_back.append(line)

    def _announce(self) -> None:
        """Once, when there is something to see: what is shown, with what, and where to look after it."""
        fact = self._ledger.fact
        shown = fact("display", "first_picture_ns") and fact("console", "port") and fact("vision", "camera")
        late = clock.now_ns() - self._started_ns > _PATIENCE_NS
        if self._held_back is not None and (shown or late):
            lines, self._held_back = self._held_back, None
            for line in lines:
                self._tell(line)
        if shown and not self._announced:
            self._announced = True
            self._tell(
                f"showing {fact('generator', 'pack')}: camera {fact('vision', 'camera')}, "
                f"screen {fact('display', 'screen')}, sound {fact('sound', 'sound_device')}, "
                f"page http://127.0.0.1:{fact('console', 'port')}/"
            )

    def _refusals(self) -> list[str]:
        return [ward.refused for ward in self._supervisor.wards.values() if ward.refused]

    def _send_status(self) -> None:
        """To the console, to `kiosk status`, and to systemd."""
        self._status_seq += 1
        wards = self._supervisor.wards
        rooms = {name: self._room(name, ward) for name, ward in wards.items()}
        if self._swap.words:
            rooms[UNDERSTUDY.name] = {"state": "DEGRADED", "words": self._swap.words, "restarts": 0, "facts": {}}
        house, recent = self._caretaker.house(), self._ledger.recent()
        self._wires.send(messages.Status(self._status_seq, rooms, self.report(), recent, house, list(self._log)))
        self._status_file.write(rooms, house, recent, self._ledger.fact("console", "port"))
        turned_ns = wards["display"].beaten_ns or 0
        if self._caretaker.is_asleep or clock.now_ns() - turned_ns < _SCREEN_TURNS_NS:
            self._notifier.ready(house["words"])
            self._notifier.alive(house["words"])

    def _room(self, name: str, ward: Ward) -> dict:
        words = "rests until the house opens" if ward.wish == REST else ward.beat.words if ward.beat else ""
        if ward.state == "DOWN" and not words:
            words = "is being started"
        facts = {} if ward.wish == REST else self._ledger.facts(name)
        return {"state": ward.state, "words": words, "restarts": max(0, ward.restarts), "facts": facts}


def write_report(kiosk: Kiosk, path: Path) -> None:
    """Writes the report whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(kiosk.report(), indent=2) + "\n", encoding="utf-8")
    part.replace(path)
