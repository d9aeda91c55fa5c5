"""Keeps the rooms alive: starts them, hears their beats, kills what is stuck, starts again with growing pauses.

A room is judged by its own beats (sent by the loop that works), never by whether its process exists.
The cure is always SIGKILL and a fresh process: a stuck library answers nothing gentler.
"""

import logging
from collections.abc import Callable, Iterable

from installation.cast import ProcessSpec
from installation.common import clock, scarcity, system_errors
from installation.config.settings import Settings
from installation.messages import Beat
from installation.parent.managed_process import FIRST_PAUSE_S, ManagedProcess
from installation.parent.process_states import Event, Phase, after
from installation.parent.spawn import (
    RoomProcess,
    can_copy,
    clear,
    copy_for,
    lasting_memory,
    spawn,
)
from installation.vocabulary import RoomState

LONGEST_PAUSE_S = 30.0
# that a room is ever waited for; a machine may be slower than anybody thought
LONGEST_START_S = 160.0
HEALTHY_S = 60.0  # after so long without trouble the pauses begin small again
STOP_GRACE_S = 1.2  # from SIGTERM to SIGKILL
PAUSE_S = 0.5  # from round to round: more is a pause of our own, of which no room knows
TOLD_PAUSE_S = 5.0

log = logging.getLogger(__name__)


class Supervisor:
    """Keeps all rooms. `tend` is called often and never waits."""

    def __init__(self, cast: Iterable[ProcessSpec], folder: str, settings: Settings):
        """`folder` is where the wires' sockets lie. Raises ValueError for a name that stands twice."""
        specs = tuple(cast)
        self.processes = {
            spec.name: ManagedProcess(spec, spec.start_s, spec.stall_s, lasting_memory(spec))
            for spec in specs
        }
        if len(self.processes) != len(specs):
            raise ValueError(f"a name stands twice in the cast: {[spec.name for spec in specs]}")
        self.settings = settings  # that the next processes are given
        self.first_loss = ""  # of a room in this run, in words
        self._folder = folder
        self._start_process = spawn
        self._tended_ns = clock.now_ns()
        self._handlers: dict[Event, Callable[[ManagedProcess], None]] = {
            Event.DUE: self._start,
            Event.ROUND: self._reap,
            Event.STALL: self._reap,
            Event.RENEW: self._ask_to_stop,
            Event.REST: self._ask_to_stop,
            Event.GONE: self._collect,
        }

    def begin(self) -> None:
        """The first start of all rooms: as copies of this process, where it has no thread beside this one yet.

        Later a room is always started afresh.
        """
        if can_copy():
            self._start_process = copy_for
        try:
            self.tend()
        finally:
            self._start_process = spawn

    def tend(self) -> None:
        """Starts what is due, and replaces what died or stands still."""
        now = clock.now_ns()
        self._allow_for_pause(now - self._tended_ns)
        self._tended_ns = now
        for managed in self.processes.values():
            managed.allow_for_waits(now)
            event = managed.observed(now)
            if event is not None:
                self._handle(managed, event)

    def hear(self, beat: Beat) -> None:
        """Notes a beat; one of a process that was replaced already counts for nothing."""
        managed = self.processes[beat.room]
        if managed.process is None or beat.pid != managed.process.pid:
            return
        if beat.state == RoomState.REFUSED and managed.beat is None:
            managed.refusal = beat.message
        managed.beat = beat
        if beat.turn <= 0:  # its last words are reported when the process is reaped
            return
        managed.beaten_ns = clock.now_ns()
        managed.processor_waits.begin()
        managed.failed_starts = 0
        managed.obstacle = ""
        managed.checkpoint = beat.checkpoint
        self._handle(managed, Event.BEAT)
        managed.report_change(beat)

    def renew(self, names: Iterable[str], settings: Settings | None = None) -> None:
        """These rooms end and start again, with other settings where given. It does not count as a restart."""
        if settings is not None:
            self.settings = settings
        for managed in self._named(names):
            if not managed.is_resting:
                managed.pause_s = FIRST_PAUSE_S
                managed.failed_starts = 0
                self._handle(managed, Event.RENEW)

    def rest(self, names: Iterable[str]) -> None:
        """These rooms end, and are not started until they are woken.

        What is left on the screen of one that is dead, or that died with our last life, is taken away.
        """
        for managed in self._named(names):
            is_shown_by_the_dead = not managed.is_running and not managed.is_resting
            if is_shown_by_the_dead and managed.spec.cleared_by:
                scarcity.begin_thread("clear", clear, managed.spec)
            self._handle(managed, Event.REST)

    def wake(self, names: Iterable[str]) -> None:
        """These rooms start again."""
        for managed in self._named(names):
            self._handle(managed, Event.WAKE)

    def hurry(self) -> None:
        """What kept rooms from starting is mended: none waits any longer."""
        for managed in self.processes.values():
            if managed.phase == Phase.WAITING:
                managed.due_ns = 0
                managed.pause_s = FIRST_PAUSE_S

    def adopt(self, name: str, process: RoomProcess, beat: Beat) -> None:
        """Another process is this room from now on; `beat` is its first. The old one is killed."""
        managed = self.processes[name]
        managed.kill()
        now = clock.now_ns()
        managed.phase = Phase.RUNNING
        managed.process = process
        managed.started_ns = now
        managed.beaten_ns = now
        managed.beat = beat
        managed.checkpoint = beat.checkpoint
        managed.pause_s = FIRST_PAUSE_S
        managed.failed_starts = 0

    def end(self, listen: Callable[[], None]) -> None:
        """Ends all rooms: SIGTERM, a moment of grace, SIGKILL. `listen()` is called meanwhile."""
        living = [
            managed.process for managed in self.processes.values() if managed.process is not None
        ]
        for process in living:
            process.terminate()
        limit = clock.now_ns() + int(STOP_GRACE_S * clock.SECOND_NS)
        while clock.now_ns() < limit and any(process.poll() is None for process in living):
            listen()
        for managed in self.processes.values():
            managed.end()
        listen()

    def _allow_for_pause(self, passed_ns: int) -> None:
        """While we stood still ourselves nobody was heard: that time counts for no room, but for a moment of it.

        On a busy machine each round may be a pause, and a room that stands still must be found all the same.
        """
        passed_s = clock.seconds(passed_ns)
        if passed_s < PAUSE_S:
            return
        for managed in self.processes.values():
            managed.allow_for(passed_ns - int(PAUSE_S * clock.SECOND_NS))
        if passed_s >= TOLD_PAUSE_S:
            log.warning(
                "the parent stood still for %.1f s (stopped, or the machine had no time for it):"
                " the rooms are given that time",
                passed_s,
            )

    def _named(self, names: Iterable[str]) -> list[ManagedProcess]:
        return [self.processes[name] for name in names]

    def _handle(self, managed: ManagedProcess, event: Event) -> None:
        then = after(managed.phase, event)
        if then is None:
            return
        handler = self._handlers.get(event)
        if handler is not None:
            handler(managed)
        managed.phase = then

    def _start(self, managed: ManagedProcess) -> None:
        managed.started_ns = clock.now_ns()
        managed.beaten_ns = None
        managed.restarts += 1
        try:
            managed.process = self._start_process(
                managed.spec, self._folder, self.settings, managed.checkpoint, managed.memory
            )
        except OSError as error:  # no memory, no process left: the other rooms do not suffer for it
            managed.failed_starts += 1
            managed.obstacle = f"cannot be started: {system_errors.words(error)}"
            self._postpone(managed, managed.obstacle)

    def _ask_to_stop(self, managed: ManagedProcess) -> None:
        if managed.process is None:
            managed.due_ns = 0
            return
        managed.stop_limit_ns = clock.now_ns() + int(STOP_GRACE_S * clock.SECOND_NS)
        if managed.spec.outlived:
            managed.process.kill()
        else:
            managed.process.terminate()

    def _collect(self, managed: ManagedProcess) -> None:
        """A process that ended because it was asked to."""
        managed.kill()
        managed.due_ns = 0
        managed.restarts -= 1
        managed.reported = (RoomState.OK, "")

    def _reap(self, managed: ManagedProcess) -> None:
        """A process that died or stands still."""
        now = clock.now_ns()
        reason = managed.loss(now)
        if managed.beaten_ns is None and not managed.is_late_once:
            managed.failed_starts += 1
        if managed.beaten_ns is None and managed.phase == Phase.EXITED:
            managed.obstacle = reason
        managed.crashes += managed.has_crashed
        if managed.phase == Phase.STARTING:
            managed.start_limit_s = min(LONGEST_START_S, 2 * managed.start_limit_s)
        elif managed.process is not None and managed.process.poll() is None:
            longest_s = managed.spec.longest_stall_s
            managed.stall_limit_s = min(longest_s, 2 * managed.stall_limit_s)
        managed.kill()
        if clock.seconds(now - managed.started_ns) > HEALTHY_S:
            managed.pause_s = FIRST_PAUSE_S
        self._postpone(managed, reason)

    def _postpone(self, managed: ManagedProcess, reason: str) -> None:
        """The next start comes after a pause, which grows."""
        log.error("%s: DOWN %s; started again in %g s", managed.name, reason, managed.pause_s)
        managed.reported = (RoomState.DOWN, reason)
        self.first_loss = self.first_loss or f"{managed.name}: {reason}"
        managed.due_ns = clock.now_ns() + int(managed.pause_s * clock.SECOND_NS)
        managed.pause_s = min(LONGEST_PAUSE_S, managed.pause_s * 2)
