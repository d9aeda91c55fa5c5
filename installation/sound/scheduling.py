"""Precedence over the other rooms: the sound room is the only one that is heard when it is late.

Measured on two busy cores (Linux 6, waking from a rest of 10 ms): up to 356 ms late at ordinary priority,
34 ms at nice -10, 0.7 ms in the real-time class. The kernel keeps 5 % of the time for the others in any case.

The others are also the sound server, whose main thread has no real time: what takes long is done without precedence,
and the thread that makes the blocks comes after those that hand them on, here and in the server.
"""

import contextlib
import os
import threading
from collections.abc import Iterator

_HANDING_ON, _MAKING, _NICE, _QUIETLY = 5, 4, -11, 10


def ask() -> str:
    """Asks the system for it, for this thread and those it will start; returns what was granted, in words.

    The first needs root or a unit with LimitRTPRIO=5, the second LimitNICE=-11.
    """
    attempts = {
        "real time": _real_time,
        f"nice {_NICE}": lambda: os.setpriority(os.PRIO_PROCESS, 0, _NICE),
    }
    for words, attempt in attempts.items():
        try:
            attempt()
            return words
        except (OSError, AttributeError):  # not allowed, or not on this system
            continue
    return "none"


@contextlib.contextmanager
def aside() -> Iterator[None]:
    """Inside, this thread is nobody before the others."""
    is_real_time = _is_real_time()
    if is_real_time:
        _ordinary()
    try:
        yield
    finally:
        if is_real_time:
            _real_time()


def come_after() -> None:
    """From now on this thread makes way for those that it has started."""
    if _is_real_time():
        _real_time(_MAKING)


def give_up() -> None:
    """For a thread that reads and prepares what will be played later, whoever started it."""
    with contextlib.suppress(OSError, AttributeError):  # it had none, or the system knows none
        _ordinary()
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _QUIETLY)


def _is_real_time() -> bool:
    return hasattr(os, "sched_getscheduler") and os.sched_getscheduler(0) == os.SCHED_RR


def _real_time(priority: int = _HANDING_ON) -> None:
    # without SCHED_RESET_ON_FORK: that would take it from PortAudio's thread, which starts later
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(priority))


def _ordinary() -> None:
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
