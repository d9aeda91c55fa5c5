"""Priority over the other rooms: the sound room is the only one whose lateness is heard.

Measured on two busy cores (Linux 6, waking from a rest of 10 ms): up to 356 ms late at ordinary priority,
34 ms at nice -10, 0.7 ms in the real-time class. The kernel keeps 5 % of the time for the others in any case.

The others include the sound server, whose main thread has no real-time priority: long work is done at ordinary
priority, and the thread that makes the blocks comes after those that hand them on, here and in the server.

No thread of this process has less than ordinary priority. Only one of them has the interpreter at a time: who were
kept from the processor just then would keep all the others waiting.
"""

import contextlib
import os
from collections.abc import Callable, Iterator

from installation.cast import spec_of
from installation.vocabulary import RoomName

_CALLBACK = spec_of(RoomName.SOUND).realtime  # of the threads that hand blocks on
_MAKING = _CALLBACK - 1  # of the thread that makes them
_NICE = -11  # the next best thing to real time


def acquire() -> str:
    """Asks the system for priority, for this thread and those it will start; returns in words what was granted.

    Real time needs root or a unit with LimitRTPRIO of that priority, the nice value LimitNICE=-11.
    """
    if _is_granted(_set_real_time):
        return "real time"
    if _is_granted(_set_nice):
        return f"nice {_NICE}"
    return "none"


@contextlib.contextmanager
def ordinary_priority() -> Iterator[None]:
    """Inside, this thread has no priority over others."""
    priority = _real_time_priority()
    if priority:
        _set_ordinary()
    try:
        yield
    finally:
        if priority:
            _set_real_time(priority)


def yield_to_callback() -> None:
    """From now on this thread comes after those that it has started."""
    if _real_time_priority():
        _set_real_time(_MAKING)


def run_in_background() -> None:
    """For a thread that reads and prepares what will be played later, whoever started it."""
    with contextlib.suppress(OSError, AttributeError):  # it had none, or the system knows none
        _set_ordinary()


def look_along() -> None:
    """For a thread that looks briefly and often: as much as the one that makes the blocks, where it has any."""
    with contextlib.suppress(OSError, AttributeError):  # not allowed, or not on this system
        _set_real_time(_MAKING)


def _is_granted(request: Callable[[], None]) -> bool:
    try:
        request()
    except (OSError, AttributeError):  # not allowed, or not on this system
        return False
    return True


def _real_time_priority() -> int:
    """Of this thread; 0 where it has none."""
    if not hasattr(os, "sched_getparam"):
        return 0
    return os.sched_getparam(0).sched_priority


def _set_real_time(priority: int = _CALLBACK) -> None:
    # without SCHED_RESET_ON_FORK: that would take it from PortAudio's thread, which starts later
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(priority))


def _set_nice() -> None:
    os.setpriority(os.PRIO_PROCESS, 0, _NICE)


def _set_ordinary() -> None:
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
