"""Another pack while the show goes on: `swap_states` says on which way; on any doubt the old one stays.

The parent holds this. It never waits: `tend` looks after what was started and returns.
"""

import logging
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from installation.cast import ProcessSpec
from installation.common import clock
from installation.faults import BrokenPack
from installation.messages import ActivePack, Beat
from installation.packs import manifest
from installation.packs.pack_watcher import Arrivals as PackWatcher
from installation.packs.pack_watcher import model_state
from installation.packs.validation import Proof as Validation
from installation.parent.spawn import exit_reason, spawn
from installation.parent.supervisor import ManagedProcess, Supervisor
from installation.parent.swap_states import Report, Stage, after
from installation.telemetry import decoded
from installation.vocabulary import RoomName

LOOK_EVERY_NS = clock.SECOND_NS // 4
PROBATION_S = 60.0

log = logging.getLogger(__name__)


@dataclass
class Attempt:
    """A pack on its way onto the screen."""

    folder: Path  # of the pack, or the path of a zip
    stage: Stage = Stage.VALIDATING
    validation: Validation | None = None
    standby: subprocess.Popen | None = None
    generation: int = 0  # that it is given when it warms up
    since_ns: int = field(default_factory=clock.now_ns)  # of its stage
    shown_before: ActivePack | None = None  # once it is announced
    has_exited: bool = False  # the standby process has ended; its last beat is awaited
    restarts: int = 0  # of the generator when the probation began

    @property
    def name(self) -> str:
        """Of the pack."""
        return self.folder.name

    def age_s(self) -> float:
        """Seconds at this stage."""
        return clock.seconds(clock.now_ns() - self.since_ns)


@dataclass(frozen=True)
class Failure:
    """A pack that was not shown, or did not stay."""

    name: str
    message: str


class HotSwap:
    """One pack after another: what comes meanwhile waits, and of those that wait the newest counts."""

    def __init__(self, standby: ProcessSpec, supervisor: Supervisor, folder: str):
        """The pack shown is noted in the supervisor's settings, so that a room started later finds it."""
        self.message = ""  # what the technician should know of the last attempt
        self._standby_spec = standby
        self._supervisor = supervisor
        self._folder = folder
        self._models = supervisor.settings.pack_folder.parent
        self._watcher = PackWatcher(self._models)
        self._looked_ns = clock.now_ns()
        self._waiting: Path | None = None
        self._attempt: Attempt | None = None  # until it is announced and has come, or is refused
        self._probation: Attempt | None = None
        self._last_generation = supervisor.settings.generation
        self._good = supervisor.settings.pack_folder  # the last one that passed its probation
        self._failure: Failure | None = None
        self._papers = 0  # how often only the papers of what is shown were saved
        self._model = self._known_model()

    @property
    def active_pack(self) -> ActivePack:
        """What is to be shown, for the rooms."""
        settings = self._supervisor.settings
        return ActivePack(settings.generation, str(settings.pack_folder), self._papers)

    @property
    def name(self) -> str:
        """Of the pack that is shown."""
        return self._supervisor.settings.pack_folder.name

    def take_failure(self) -> Failure | None:
        """The last failure, once."""
        failure = self._failure
        self._failure = None
        return failure

    def request_next(self) -> None:
        """Somebody pressed the key for the next pack, in the order of their names."""
        found = self._models.glob("*/pack.toml")
        names = sorted(path.parent.name for path in found if not path.parent.name.startswith("."))
        later = [name for name in names if name > self.name]
        if names:
            self.request((later or names)[0])

    def request(self, name: str) -> None:
        """Somebody asks for a pack by name; a name is never a path."""
        if name == self.name and not self._is_busy:
            return
        folder = self._models / name
        is_name = folder.parent == self._models and not name.startswith(".")
        if is_name and (folder / "pack.toml").is_file():
            self._waiting = folder
        else:
            self._refuse(name, "there is no such pack under models/")

    @property
    def _is_busy(self) -> bool:
        return self._waiting is not None or self._attempt is not None

    @property
    def _generator(self) -> ManagedProcess:
        return self._supervisor.processes[RoomName.GENERATOR]

    def tend(self) -> None:
        """Looks at models/, at the attempt, and at what is on probation."""
        if self._generator.is_resting:  # the house sleeps, and whoever comes waits until it opens
            self._postpone()
            return
        self._look()
        attempt = self._attempt
        if attempt is None:
            self._begin()
        elif attempt.stage == Stage.VALIDATING:
            self._tend_validation(attempt)
        else:
            self._tend_standby(attempt)
        is_announced = attempt is not None and attempt.stage == Stage.ANNOUNCED
        if (
            self._probation is not None and not is_announced
        ):  # else it is about to be replaced anyway
            self._tend_probation(self._probation)

    def hear(self, beat: Beat) -> None:
        """A beat of any room: the standby's first says that it is ready, its first as generator that it took over."""
        attempt = self._attempt
        if attempt is None or attempt.standby is None or beat.pid != attempt.standby.pid:
            return
        if beat.turn < 0:
            self._fail(attempt, beat.message)
        elif beat.room == RoomName.GENERATOR:
            self._take_over(attempt, beat)
        elif attempt.stage == Stage.WARMING:
            attempt.shown_before = self.active_pack
            self._advance(attempt, Report.READY)
            self._show(attempt.folder, attempt.generation)

    def end(self) -> None:
        """Ends what was started."""
        if self._attempt is not None:
            _end_processes(self._attempt)

    def _look(self) -> None:
        if clock.now_ns() - self._looked_ns <= LOOK_EVERY_NS:
            return
        self._looked_ns = clock.now_ns()
        for arrived in self._watcher.look():
            self._waiting = None if self._is_only_papers(arrived) else arrived

    def _known_model(self) -> tuple:
        """What is shown, but for those of its papers that say nothing of the model. Raises `BrokenPack`."""
        folder = self._supervisor.settings.pack_folder
        pack = manifest.load(folder)
        is_incomplete = bool(pack.papers_wanting)
        model = (pack.generator, pack.dimensions, pack.about.name, is_incomplete)
        return folder, model_state(folder), model

    def _is_only_papers(self, folder: Path) -> bool:
        """True where titles, places or data were edited: the rooms read them again, and the model stays as it is."""
        if self._is_busy or folder != self._supervisor.settings.pack_folder:
            return False
        try:
            if self._known_model() != self._model:
                return False
        except BrokenPack as fault:
            self._refuse(folder.name, str(fault))
            return True
        self._papers += 1
        self.message = ""
        log.info("pack %s: its papers were read again", folder.name)
        return True

    def _begin(self) -> None:
        if self._waiting is None:
            return
        attempt = Attempt(self._waiting)
        self._waiting = None
        log.info("pack %s: being checked", attempt.name)
        studio = self._supervisor.settings.studio
        attempt.validation = Validation(attempt.folder, self._models, studio)
        self._attempt = attempt

    def _advance(self, attempt: Attempt, report: Report) -> None:
        then = after(attempt.stage, report)
        if then is None:
            raise ValueError(f"a pack that is {attempt.stage} cannot be {report}")
        attempt.stage = then
        attempt.since_ns = clock.now_ns()

    def _tend_validation(self, attempt: Attempt) -> None:
        refusal = attempt.validation.refusal() if attempt.validation is not None else ""
        if refusal is None:
            return
        attempt.validation = None
        if refusal:
            self._fail(attempt, refusal)
        elif attempt.folder.suffix == ".zip":
            self._advance(attempt, Report.UNPACKED)
            self._attempt = None
        else:
            self._warm_up(attempt)

    def _warm_up(self, attempt: Attempt) -> None:
        self._last_generation += 1
        attempt.generation = self._last_generation
        self._advance(attempt, Report.PASSED)
        settings = self._supervisor.settings.model_copy(
            update={"pack_folder": attempt.folder, "generation": attempt.generation}
        )
        attempt.standby = spawn(self._standby_spec, self._folder, settings, {})

    def _tend_standby(self, attempt: Attempt) -> None:
        code = attempt.standby.poll() if attempt.standby is not None else 0
        if code is not None and not attempt.has_exited:
            attempt.has_exited = (
                True  # refused in the next round, when its last beat has been heard
            )
        elif code is not None:
            self._fail(attempt, exit_reason(code))
        elif attempt.age_s() > self._standby_spec.start_s:
            self._fail(attempt, f"it was not ready within {self._standby_spec.start_s:g} s")

    def _show(self, folder: Path, generation: int) -> None:
        """From now on all rooms are to show this pack."""
        self._supervisor.settings = self._supervisor.settings.model_copy(
            update={"pack_folder": folder, "generation": generation}
        )

    def _take_over(self, attempt: Attempt, beat: Beat) -> None:
        if attempt.standby is None or attempt.stage != Stage.ANNOUNCED:
            return
        self._supervisor.adopt(RoomName.GENERATOR, attempt.standby, beat)
        attempt.standby = None
        attempt.restarts = self._generator.restarts
        self._advance(attempt, Report.TOOK_OVER)
        self._attempt = None
        self._probation = attempt
        self._model = self._known_model()
        self.message = ""
        log.info("pack %s: shown; on probation for %g s", attempt.name, PROBATION_S)

    def _tend_probation(self, attempt: Attempt) -> None:
        generator = self._generator
        bad_pictures = 0
        message = ""
        if generator.beat is not None:
            values = decoded(RoomName.GENERATOR, generator.beat.telemetry)
            bad_pictures = values.bad_pictures or 0
            message = generator.beat.message
        if generator.restarts != attempt.restarts or bad_pictures:
            self._go_back(attempt, message or "its room died")
        elif attempt.age_s() > PROBATION_S:
            self._advance(attempt, Report.PROVED)
            self._probation = None
            self._good = attempt.folder

    def _go_back(self, attempt: Attempt, reason: str) -> None:
        self._advance(attempt, Report.FAILED)
        self._probation = None
        self._last_generation += 1
        self._show(self._good, self._last_generation)
        self._supervisor.renew([RoomName.GENERATOR])
        self._note_failure(
            attempt.name,
            f"pack {attempt.name}: failed within its probation ({reason}); {self._good.name} is back",
        )

    def _fail(self, attempt: Attempt, reason: str) -> None:
        """The attempt ends. Had it been announced already, that is taken back."""
        self._abandon(attempt, Report.FAILED)
        self._refuse(attempt.name, reason)

    def _postpone(self) -> None:
        attempt = self._attempt
        if attempt is not None:
            self._waiting = self._waiting or attempt.folder
            self._abandon(attempt, Report.POSTPONED)

    def _abandon(self, attempt: Attempt, report: Report) -> None:
        _end_processes(attempt)
        self._advance(attempt, report)
        self._attempt = None
        if attempt.shown_before is not None:
            self._show(Path(attempt.shown_before.folder), attempt.shown_before.generation)

    def _refuse(self, name: str, reason: str) -> None:
        reason = reason.removeprefix(f"pack {name}: ")
        self._note_failure(name, f"pack {name} is not shown: {reason}; {self.name} stays")

    def _note_failure(self, name: str, message: str) -> None:
        self._failure = Failure(name, message)
        self.message = message
        log.warning("%s", message)


def _end_processes(attempt: Attempt) -> None:
    if attempt.validation is not None:
        attempt.validation.kill()
    if attempt.standby is not None:
        attempt.standby.kill()
        attempt.standby.wait()
    attempt.validation = None
    attempt.standby = None
