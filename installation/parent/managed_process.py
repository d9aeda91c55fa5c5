"""A room as its supervisor sees it: its process, what was heard of it, what it is waited for."""

import logging
from dataclasses import dataclass, field
from typing import Any

from installation.cast import ProcessSpec
from installation.common import clock
from installation.messages import Beat
from installation.parent.process_states import Event, Phase
from installation.parent.processor_waits import ProcessorWaits
from installation.parent.spawn import RoomProcess, clear, exit_reason, forget_memory, is_crash
from installation.vocabulary import RoomState

FIRST_PAUSE_S = 0.1
_QUIET = 0.4  # of its patience: silent for longer, it is asked whether it waits for a processor

log = logging.getLogger(__name__)


@dataclass
class ManagedProcess:
    """One room, over all its processes."""

    spec: ProcessSpec
    start_limit_s: float  # see `ProcessSpec.start_s`; what this machine was found to need
    stall_limit_s: float  # see `ProcessSpec.stall_s`; likewise
    memory: int | None = None  # see `lasting_memory`
    phase: Phase = Phase.WAITING
    process: RoomProcess | None = None
    started_ns: int = 0
    beaten_ns: int | None = None  # None before the first beat of this process
    beat: Beat | None = None  # the newest one, also of an earlier process
    checkpoint: dict[str, Any] = field(default_factory=dict)  # for the next process
    restarts: int = -1
    crashes: int = 0  # of these, those after it ended by itself and through no fault of the machine
    failed_starts: int = 0  # in a row, before the first beat; what was late once is no failure
    pause_s: float = FIRST_PAUSE_S  # before the next start
    due_ns: int = 0  # of the next start
    stop_limit_ns: int = 0  # until when it may end by itself
    reported: tuple[RoomState, str] = (RoomState.OK, "")  # what the technician knows of
    obstacle: str = ""  # why the last start came to nothing; "" once it has beaten
    processor_waits: ProcessorWaits = field(default_factory=ProcessorWaits)
    refusal: str = ""  # why it will not start, when it never worked in this run

    @property
    def name(self) -> str:
        """Of the room."""
        return self.spec.name

    @property
    def state(self) -> RoomState:
        """How the room fares; one that rests is well."""
        if self.is_resting:
            return RoomState.OK
        if self.process is None or self.beaten_ns is None or self.beat is None:
            return RoomState.DOWN
        return self.beat.state

    @property
    def is_resting(self) -> bool:
        """True from when it was told to rest until it is woken."""
        return self.phase in (Phase.RESTING, Phase.RETIRING)

    @property
    def is_running(self) -> bool:
        """True when it has beaten and nothing else was asked of it."""
        return self.phase == Phase.RUNNING

    @property
    def last_words(self) -> str:
        """What the newest process said of its own end, "" where it said nothing."""
        beat = self.beat
        return beat.message if beat is not None and beat.turn < 0 else ""

    @property
    def has_crashed(self) -> bool:
        """It ended by itself, and not for a reason outside of the program that it told."""
        code = self.process.poll() if self.process is not None else None
        return code is not None and is_crash(code, bool(self._own_last_words))

    @property
    def _own_last_words(self) -> str:
        """Of the process that is there now."""
        beat = self.beat
        is_its_own = self.process is not None and beat is not None and beat.pid == self.process.pid
        return self.last_words if is_its_own else ""

    @property
    def is_late_once(self) -> bool:
        """It still starts, on a machine that was not yet found to be slow: nothing speaks against what it was told."""
        is_alive = self.process is not None and self.process.poll() is None
        return is_alive and self.start_limit_s <= self.spec.start_s

    def observed(self, now: int) -> Event | None:
        """What has happened to the process since the last round; `now` in ns."""
        if self.process is None and self.phase == Phase.STARTING:
            return Event.UNABLE
        if self.process is None:
            is_due = self.phase == Phase.WAITING and now >= self.due_ns
            return Event.DUE if is_due else None
        if self.phase in (Phase.RENEWING, Phase.RETIRING):
            is_gone = self.process.poll() is not None or now >= self.stop_limit_ns
            return Event.GONE if is_gone else None
        if self.phase == Phase.EXITED:
            return Event.ROUND
        if self.process.poll() is not None:
            return Event.EXIT
        return Event.STALL if self.loss(now) else None

    def loss(self, now: int) -> str:
        """Why the process has to be replaced; empty when it need not. `now` in ns."""
        if self.process is None:
            return ""
        code = self.process.poll()
        if code is not None:
            return self._own_last_words or exit_reason(code)
        if self.beaten_ns is None:
            waited_s = clock.seconds(now - self.started_ns)
            is_late = waited_s > self.start_limit_s
            return f"had not started after {waited_s:.1f} s" if is_late else ""
        waited_s = clock.seconds(now - self.beaten_ns)
        is_late = waited_s > self.stall_limit_s
        return f"has not turned for {waited_s:.1f} s" if is_late else ""

    def allow_for_waits(self, now: int) -> None:
        """Time in which it stood in line for a processor counts for nothing; `now` in ns."""
        if self.process is None or self.beaten_ns is None:
            return
        if clock.seconds(now - self.beaten_ns) < _QUIET * self.stall_limit_s:
            return
        self.beaten_ns += self.processor_waits.forgiven_ns(self.process.pid, now)

    def allow_for(self, pause_ns: int) -> None:
        """Nobody was heard for so long, through no fault of the room."""
        self.started_ns += pause_ns
        self.stop_limit_ns += pause_ns
        if self.beaten_ns is not None:
            self.beaten_ns += pause_ns

    def report_change(self, beat: Beat) -> None:
        """To the technician, once when something goes and once when it is back."""
        now = (beat.state, beat.message)
        if now == self.reported:
            return
        self.reported = now
        level = logging.INFO if beat.state == RoomState.OK else logging.WARNING
        log.log(level, "%s", " ".join(filter(None, (f"{beat.room}:", *now))))

    def kill(self) -> None:
        """At once; another process may follow."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None

    def end(self) -> None:
        """For good. A room that is outlived takes away what it shows; one that is dead, or had to be killed, cannot."""
        has_left = self.process is not None and self.process.poll() == 0
        self.kill()
        forget_memory(self.spec)
        if self.spec.cleared_by and self.restarts >= 0 and not has_left:
            clear(self.spec)
