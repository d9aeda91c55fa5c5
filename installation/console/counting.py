"""Who comes and how long they stay, from presence into the almanac: once a minute, and at the end."""

from installation.common import clock
from installation.console.snapshot import Board
from installation.console.visit_store import Almanac
from installation.console.visits import Visits
from installation.messages import Presence

WRITE_EVERY_S = 50.0  # a power cut costs less than a minute
PRUNE_EVERY_S = 3600.0


class Counting:
    """A simulated visitor is not counted."""

    def __init__(self, board: Board, almanac: Almanac, keep_days: int):
        """`keep_days` 0 counts nothing."""
        self._board, self._almanac, self._keep_days = board, almanac, keep_days
        self._visits = Visits()
        self._noted_ns = self._written_ns = clock.now_ns()
        self._pruned_ns = 0

    def note(self, presence: Presence) -> None:
        """Who is in view now."""
        if not self._keep_days or self._is_simulated():
            return
        now_ns = clock.now_ns()
        dt, self._noted_ns = clock.seconds(now_ns - self._noted_ns), now_ns
        self._add(self._visits.step((int(row[0]) for row in presence.places), min(dt, 1.0)))

    def turn(self, now_ns: int) -> None:
        """Writes when it is time."""
        if clock.seconds(now_ns - self._written_ns) > WRITE_EVERY_S:
            self._written_ns = now_ns
            self._almanac.write()
        if self._keep_days and (
            not self._pruned_ns or clock.seconds(now_ns - self._pruned_ns) > PRUNE_EVERY_S
        ):
            self._pruned_ns = now_ns
            self._almanac.prune(clock.wall_now(), self._keep_days)

    def close(self) -> None:
        """Whoever is here still, was here."""
        self._add(self._visits.all_go())
        self._almanac.close()

    def _add(self, lengths: list[float]) -> None:
        chosen = self._board.house.get("chosen", {})
        for dwell_s in lengths:
            pack, languages = chosen.get("pack", ""), ",".join(chosen.get("languages", []))
            self._almanac.add(clock.wall_now(), pack, languages, dwell_s)

    def _is_simulated(self) -> bool:
        """Before the status has said which camera it is, nobody is counted."""
        return str(self._board.fact("vision", "camera", "simulated")).startswith("simulated")
