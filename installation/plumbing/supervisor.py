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

from installation.messages import Beat
from installation.plumbing import clock

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 30.0
LONGEST_START_S = 160.0  # that a room is ever waited for; a machine may be slower than anybody thought
HEALTHY_S = 60.0  # after so long without trouble the pauses begin small again
END_GRACE_S = 1.2  # from SIGTERM to SIGKILL


@dataclass(frozen=True)
class Member:
    """One row of CAST."""

    name: str
    module: str  # holds the class Room
    duty: str
    start_s: float = 20.0  # until the first beat: imports, opening, warming up; doubled each time it was too short
    stall_s: float = 2.5  # between beats afterwards
    niceness: int = 0
    realtime: int = 0  # priority among what must be on time, where the system allows it; 0 is ordinary
    outlived: bool = False  # by what it shows, when it is killed: so that is how it is renewed


RENEW, REST = "renew", "rest"  # wishes: live anew with other settings; end, and be gone until woken


@dataclass
class Ward:
    """A room as its keeper sees it."""

    member: Member
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
    stillborn: int = 0  # lives in a row that ended before their first beat
    start_s: float = 0.0  # see `Member`; what this machine was found to need

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

    def __init__(self, cast: tuple[Member, ...], folder: str, settings: dict, tell):
        """`settings` go to each room as JSON; `tell(text)` takes a line for the technician."""
        names = [member.name for member in cast]
        if len(set(names)) != len(names):
            raise ValueError(f"a name stands twice in the cast: {names}")
        self.wards = {member.name: Ward(member, start_s=member.start_s) for member in cast}
        self.settings = settings  # that the next lives are given
        self._folder, self._tell = folder, tell
        self.first_loss = ""  # of a room in this run, in words

    def tend(self) -> None:
        """Starts what is due, and replaces what died or stands still."""
        now = clock.now_ns()
        for ward in self.wards.values():
            if ward.process is None:
                if now >= ward.due_ns and ward.wish != REST:
                    self._start(ward, now)
            elif ward.wish:
                self._see_off(ward, now)
            elif ward.process.poll() is not None and not ward.gone:
                ward.gone = True  # buried in the next round, when its last beat has been heard
            elif reason := _trouble(ward, now):
                if ward.beaten_ns is None and not ward.gone:
                    ward.start_s = min(LONGEST_START_S, 2 * ward.start_s)
                self._bury(ward, now, reason)

    def hear(self, beat: Beat) -> None:
        """Notes a beat. One of a process that is already gone counts for its words only."""
        ward = self.wards[beat.room]
        if ward.process is not None and beat.pid == ward.process.pid:
            self._hear_living(ward, beat)

    def _hear_living(self, ward: Ward, beat: Beat) -> None:
        if beat.state == "REFUSED" and ward.beat is None:
            ward.refused = beat.words
        if beat.turn > 0:  # last words are told when the room is buried
            ward.beaten_ns, ward.stillborn = clock.now_ns(), 0
            ward.keep = beat.keep
            if (beat.state, beat.words) != ward.told:
                ward.told = (beat.state, beat.words)
                self._tell(" ".join(filter(None, (f"{beat.room}:", *ward.told))))
        ward.beat = beat

    def renew(self, names, settings: dict | None = None) -> None:
        """These rooms end and live anew, with other settings where they are given. It does not count as a restart."""
        self.settings = settings or self.settings
        for ward in (self.wards[name] for name in names):
            if ward.wish != REST:
                ward.pause_s, ward.stillborn = FIRST_PAUSE_S, 0
                self._ask(ward, RENEW)

    def rest(self, names) -> None:
        """These rooms end, and are not started until they are woken."""
        for ward in (self.wards[name] for name in names):
            self._ask(ward, REST)

    def wake(self, names) -> None:
        """These rooms live again."""
        for ward in (self.wards[name] for name in names):
            if ward.wish == REST:
                ward.wish = RENEW if ward.process else ""

    def _ask(self, ward: Ward, wish: str) -> None:
        if ward.process is None:
            ward.wish, ward.due_ns = (REST if wish == REST else ""), 0
            return
        ward.wish, ward.leave_ns = wish, clock.now_ns() + int(END_GRACE_S * clock.SECOND_NS)
        if wish == RENEW and ward.member.outlived:
            ward.process.kill()
        else:
            ward.process.terminate()

    def _see_off(self, ward: Ward, now: int) -> None:
        """A room that was asked to end: it has its moment of grace."""
        if ward.process.poll() is None and now < ward.leave_ns:
            return
        ward.process.kill()
        ward.process.wait()
        ward.process, ward.due_ns, ward.restarts = None, 0, ward.restarts - 1
        ward.told = ("OK", "")
        if ward.wish == RENEW:
            ward.wish = ""

    def end(self, listen) -> None:
        """Ends all rooms: SIGTERM, a moment of grace, SIGKILL. `listen()` is called meanwhile."""
        living = [ward.process for ward in self.wards.values() if ward.process]
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
        ward, now = self.wards[name], clock.now_ns()
        if ward.process is not None:
            ward.process.kill()
            ward.process.wait()
        ward.process, ward.gone, ward.born_ns, ward.beaten_ns = process, False, now, now
        ward.beat, ward.keep, ward.pause_s, ward.stillborn, ward.wish = beat, beat.keep, FIRST_PAUSE_S, 0, ""

    def _start(self, ward: Ward, now: int) -> None:
        ward.process = spawn(ward.member, self._folder, self.settings, ward.keep)
        ward.born_ns, ward.beaten_ns, ward.gone = now, None, False
        ward.restarts += 1

    def _bury(self, ward: Ward, now: int, reason: str) -> None:
        ward.process.kill()
        ward.process.wait()
        if clock.seconds(now - ward.born_ns) > HEALTHY_S:
            ward.pause_s = FIRST_PAUSE_S
        ward.stillborn += ward.beaten_ns is None
        self._tell(f"{ward.member.name}: DOWN {reason}; started again in {ward.pause_s:g} s")
        ward.told = ("DOWN", reason)
        self.first_loss = self.first_loss or f"{ward.member.name}: {reason}"
        ward.process, ward.due_ns = None, now + int(ward.pause_s * clock.SECOND_NS)
        ward.pause_s = min(LONGEST_PAUSE_S, ward.pause_s * 2)


def spawn(member: Member, folder: str, settings: dict, keep: dict) -> subprocess.Popen:
    """A process that lives the life of this room."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "installation.plumbing.room", member.name],
        stdin=subprocess.PIPE,
        stdout=sys.stderr,  # libraries print there; our own standard output is for answers
        env=os.environ | _QUIET,
    )
    given = {"parent_pid": os.getpid(), "folder": folder, "settings": settings, "keep": keep}
    with contextlib.suppress(BrokenPipeError):  # it died at once: the next round finds out
        process.stdin.write(json.dumps(given | {"niceness": member.niceness, "realtime": member.realtime}).encode())
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


def _trouble(ward: Ward, now: int) -> str:
    """Why this room has to be replaced; empty when it need not."""
    code = ward.process.poll()
    if code is not None:
        words = ward.beat.words if ward.beat and ward.beat.turn < 0 and ward.beat.pid == ward.process.pid else ""
        return words or trouble_in_words(code)
    if ward.beaten_ns is None:
        waited = clock.seconds(now - ward.born_ns)
        return f"had not begun after {waited:.1f} s" if waited > ward.start_s else ""
    waited = clock.seconds(now - ward.beaten_ns)
    return f"has not turned for {waited:.1f} s" if waited > ward.member.stall_s else ""


def trouble_in_words(code: int) -> str:
    """How a process ended that should not have."""
    return f"ended with {signal.Signals(-code).name if code < 0 else f'exit code {code}'}"
