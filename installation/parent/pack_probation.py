"""A pack that has just taken over: whether it proves itself, and which comes back if it does not."""

from installation.common import clock
from installation.parent.managed_process import ManagedProcess
from installation.parent.missed_pack import MissedPack
from installation.parent.pack_guard import PackGuard
from installation.parent.shown_pack import ShownPack
from installation.parent.supervisor import Supervisor
from installation.parent.swap_attempt import Attempt, SwapNews
from installation.parent.swap_states import Report
from installation.telemetry import decoded
from installation.vocabulary import RoomName

PROBATION_S = 60.0


class Probation:
    """One pack at a time."""

    def __init__(
        self,
        shown: ShownPack,
        guard: PackGuard,
        supervisor: Supervisor,
        news: SwapNews,
        missed: MissedPack,
    ):
        self._shown = shown
        self._guard = guard
        self._supervisor = supervisor
        self._news = news
        self._missed = missed
        self._attempt: Attempt | None = None
        self._restarts = 0  # of the generator when it began
        self._good = shown.showing  # the last one that proved itself

    @property
    def is_on(self) -> bool:
        """True while a pack has still to prove itself."""
        return self._attempt is not None

    def begin(self, attempt: Attempt) -> None:
        """It paints now."""
        self._attempt = attempt
        self._restarts = self._generator.restarts

    def tend(self) -> None:
        """Looks at what its pictures are like, and at the time."""
        attempt = self._attempt
        if attempt is None:
            return
        trouble = _trouble(self._generator, self._restarts)
        if trouble:
            self._go_back(attempt, trouble)
        elif attempt.age_s() > PROBATION_S:
            attempt.advance(Report.PROVED)
            self._attempt = None
            self._good = self._shown.showing

    @property
    def _generator(self) -> ManagedProcess:
        return self._supervisor.processes[RoomName.GENERATOR]

    def _go_back(self, attempt: Attempt, reason: str) -> None:
        attempt.advance(Report.FAILED)
        self._attempt = None
        self._missed.record_lost(attempt.folder, clock.now_ns())
        self._guard.show_again(self._good)
        self._supervisor.renew([RoomName.GENERATOR])
        failed = f"pack {attempt.name}: failed within its probation ({reason})"
        self._news.record(attempt.name, f"{failed}; {self._good.folder.name} is back")


def _trouble(generator: ManagedProcess, restarts_before: int) -> str:
    """What went wrong with a pack on probation, "" where nothing did."""
    beat = generator.beat
    message = beat.message if beat is not None else ""
    known = decoded(RoomName.GENERATOR, beat.telemetry) if beat is not None else None
    has_bad_pictures = known is not None and bool(known.bad_pictures)
    if generator.restarts != restarts_before or has_bad_pictures:
        return message or "its room died"
    return ""
