"""How long a process stands in line for a processor: late for that reason, it is not stuck."""

from pathlib import Path

from installation.common import clock

MOST_S = 30.0  # of waiting that is forgiven between two beats: a room that turns in a circle waits in line, too
_WAITING = 0.5  # of the time that passed, at least

_Waits = dict[str, int]  # thread -> ns


class ProcessorWaits:
    """Of one process, since it was first asked for after its last beat."""

    def __init__(self) -> None:
        self._pid = 0
        self._began_ns = 0
        self._waits: _Waits = {}  # then
        self._forgiven_ns = 0

    def begin(self) -> None:
        """It has beaten: what was before counts no more."""
        self._pid = 0

    def forgiven_ns(self, pid: int, now: int) -> int:
        """What is to be forgiven that was not yet; 0 at the first time.

        A wait is counted when it is over, so that what counts is all of the time and not that since the last look.
        """
        waits = _waits_of(pid)
        if pid != self._pid:
            self._pid = pid
            self._began_ns = now
            self._waits = waits
            self._forgiven_ns = 0
            return 0
        grown = (ns - self._waits[thread] for thread, ns in waits.items() if thread in self._waits)
        most_ns = max(grown, default=0)
        if most_ns < _WAITING * (now - self._began_ns):
            return 0
        more_ns = max(0, min(most_ns, int(MOST_S * clock.SECOND_NS)) - self._forgiven_ns)
        self._forgiven_ns += more_ns
        return more_ns


def _waits_of(pid: int) -> _Waits:
    """Nothing where the system does not show it, as for another user's, or on another system than Linux.

    The second number of schedstat (Documentation/scheduler/sched-stats.rst of Linux): ns on a run queue.
    """
    waits = {}
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            waits[task.name] = int((task / "schedstat").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):  # it has just ended
        return {}
    return waits
