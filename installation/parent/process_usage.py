"""What the processes of the rooms cost: processor time and memory."""

import psutil

from installation.common import clock


class ProcessUsage:
    """Processor time and memory of all processes that a room had."""

    def __init__(self, started_ns: int) -> None:
        self._counts_from_ns = started_ns
        self._used: dict[int, tuple[str, float, float]] = {}  # pid -> room, cpu s, greatest MB
        self._before_s: dict[int, float] = {}  # pid -> of these cpu s, those that count no more

    def leave_out(self) -> None:
        """The time used until now does not count."""
        self._counts_from_ns = clock.now_ns()
        self._before_s = {pid: cpu_s for pid, (_, cpu_s, _) in self._used.items()}

    def record(self, room: str, pid: int) -> None:
        """Looks at a living process."""
        try:
            process = psutil.Process(pid)
            times = process.cpu_times()
            rss_mb = process.memory_info().rss / 2**20
        except (
            psutil.Error,
            OSError,
        ):  # it has just ended, or no file can be opened: the last figures stand
            return
        self.hear(room, pid, times.user + times.system, rss_mb)

    def hear(self, room: str, pid: int, cpu_s: float, rss_mb: float) -> None:
        """What a process says of itself: the only way where the system shows nothing of it, as under ProtectProc."""
        _, known_s, known_mb = self._used.get(pid, (room, 0.0, 0.0))
        self._used[pid] = (room, max(cpu_s, known_s), max(rss_mb, known_mb))

    def of(self, room: str, until_ns: int) -> dict[str, float]:
        """Share of one core until then, and the most memory that one of them held."""
        lasted_s = max(1e-3, clock.seconds(until_ns - self._counts_from_ns))
        used = [
            (cpu_s - self._before_s.get(pid, 0.0), rss_mb)
            for pid, (name, cpu_s, rss_mb) in self._used.items()
            if name == room
        ]
        cpu_s = sum(cpu for cpu, _ in used)
        rss_mb = max((rss for _, rss in used), default=0.0)
        return {"cpu_percent": round(100 * cpu_s / lasted_s, 1), "rss_mb": round(rss_mb, 1)}
