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
from installation.cast import CAST, STANDBY, WIRES
from installation.common import clock, state_folder
from installation.config.watcher import ConfigWatcher
from installation.faults import Fault, Refused
from installation.ipc.wire import WireEnds
from installation.parent.controller import Controller
from installation.parent.hot_swap import HotSwap
from installation.parent.run_report import RunReport
from installation.parent.supervisor import REST, ManagedProcess, Supervisor
from installation.parent.systemd import Notifier

_LISTEN_S = 0.05
_PATIENCE_NS = 10 * clock.SECOND_NS
_SAY_NS = clock.SECOND_NS // 10
_WEIGH_NS = clock.SECOND_NS // 2
_SCREEN_TURNS_NS = 2 * clock.SECOND_NS  # the display's last turn is no older while it lives
_LOG_LINES = 120


class Kiosk:
    """The parent: it starts the rooms, watches them, and ends them. It does none of their work."""

    def __init__(
        self, settings: dict, started_ns: int, tell, following: ConfigWatcher | None = None
    ):
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
        self._run_report = RunReport(started_ns, 1000 / settings["screen"]["rate_hz"])

    def run(self, for_s: float | None = None) -> None:
        """Lives until it is asked to end or `for_s` seconds have passed.

        Raises `Refused` when a room says that it cannot work as asked; strict, `Fault` when one is lost.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: setattr(self, "_ending", True))
        with (
            tempfile.TemporaryDirectory(prefix="latenzraum-") as folder,
            state_folder.StatusFile() as self._status_file,
        ):
            self._wires = WireEnds(WIRES, "kiosk", folder)
            self._supervisor = Supervisor(CAST, folder, self._settings, self._note_line)
            self._hot_swap = HotSwap(STANDBY, self._supervisor, folder, self._note_line)
            self._controller = Controller(
                self._supervisor,
                self._hot_swap,
                self._settings,
                self._following,
                "console",
                self._note_line,
            )
            try:
                self._watch(
                    None if for_s is None else self._started_ns + int(for_s * clock.SECOND_NS)
                )
            finally:
                self._notifier.stopping()
                self._weigh()
                self._hot_swap.end()
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
        restarts = {
            name: max(0, managed.restarts) for name, managed in self._supervisor.processes.items()
        }
        return self._run_report.report({"kiosk": 0} | restarts)

    def _watch(self, until_ns: int | None) -> None:
        while not self._is_over() and (until_ns is None or clock.now_ns() < until_ns):
            self._supervisor.tend()
            self._hot_swap.tend()
            self._listen()
            if clock.now_ns() - self._weighed_ns > _WEIGH_NS:
                self._weigh()
                self._controller.turn()
                self._send_status()
                self._announce()
            if clock.now_ns() - self._said_ns > _SAY_NS:
                self._said_ns = clock.now_ns()
                self._wires.send(self._hot_swap.showing)

    def _is_over(self) -> bool:
        return self._ending or bool(self._refusals()) or self._strictly_lost()

    def _strictly_lost(self) -> bool:
        return self._settings["strict"] and bool(self._supervisor.first_loss)

    def _listen(self) -> None:
        self._wires.wait(_LISTEN_S, "beat")
        while (beat := self._wires.take("beat")) is not None:
            self._hot_swap.hear(beat)
            if beat.room in self._supervisor.processes:
                self._run_report.note(beat)
                self._supervisor.hear(beat)
            self._ending |= beat.ask == "end"
            if beat.ask == "next-pack":
                self._hot_swap.wish_next()
        while (command := self._wires.take("command")) is not None:
            self._controller.hear(command)

    def _weigh(self) -> None:
        self._weighed_ns = clock.now_ns()
        self._run_report.weigh("kiosk", os.getpid())
        for name, managed in self._supervisor.processes.items():
            if managed.process is not None:
                self._run_report.weigh(name, managed.process.pid)

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
        fact = self._run_report.fact
        shown = (
            fact("display", "first_picture_ns")
            and fact("console", "port")
            and fact("vision", "camera")
        )
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
        return [
            managed.refused for managed in self._supervisor.processes.values() if managed.refused
        ]

    def _send_status(self) -> None:
        """To the console, to `kiosk status`, and to systemd."""
        self._status_seq += 1
        processes = self._supervisor.processes
        rooms = {name: self._room(name, managed) for name, managed in processes.items()}
        if self._hot_swap.words:
            rooms[STANDBY.name] = {
                "state": "DEGRADED",
                "words": self._hot_swap.words,
                "restarts": 0,
                "facts": {},
            }
        house, recent = self._controller.house(), self._run_report.recent()
        self._wires.send(
            messages.Status(self._status_seq, rooms, self.report(), recent, house, list(self._log))
        )
        self._status_file.write(rooms, house, recent, self._run_report.fact("console", "port"))
        turned_ns = processes["display"].beaten_ns or 0
        if self._controller.is_asleep or clock.now_ns() - turned_ns < _SCREEN_TURNS_NS:
            self._notifier.ready(house["words"])
            self._notifier.alive(house["words"])

    def _room(self, name: str, managed: ManagedProcess) -> dict:
        words = (
            "rests until the house opens"
            if managed.wish == REST
            else managed.beat.words
            if managed.beat
            else ""
        )
        if managed.state == "DOWN" and not words:
            words = "is being started"
        facts = {} if managed.wish == REST else self._run_report.facts(name)
        return {
            "state": managed.state,
            "words": words,
            "restarts": max(0, managed.restarts),
            "facts": facts,
        }


def write_report(kiosk: Kiosk, path: Path) -> None:
    """Writes the report whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(kiosk.report(), indent=2) + "\n", encoding="utf-8")
    part.replace(path)
