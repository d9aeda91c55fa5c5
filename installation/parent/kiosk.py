"""The parent: it starts the rooms, watches them, and ends them. It does none of their work. `cast` says who they are."""

import json
import logging
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

from installation import __version__, messages
from installation.cast import CAST, STANDBY, WIRES
from installation.common import clock, files, scarcity
from installation.common.status_file import StatusFile
from installation.common.systemd import Notifier
from installation.config.settings import Settings
from installation.config.watcher import ConfigWatcher
from installation.faults import Fault, Refused
from installation.ipc.wire import WireEnds
from installation.parent.announcements import Announcements
from installation.parent.controller import Controller
from installation.parent.hot_swap import HotSwap
from installation.parent.house_log import HouseLog
from installation.parent.rate_watch import RateWatch
from installation.parent.room_statuses import complaints, room_statuses
from installation.parent.run_report import RunReport
from installation.parent.shortage_log import ShortageLog
from installation.parent.supervisor import Supervisor
from installation.parent.wire_folder import wire_folder
from installation.parent.wire_watch import WireWatch
from installation.vocabulary import Ask, RoomName

_LISTEN_S = 0.05
_LISTEN_ASLEEP_S = 0.2  # beats are still heard at once
_PACK_EVERY_NS = clock.SECOND_NS // 10
_STATUS_EVERY_NS = clock.SECOND_NS // 2
_SCREEN_TURNS_NS = 2 * clock.SECOND_NS  # the display's last turn is no older while it lives

log = logging.getLogger(__name__)


class Kiosk:
    """One run of the house."""

    def __init__(
        self, settings: Settings, started_ns: int, watcher: ConfigWatcher | None, folder: str
    ):
        """`watcher` is the file that `settings` come from, where it is to be followed; `folder` is for the wires."""
        self._settings = settings
        self._started_ns = started_ns
        self._log = HouseLog(logging.getLogger("installation"))
        self._run_report = RunReport(started_ns, 1000 / settings.screen.rate_hz)
        self._announcements = Announcements(self._log, self._run_report, started_ns)
        self._supervisor = Supervisor(CAST, folder, settings)
        self._hot_swap = HotSwap(STANDBY, self._supervisor, folder)
        self._controller = Controller(self._supervisor, self._hot_swap, settings, watcher)
        self._supervisor.begin()  # wires bring threads, and only who has none can be copied
        self._wires = WireEnds(WIRES, RoomName.KIOSK, folder)
        self._about = {
            "version": __version__,
            "config": str(watcher.path.absolute()) if watcher is not None else "",
            "state": str(settings.state),
        }
        self._folder = folder
        self._wire_watch = WireWatch(folder)
        self._rate_watch = RateWatch()
        self._notifier = Notifier()
        self._is_ending = False
        self._pack_sent_ns = 0
        self._status_sent_ns = 0
        self._status_seq = 0
        self._shortages = ShortageLog()

    def run(self, for_s: float | None = None, report_after_s: float = 0.0) -> None:
        """Lives until it is asked to end or `for_s` seconds have passed.

        The report begins `report_after_s` seconds after the first picture.
        Raises `Refused` when a room says that it cannot work as asked; strict, `Fault` when one is lost.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._note_signal)
        until_ns = self._started_ns + int(for_s * clock.SECOND_NS) if for_s is not None else None
        self._run_report.leave_out(report_after_s)
        self._log.attach()
        self._notifier.waiting("the rooms")
        try:
            with StatusFile(self._about) as status_file:
                self._watch(status_file, until_ns)
        finally:
            self._end()
            self._log.detach()
        refusals = self._refusals()
        if refusals:
            raise Refused("; ".join(refusals))
        if self._is_strictly_lost():
            raise Fault(self._supervisor.first_loss)
        self._log.let_through()  # where it ended before it was clear whether the show begins

    def report(self) -> dict[str, Any]:
        """What the run amounted to."""
        restarts = {RoomName.KIOSK.value: 0}
        for name, managed in self._supervisor.processes.items():
            restarts[name] = max(0, managed.restarts)
        return self._run_report.report(restarts)

    def _note_signal(self, *_: object) -> None:
        self._is_ending = True

    def _watch(self, status_file: StatusFile, until_ns: int | None) -> None:
        while not self._is_over(until_ns):
            self._turn(status_file)

    def _turn(self, status_file: StatusFile) -> None:
        attempt = self._shortages.attempt
        attempt(self._supervisor.tend)
        attempt(self._hot_swap.tend)
        attempt(self._listen)
        now = clock.now_ns()
        if now - self._status_sent_ns > _STATUS_EVERY_NS:
            self._status_sent_ns = now
            attempt(self._weigh)
            attempt(self._watch_wires)
            attempt(self._controller.tick)
            attempt(self._publish_status, status_file)
            attempt(self._announcements.tick)
        if now - self._pack_sent_ns > _PACK_EVERY_NS:
            self._pack_sent_ns = now
            self._wires.send(self._shown_now())

    def _watch_wires(self) -> None:
        """Makes the sockets of all rooms anew where somebody deleted them."""
        processes = self._supervisor.processes.values()
        running = {managed.name for managed in processes if managed.is_running}
        if not self._wire_watch.are_gone({*running, RoomName.KIOSK}):
            return
        log.error(
            "the folder %s of the wires between rooms was deleted: all rooms start again;"
            " keep it from what clears temporary files",
            self._folder,
        )
        self._wire_watch.make_folder()
        self._wires.close()
        self._wires = WireEnds(WIRES, RoomName.KIOSK, self._folder)
        self._supervisor.renew(self._supervisor.processes)

    def _shown_now(self) -> messages.ActivePack:
        languages = self._supervisor.settings.screen.languages
        return replace(self._hot_swap.active_pack, languages=list(languages))

    def _is_over(self, until_ns: int | None) -> bool:
        is_time = until_ns is not None and clock.now_ns() >= until_ns
        return is_time or self._is_ending or bool(self._refusals()) or self._is_strictly_lost()

    def _is_strictly_lost(self) -> bool:
        return self._settings.strict and bool(self._supervisor.first_loss)

    def _refusals(self) -> list[str]:
        """Why it does not go on: of a service that is no reason to end, and what it was asked for may come."""
        if not self._supervisor.settings.may_refuse:
            return []
        managed = self._supervisor.processes.values()
        return [each.refusal for each in managed if each.refusal]

    def _end(self) -> None:
        self._notifier.stopping()
        self._weigh()
        self._run_report.close()
        self._hot_swap.end()
        self._supervisor.end(self._listen)
        self._wires.close()

    def _listen(self) -> None:
        wait_s = _LISTEN_ASLEEP_S if self._controller.is_asleep else _LISTEN_S
        self._wires.wait(wait_s, "beat")
        while (beat := self._wires.take("beat")) is not None:
            self._hear(beat)
        while (command := self._wires.take("command")) is not None:
            self._controller.hear(command)

    def _hear(self, beat: messages.Beat) -> None:
        self._hot_swap.hear(beat)
        if beat.room in self._supervisor.processes:
            self._run_report.record(beat)
            self._supervisor.hear(beat)
        if beat.ask == Ask.END:
            self._is_ending = True
        elif beat.ask == Ask.NEXT_PACK:
            self._hot_swap.request_next()

    def _weigh(self) -> None:
        self._run_report.weigh(RoomName.KIOSK, os.getpid())
        for name, managed in self._supervisor.processes.items():
            if managed.process is not None:
                self._run_report.weigh(name, managed.process.pid)

    def _publish_status(self, status_file: StatusFile) -> None:
        """To the console, to `kiosk status`, and to systemd."""
        self._status_seq += 1
        recent = self._run_report.recent()
        self._watch_rates(recent)
        pack_trouble = self._hot_swap.news.message
        rooms = room_statuses(
            self._supervisor.processes, self._rate_watch, self._run_report, pack_trouble
        )
        house = self._controller.house()
        house["troubles"] += self._shortages.troubles
        self._run_report.note_told([house["config"], pack_trouble, *complaints(rooms)])
        lines = list(self._log.lines)
        settings = self._controller.page_settings()
        status = messages.Status(
            self._status_seq, rooms, self.report(), recent, house, lines, settings
        )
        self._wires.send(status)
        status_file.write(rooms, house, recent, self._run_report.console.port)
        if self._controller.is_asleep or self._is_screen_turning():
            self._notifier.ready(house["message"])
            self._notifier.alive(house["message"])
        else:
            self._notifier.waiting(house["message"])

    def _is_screen_turning(self) -> bool:
        turned_ns = self._supervisor.processes[RoomName.DISPLAY].beaten_ns or 0
        return clock.now_ns() - turned_ns < _SCREEN_TURNS_NS

    def _watch_rates(self, recent: dict[str, list[float]]) -> None:
        """Of rooms that have nothing else to say."""
        processes = self._supervisor.processes
        working = {
            name
            for name, managed in processes.items()
            if managed.is_running and not self._controller.is_asleep
        }
        if RoomName.DISPLAY not in working:  # a start of it takes the processor from all others
            working.discard(RoomName.GENERATOR)
        self._rate_watch.record(recent, working, self._supervisor.settings, clock.now_ns())


def run_kiosk(
    settings: Settings,
    started_ns: int,
    watcher: ConfigWatcher | None,
    for_s: float | None,
    report: Path | None,
    report_after_s: float = 0.0,
) -> None:
    """One run; `report` is the file that is told what it amounted to. Raises as `Kiosk.run`, `Fault`."""
    scarcity.allow_open_files()
    scarcity.check_threads()
    with wire_folder() as folder:
        kiosk = Kiosk(settings, started_ns, watcher, folder)
        kiosk.run(for_s, report_after_s)
    if report is not None:
        files.write_whole(report, json.dumps(kiosk.report(), indent=2) + "\n")
