"""The shared life of a room's process: open, turn, turn, ..., close; a beat at the end of turns.

Started by the parent as ``python -I -m installation.ipc.room NAME``, with its settings as JSON on
standard input, or as a copy of the parent, which calls `live`. A room is a class with ``turn()`` and
``close()``, made with a `RoomContext`.
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
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, cast

from installation.cast import WIRES, ProcessSpec, spec_of
from installation.common import clock, scarcity
from installation.common.parent_process import end_with
from installation.config.settings import Settings
from installation.faults import Fault, LacksLibrary
from installation.ipc.room_context import RoomContext
from installation.ipc.wire import WireEnds
from installation.vocabulary import RoomState

BEAT_EVERY_NS = clock.SECOND_NS // 10
LAST_WORDS_MS = 200  # for the last beat to leave before the sockets close
_FAILED = 1  # this and the next: exit codes
_REFUSED = 2
MISTAKE_CODE = 70  # EX_SOFTWARE
NO_WIRES_CODE = 72  # EX_OSFILE
_PR_SET_DUMPABLE = 4
_PR_SET_NAME = 15


class Room(Protocol):
    """What every room is: made with a `RoomContext`, turned until it is closed."""

    def turn(self) -> None:
        """One turn of its loop. Raises `Fault` when it cannot go on."""

    def close(self) -> None:
        """Lets go of what it opened."""


class RoomModule(Protocol):
    """What the module of a room holds."""

    Room: Callable[[RoomContext], Room]
    before_wires: Callable[[Settings, str], None]  # where its row in the cast says `fences_early`


def main() -> int:
    """Lives the life of the room named on the command line; returns its exit code."""
    start = json.loads(sys.stdin.read())
    settings = Settings.model_validate_json(json.dumps(start["settings"]))
    return live(
        sys.argv[1],
        settings,
        start["parent_pid"],
        start["folder"],
        start["checkpoint"],
        start["memory"],
    )


def live(
    name: str,
    settings: Settings,
    parent_pid: int,
    folder: str,
    checkpoint: dict[str, Any],
    memory: int | None,
) -> int:
    """Lives the life of this room in this process; returns its exit code."""
    spec = spec_of(name)
    _die_with_parent(parent_pid)
    _tell_name(name)
    set_priority_of_start(spec)
    stopping = _note_signals()
    module, missing = _load(spec.module)
    # some fences hold only the threads that come after them, and the wires bring their own
    if module is not None and spec.fences_early:
        module.before_wires(settings, folder)
    if not scarcity.has_enough_files():
        return scarcity.NO_FILES_CODE
    open_wires = partial(WireEnds, WIRES, folder=folder)
    try:
        wires = open_wires(name)
    except Fault:  # there is no wire to tell it by
        return NO_WIRES_CODE
    context = RoomContext(name, settings, checkpoint, wires, open_wires, memory)
    try:
        if module is None:
            raise missing or Fault(name)
        _live(module.Room, context, spec, stopping)
        return 0
    except Fault as fault:
        context.set_status(str(fault), RoomState.REFUSED if fault.final else RoomState.DOWN)
        return _last_beat(context, spec, _REFUSED if fault.final else _FAILED)
    except (
        Exception
    ) as error:  # the last net: a person is told in words, the parent starts us again
        mistake = f"stopped by a mistake in the program: {type(error).__name__}: {_one_line(error)}"
        scarce = scarcity.words_of(error)
        details = traceback.format_exc(limit=-3)
        context.set_status(details if settings.studio else scarce or mistake, RoomState.DOWN)
        return _last_beat(context, spec, _FAILED if scarce else MISTAKE_CODE)
    finally:
        context.wires.close(LAST_WORDS_MS)


def _load(module: str) -> tuple[RoomModule | None, Fault | None]:
    """The room's program, or why this machine cannot load it: the wires are not open yet to say so."""
    try:
        return cast(RoomModule, importlib.import_module(module)), None
    except ImportError as error:
        fault = LacksLibrary(error)
        fault.__cause__ = error
        return None, fault


def _live(
    room_class: Callable[[RoomContext], Room],
    context: RoomContext,
    spec: ProcessSpec,
    stopping: list,
) -> None:
    room = room_class(context)
    _set_priority_of_turns(spec)
    try:
        _turn(room, context, stopping)
    except Exception:
        if not spec.outlived:
            room.close()
        raise
    room.close()


def _turn(room: Room, context: RoomContext, stopping: list) -> None:
    """Turn after turn, until it is asked to stop."""
    turn = 0
    beaten_ns = 0
    while not stopping:
        room.turn()
        turn += 1
        if context.ask or clock.now_ns() - beaten_ns >= BEAT_EVERY_NS:
            beaten_ns = clock.now_ns()
            scarcity.check_leak()
            context.beat(turn)
    context.beat(turn)


def _last_beat(context: RoomContext, spec: ProcessSpec, code: int) -> int:
    """The room's exit code, told with turn -1 and the last message.

    What an outlived room shows stays until its next life is there: as if it were killed, it lets go of nothing.
    """
    if context.settings.strict:
        traceback.print_exc()
    context.beat(-1)
    if spec.outlived and code != _REFUSED:
        context.wires.close(LAST_WORDS_MS)
        os._exit(code)
    return code


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def set_priority_of_start(spec: ProcessSpec, pid: int = 0) -> None:
    """Of this process, or of a child. A wish: it needs LimitNICE, or root."""
    if not spec.hurries:
        with contextlib.suppress(OSError):  # it has ended, or that is not allowed
            os.setpriority(os.PRIO_PROCESS, pid, spec.niceness)


def _set_priority_of_turns(spec: ProcessSpec) -> None:
    """A wish: it needs LimitNICE and LimitRTPRIO, or root. For all threads that this process has by now.

    Rooms in real time sleep most of the time. That does not hold for a start, of seconds: what is in no real-time
    class would stand behind it, such as the main thread of a sound server.
    """
    if spec.hurries:
        _for_all_threads(lambda thread: os.setpriority(os.PRIO_PROCESS, thread, spec.niceness))
    if spec.realtime and not spec.schedules_itself and hasattr(os, "sched_setscheduler"):
        wanted = os.sched_param(spec.realtime)
        _for_all_threads(lambda thread: os.sched_setscheduler(thread, os.SCHED_RR, wanted))


def _for_all_threads(wish: Callable[[int], None]) -> None:
    threads: list[str] = []
    with contextlib.suppress(OSError):  # not on this system
        threads = os.listdir("/proc/self/task")
    for thread in threads:
        with contextlib.suppress(OSError):  # it has ended, or that is not allowed
            wish(int(thread))


def _die_with_parent(parent_pid: int) -> None:
    """No orphan survives the parent, and no room leaves a core file with a frame in it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    end_with(parent_pid)


def _tell_name(name: str) -> None:
    """Under this name it stands in ps and top."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def _note_signals() -> list[int]:
    """A list that is empty until the room is asked to end; the loop acts on it."""
    stopping: list[int] = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all; the parent decides
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    return stopping


if __name__ == "__main__":
    sys.exit(main())
