"""A pack on its way onto the screen, and the processes that were started for it."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from installation.cast import ProcessSpec
from installation.common import clock
from installation.config.settings import Settings
from installation.packs.validation import Validation
from installation.parent.shown_pack import Showing
from installation.parent.spawn import RoomProcess, exit_reason, spawn
from installation.parent.swap_states import Report, Stage, after

log = logging.getLogger(__name__)


@dataclass
class Attempt:
    """One pack; `swap_states` says how its stages follow one another."""

    folder: Path  # of the pack, or the path of a zip
    stage: Stage = Stage.VALIDATING
    validation: Validation | None = None
    standby: RoomProcess | None = None
    generation: int = 0  # that it is given when it warms up
    since_ns: int = field(default_factory=clock.now_ns)  # of its stage
    shown_before: Showing | None = None  # once it is announced
    has_exited: bool = False  # the standby process has ended; its last beat is awaited

    @property
    def name(self) -> str:
        """Of the pack."""
        return self.folder.name

    @property
    def is_announced(self) -> bool:
        """All rooms know of it, and its first picture is awaited."""
        return self.stage == Stage.ANNOUNCED

    def age_s(self) -> float:
        """Seconds at this stage."""
        return clock.seconds(clock.now_ns() - self.since_ns)

    def advance(self, report: Report) -> None:
        """The next stage. Raises ValueError for a report that cannot be at this one."""
        then = after(self.stage, report)
        if then is None:
            raise ValueError(f"a pack that is {self.stage} cannot be {report}")
        self.stage = then
        self.since_ns = clock.now_ns()

    def warm_up(self, spec: ProcessSpec, folder: str, settings: Settings, generation: int) -> None:
        """Starts the standby process, which loads the pack and judges it."""
        self.generation = generation
        self.advance(Report.PASSED)
        its_own = {"pack_folder": self.folder, "generation": generation}
        self.standby = spawn(spec, folder, settings.model_copy(update=its_own), {})

    def standby_failure(self, start_s: float) -> str:
        """Why the standby process will not come, "" while it may; it has `start_s` seconds."""
        code = self.standby.poll() if self.standby is not None else 0
        if code is not None and not self.has_exited:
            self.has_exited = True  # told in the next round, when its last beat has been heard
            return ""
        if code is not None:
            return exit_reason(code)
        if self.age_s() > start_s:
            return f"it was not ready within {start_s:g} s"
        return ""

    def end_processes(self) -> None:
        """Kills what was started for it."""
        if self.validation is not None:
            self.validation.kill()
        if self.standby is not None:
            self.standby.kill()
            self.standby.wait()
        self.validation = None
        self.standby = None


@dataclass(frozen=True)
class Failure:
    """A pack that was not shown, or did not stay."""

    name: str
    message: str


class SwapNews:
    """What the technician should know of the last attempt."""

    def __init__(self) -> None:
        self.message = ""  # empty when all is well
        self._failure: Failure | None = None

    def clear(self) -> None:
        """All is well again."""
        self.message = ""

    def record(self, name: str, message: str) -> None:
        """A pack failed; one that fails again for the same reason is no news."""
        self._failure = Failure(name, message)
        if message != self.message:
            log.warning("%s", message)
        self.message = message

    def take_failure(self) -> Failure | None:
        """The last failure, once."""
        failure = self._failure
        self._failure = None
        return failure
