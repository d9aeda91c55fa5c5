"""Keeps the rooms alive: starts them, hears their beats, kills what is stuck, starts anew with growing pauses.

A room is judged by its own beats (sent by the loop that works), never by whether its process exists.
The cure is always SIGKILL and a fresh process: a stuck library answers nothing gentler.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field

from installation.cast import ProcessSpec
from installation.common import clock
from installation.messages import Beat

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 30.0
LONGEST_START_S = (
    160.0  # that a room is ever waited for; a machine may be slower than anybody thought
)
HEALTHY_S = 60.0  # after so long without trouble the pauses begin small again
END_GRACE_S = 1.2  # from SIGTERM to SIGKILL


RENEW, REST = "renew", "rest"  # wishes: live anew with other settings; end, and be gone until woken


@dataclass
class ManagedProcess:
    """A room as its keeper sees it."""

    member: ProcessSpec
    process: subprocess.Popen | None = None
    born_ns: int = 0
    beaten_ns: int | None = None
    restarts: int = -1
    pause_s: float = FIRST_PAUSE_S
    due_ns: int = 0
    beat: Beat | None = None  # the newest one, also of an earlier life
    told: tuple[str, str] = ("OK", "")  # the state and words the technician knows of
    refused: str = ""  # why it will not start, when it never lived in this run
    keep: dict = field(default_factory=dict)
    gone: bool = False  # its process has ended; its last words are waited for
    wish: str = ""  # what was asked of it and is not done yet; REST stays until it is woken
    leave_ns: int = 0  # until when it may end by itself
    failed_starts: int = 0  # lives in a row that ended before their first beat
    start_s: float = 0.0  # see `ProcessSpec`; what this machine was found to need

    @property
    def state(self) -> str:
        """OK, DEGRADED or DOWN."""
        if self.wish == REST:
            return "OK"
        if self.process is None or self.beaten_ns is None:
            return "DOWN"
        return self.beat.state


class Supervisor:
    """The keeper of all rooms. `tend` is called often and never waits."""

    def __init__(self, cast: tuple[ProcessSpec, ...], folder: str, settings: dict, tell):
        """`settings` go to each room as JSON; `tell(text)` takes a line for the technician."""
        names = [member.name for member in cast]
        if len(set(names)) != len(names):
            raise ValueError(f"a name stands twice in the cast: {names}")
        self.processes = {
            member.name: ManagedProcess(member, start_s=member.start_s) for member in cast
        }
        self.settings = settings  # that the next lives are given
        self._folder, self._tell = folder, tell
        self.first_loss = ""  # of a room in this run, in words

    def tend(self) -> None:
        """Starts what is due, and replaces what died or stands still."""
        now = clock.now_ns()
        for managed in self.processes.values():
            if managed.process is None:
                if now >= managed.due_ns and managed.wish != REST:
                    self._start(managed, now)
            elif managed.wish:
                self._stop_gracefully(managed, now)
            elif managed.process.poll() is not None and not managed.gone:
                managed.gone = True  # buried in the next round, when its last beat has been heard
            elif reason := _trouble(managed, now):
                if managed.beaten_ns is None and not managed.gone:
                    managed.start_s = min(LONGEST_START_S, 2 * managed.start_s)
                self._reap(managed, now, reason)

    def hear(self, beat: Beat) -> None:
        """Notes a beat. One of a process that is already gone counts for its words only."""
        managed = self.processes[beat.room]
        if managed.process is not None and beat.pid == managed.process.pid:
            self._hear_living(managed, beat)

    def _hear_living(self, managed: ManagedProcess, beat: Beat) -> None:
        if beat.state == "REFUSED" and managed.beat is None:
            managed.refused = beat.words
        if beat.turn > 0:  # last words are told when the room is buried
            managed.beaten_ns, managed.failed_starts = clock.now_ns(), 0
            managed.keep = beat.keep
            if (beat.state, beat.words) != managed.told:
                managed.told = (beat.state, beat.words)
                self._tell(" ".join(filter(None, (f"{beat.room}:", *managed.told))))
        managed.beat = beat

    def renew(self, names, settings: dict | None = None) -> None:
        """These rooms end and live anew, with other settings where they are given. It does not count as a restart."""
        self.settings = settings or self.settings
        for managed in (self.processes[name] for name in names):
            if managed.wish != REST:
                managed.pause_s, managed.failed_starts = FIRST_PAUSE_S, 0
                self._ask(managed, RENEW)

    def rest(self, names) -> None:
        """These rooms end, and are not started until they are woken."""
        for managed in (self.processes[name] for name in names):
            self._ask(managed, REST)

    def wake(self, names) -> None:
        """These rooms live again."""
        for managed in (self.processes[name] for name in names):
            if managed.wish == REST:
                managed.wish = RENEW if managed.process else ""

    def _ask(self, managed: ManagedProcess, wish: str) -> None:
        if managed.process is None:
            managed.wish, managed.due_ns = (REST if wish == REST else ""), 0
            return
        managed.wish, managed.leave_ns = wish, clock.now_ns() + int(END_GRACE_S * clock.SECOND_NS)
        if wish == RENEW and managed.member.outlived:
            managed.process.kill()
        else:
            managed.process.terminate()

    def _stop_gracefully(self, managed: ManagedProcess, now: int) -> None:
        """A room that was asked to end: it has its moment of grace."""
        if managed.process.poll() is None and now < managed.leave_ns:
            return
        managed.process.kill()
        managed.process.wait()
        managed.process, managed.due_ns, managed.restarts = None, 0, managed.restarts - 1
        managed.told = ("OK", "")
        if managed.wish == RENEW:
            managed.wish = ""

    def end(self, listen) -> None:
        """Ends all rooms: SIGTERM, a moment of grace, SIGKILL. `listen()` is called meanwhile."""
        living = [managed.process for managed in self.processes.values() if managed.process]
        for process in living:
            process.terminate()
        limit = clock.now_ns() + int(END_GRACE_S * clock.SECOND_NS)
        while clock.now_ns() < limit and any(process.poll() is None for process in living):
            listen()
        for process in living:
            process.kill()
            process.wait()
        listen()

    def adopt(self, name: str, process: subprocess.Popen, beat: Beat) -> None:
        """Another process is this room from now on; `beat` is its first. The old one is killed."""
        managed, now = self.processes[name], clock.now_ns()
        if managed.process is not None:
            managed.process.kill()
            managed.process.wait()
        managed.process, managed.gone, managed.born_ns, managed.beaten_ns = process, False, now, now
        managed.beat, managed.keep, managed.pause_s, managed.failed_starts, managed.wish = (
            beat,
            beat.keep,
            FIRST_PAUSE_S,
            0,
            "",
        )

    def _start(self, managed: ManagedProcess, now: int) -> None:
        managed.process = spawn(managed.member, self._folder, self.settings, managed.keep)
        managed.born_ns, managed.beaten_ns, managed.gone = now, None, False
        managed.restarts += 1

    def _reap(self, managed: ManagedProcess, now: int, reason: str) -> None:
        managed.process.kill()
        managed.process.wait()
        if clock.seconds(now - managed.born_ns) > HEALTHY_S:
            managed.pause_s = FIRST_PAUSE_S
        managed.failed_starts += managed.beaten_ns is None
        self._tell(f"{managed.member.name}: DOWN {reason}; started again in {managed.pause_s:g} s")
        managed.told = ("DOWN", reason)
        self.first_loss = self.first_loss or f"{managed.member.name}: {reason}"
        managed.process, managed.due_ns = None, now + int(managed.pause_s * clock.SECOND_NS)
        managed.pause_s = min(LONGEST_PAUSE_S, managed.pause_s * 2)


def spawn(member: ProcessSpec, folder: str, settings: dict, keep: dict) -> subprocess.Popen:
    """A process that lives the life of this room."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "installation.ipc.room", member.name],
        stdin=subprocess.PIPE,
        stdout=sys.stderr,  # libraries print there; our own standard output is for answers
        env=os.environ | _QUIET,
    )
    given = {"parent_pid": os.getpid(), "folder": folder, "settings": settings, "keep": keep}
    with contextlib.suppress(BrokenPipeError):  # it died at once: the next round finds out
        process.stdin.write(
            json.dumps(given | {"niceness": member.niceness, "realtime": member.realtime}).encode()
        )
        process.stdin.close()
    return process


# One thread a library: what the rooms do at the same time is enough for the cores. The telemetry of
# ONNX Runtime must be off before it is imported; SDL must not turn SIGTERM into an event.
_QUIET = {
    "ORT_DISABLE_TELEMETRY": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "2",
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
    "SDL_NO_SIGNAL_HANDLERS": "1",
    "SDL_FRAMEBUFFER_ACCELERATION": "0",
}


def _trouble(managed: ManagedProcess, now: int) -> str:
    """Why this room has to be replaced; empty when it need not."""
    code = managed.process.poll()
    if code is not None:
        words = (
            managed.beat.words
            if managed.beat and managed.beat.turn < 0 and managed.beat.pid == managed.process.pid
            else ""
        )
        return words or trouble_in_words(code)
    if managed.beaten_ns is None:
        waited = clock.seconds(now - managed.born_ns)
        return f"had not begun after {waited:.1f} s" if waited > managed.start_s else ""
    waited = clock.seconds(now - managed.beaten_ns)
    return f"has not turned for {waited:.1f} s" if waited > managed.member.stall_s else ""


def trouble_in_words(code: int) -> str:
    """How a process ended that should not have."""
    return f"ended with {signal.Signals(-code).name if code < 0 else f'exit code {code}'}"
