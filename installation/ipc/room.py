"""The shared life of a room's process: open, turn, turn, ..., close; a beat at the end of turns.

Started by the parent as ``python -I -m installation.ipc.room NAME``, with its settings as JSON on
standard input. A room is a class with ``turn()`` and ``close()``, made with a `RoomContext`.
"""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import signal
import sys
import traceback
from functools import partial
from types import ModuleType, SimpleNamespace

from installation import messages
from installation.cast import CAST, STANDBY, WIRES
from installation.common import clock
from installation.faults import Fault, LacksLibrary
from installation.ipc.wire import WireEnds

END = "end"  # the ask of one who closed the window
BEAT_EVERY_NS = clock.SECOND_NS // 10
LAST_WORDS_MS = 200  # for the last beat to leave before the sockets close
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


class RoomContext:
    """What a room is given, and where it says how it fares."""

    def __init__(
        self, room: str, settings: SimpleNamespace, keep: dict, wires: WireEnds, open_wires=None
    ):
        """`open_wires(room)` gives another room's ends of the wires, for a room that will take its place."""
        self.room = room
        self.settings = settings  # `kiosk.toml` as resolved by the parent, all sections
        self.keep = keep  # what the last life of this room left; {} at the first start
        self.wires, self._open_wires = wires, open_wires
        self.facts: dict = {}
        self.ask = ""  # of the parent: END is asked until it is granted, anything else once
        self._state, self._words = "OK", ""
        self._samples: dict[str, list[float]] = {}
        self._marks: dict[str, list[tuple[int, int]]] = {}

    @property
    def reborn(self) -> bool:
        """True when this room has lived before in this run."""
        return bool(self.keep)

    def say(self, words: str = "", state: str = "DEGRADED") -> None:
        """Says in one sentence what is not as it should be; without words all is well."""
        self._state, self._words = (state, words) if words else ("OK", "")

    def sample(self, name: str, value: float) -> None:
        """Adds a measurement for the parent's statistics."""
        self._samples.setdefault(name, []).append(value)

    def mark(self, name: str, seq: int, at_ns: int) -> None:
        """Says at which monotonic time this happened to the message of this number: the parent joins rooms by it."""
        self._marks.setdefault(name, []).append((seq, at_ns))

    def become(self, room: str) -> None:
        """From now on this process is another room, and holds that one's ends of the wires."""
        self.wires.close()
        self.room, self.wires = room, self._open_wires(room)

    def beat(self, turn: int) -> None:
        """Tells the parent that this turn was done."""
        self.wires.send(
            messages.Beat(
                self.room, os.getpid(), turn, self._state, self._words,
                self.facts, self._samples, self.keep, self.ask, self._marks,
            )
        )  # fmt: skip
        self._samples, self._marks = {}, {}
        self.ask = self.ask if self.ask == END else ""


def main() -> int:
    """Lives the life of the room named on the command line; returns its exit code."""
    name = sys.argv[1]
    given = json.loads(sys.stdin.read(), object_hook=lambda table: SimpleNamespace(**table))
    _belong_to(given.parent_pid)
    _take_precedence(given.niceness, given.realtime)
    stopping = _notice_signals()
    module, lacking = _module(
        next(member.module for member in (*CAST, STANDBY) if member.name == name)
    )
    # some fences hold only the threads that come after them, and the wires bring their own
    getattr(module, "before_wires", lambda settings, folder: None)(given.settings, given.folder)
    wires_of = partial(WireEnds, WIRES, folder=given.folder)
    context = RoomContext(name, given.settings, vars(given.keep), wires_of(name), wires_of)
    try:
        if lacking:
            raise lacking
        _live(module.Room, context, stopping)
        return 0
    except Fault as fault:
        context.set_status(str(fault), "REFUSED" if fault.final else "DOWN")
        return _last_words(context, given.settings.strict, 2 if fault.final else 1)
    except (
        Exception
    ) as error:  # the last net: a person is told in words, the parent starts us again
        words = f"stopped by a mistake in the program: {type(error).__name__}: {_one_line(error)}"
        context.set_status(
            traceback.format_exc(limit=-3) if given.settings.studio else words, "DOWN"
        )
        return _last_words(context, given.settings.strict, 1)
    finally:
        context.wires.close(LAST_WORDS_MS)


def _module(name: str) -> tuple[ModuleType | None, Fault | None]:
    """The room's program, or why this machine cannot load it: the wires are not open yet to say so."""
    try:
        return importlib.import_module(name), None
    except ImportError as error:
        fault = LacksLibrary(error)
        fault.__cause__ = error
        return None, fault


def _live(room_class, context: RoomContext, stopping: list) -> None:
    room = room_class(context)
    with contextlib.closing(room):
        turn, beaten_ns = 0, 0
        while not stopping:
            room.turn()
            turn += 1
            if context.ask or clock.now_ns() - beaten_ns >= BEAT_EVERY_NS:
                beaten_ns = clock.now_ns()
                context.beat(turn)
        context.beat(turn)


def _last_words(context: RoomContext, strict: bool, code: int) -> int:
    if strict:
        traceback.print_exc()
    context.beat(-1)
    return code


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _take_precedence(niceness: int, realtime: int) -> None:
    """A wish: it needs LimitNICE and LimitRTPRIO, or root. Rooms in real time sleep most of the time."""
    with contextlib.suppress(PermissionError):
        os.nice(niceness)
        if realtime and hasattr(os, "sched_setscheduler"):
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(realtime))


def _belong_to(parent_pid: int) -> None:
    """No orphan survives the parent, and no room leaves a core file with a frame in it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if os.getppid() != parent_pid:  # it died before we could ask to be told
        sys.exit(0)


def _notice_signals() -> list:
    """A list that is empty until the room is asked to end; the loop acts on it."""
    stopping: list = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all; the parent decides
    signal.signal(signal.SIGTERM, lambda number, frame: stopping.append(number))
    return stopping


if __name__ == "__main__":
    sys.exit(main())
