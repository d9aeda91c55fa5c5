"""What the machine is, and who else had it while something was measured."""

import os
from dataclasses import dataclass

import psutil

from installation.common import clock
from installation.generator.machine_notes import machine


@dataclass(frozen=True)
class Surroundings:
    """Of a span of time."""

    steal_percent: float  # of all cores' time that the host took
    others_percent: float  # of one core that other programs had
    load: float  # of the last minute

    def in_words(self) -> str:
        """For the table."""
        return (
            f"steal {self.steal_percent:.0f} %, other programs {self.others_percent:.0f} % of a "
            f"core, load {self.load:.1f}"
        )


class LoadWatch:
    """From its making until it is asked; what this program and its ended children do counts for itself."""

    def __init__(self) -> None:
        self._since_ns = clock.now_ns()
        self._steal_s, self._busy_s = _machine_s()
        self._own_s = _own_s()

    def surroundings(self) -> Surroundings:
        """Since its making."""
        passed_s = max(1e-3, clock.seconds(clock.now_ns() - self._since_ns))
        steal_s, busy_s = _machine_s()
        others_s = busy_s - self._busy_s - (_own_s() - self._own_s)
        cores = os.cpu_count() or 1
        return Surroundings(
            steal_percent=round(100 * (steal_s - self._steal_s) / passed_s / cores, 1),
            others_percent=round(100 * max(0.0, others_s) / passed_s, 1),
            load=round(os.getloadavg()[0], 1),
        )


def machine_in_words() -> str:
    """Processor, cores and memory."""
    memory_gb = psutil.virtual_memory().total / 2**30
    return f"{machine()}, {memory_gb:.0f} GB"


def _machine_s() -> tuple[float, float]:
    """Seconds of all cores: taken by the host, and worked."""
    times = psutil.cpu_times()
    worked = times.user + times.system + getattr(times, "nice", 0.0)
    worked += getattr(times, "irq", 0.0) + getattr(times, "softirq", 0.0)
    return getattr(times, "steal", 0.0), worked


def _own_s() -> float:
    times = psutil.Process().cpu_times()
    return times.user + times.system + times.children_user + times.children_system
