"""Who comes and how long they stay, from presence into the visit store: once a minute, and at the end."""

from datetime import datetime

from installation.common import clock
from installation.console.snapshot import Snapshot
from installation.console.visit_store import VisitStore
from installation.console.visits import DwellTimes
from installation.messages import Presence

WRITE_EVERY_S = 50.0  # a power cut costs less than a minute
PRUNE_EVERY_S = 3600.0
_LONGEST_STEP_S = 1.0  # a gap in presence is no stay


class VisitCounter:
    """Counts visitors, but no simulated ones, and none on film."""

    def __init__(self, snapshot: Snapshot, store: VisitStore, keep_days: int):
        """`keep_days` 0 counts nothing."""
        self._snapshot = snapshot
        self._store = store
        self._keep_days = keep_days
        self._dwell_times = DwellTimes()
        self._recorded_ns = clock.now_ns()
        self._written_ns = self._recorded_ns
        self._pruned_ns: int | None = None

    def record(self, presence: Presence) -> None:
        """Who is in view now."""
        if not self._keep_days or not self._snapshot.shows_visitors:
            return
        now_ns = clock.now_ns()
        dt = min(_LONGEST_STEP_S, clock.seconds(now_ns - self._recorded_ns))
        self._recorded_ns = now_ns
        numbers = [int(place[0]) for place in presence.places]
        self._add(self._dwell_times.tick(numbers, dt))

    def turn(self, now_ns: int) -> None:
        """Writes and prunes when it is time."""
        if clock.seconds(now_ns - self._written_ns) > WRITE_EVERY_S:
            self._written_ns = now_ns
            self._store.write()
        certain_time = self._snapshot.house.get("certain_time", "")
        if self._keep_days and certain_time and self._is_time_to_prune(now_ns):
            self._pruned_ns = now_ns
            self._store.prune(datetime.fromisoformat(certain_time), self._keep_days)

    def close(self) -> None:
        """Counts those who are still here, and writes."""
        self._add(self._dwell_times.end_all())
        self._store.close()

    def _is_time_to_prune(self, now_ns: int) -> bool:
        if self._pruned_ns is None:
            return True
        return clock.seconds(now_ns - self._pruned_ns) > PRUNE_EVERY_S

    def _add(self, dwell_times_s: list[float]) -> None:
        chosen = self._snapshot.house.get("chosen", {})
        pack = chosen.get("pack", "")
        languages = ",".join(chosen.get("languages", []))
        for dwell_s in dwell_times_s:
            self._store.add(clock.wall_now(), pack, languages, dwell_s)
