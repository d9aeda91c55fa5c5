"""Another pack while the show goes on: `swap_states` says on which way; on any doubt the old one stays.

The parent holds this. It never waits: `tend` looks after what was started and returns.
"""

import logging
from pathlib import Path

from installation.cast import ProcessSpec
from installation.common import clock, system_errors
from installation.faults import BrokenPack
from installation.messages import ActivePack, Beat
from installation.packs import file_rules
from installation.packs.pack_watcher import PackWatcher
from installation.packs.validation import Validation
from installation.parent.kept_pack import KeptPack
from installation.parent.managed_process import ManagedProcess
from installation.parent.missed_pack import MissedPack
from installation.parent.pack_choice import PackChoice
from installation.parent.pack_guard import PackGuard
from installation.parent.pack_probation import PROBATION_S, Probation
from installation.parent.shown_pack import ShownPack
from installation.parent.supervisor import Supervisor
from installation.parent.swap_attempt import Attempt, SwapNews
from installation.parent.swap_states import Report, Stage
from installation.vocabulary import RoomName

LOOK_EVERY_NS = clock.SECOND_NS // 4

log = logging.getLogger(__name__)


class HotSwap:
    """One pack after another: what comes meanwhile waits, and of those that wait the newest counts."""

    def __init__(self, standby: ProcessSpec, supervisor: Supervisor, folder: str):
        """`folder` is where the wires' sockets lie."""
        self.news = SwapNews()
        self._standby_spec = standby
        self._supervisor = supervisor
        self._folder = folder
        settings = supervisor.settings
        self._models = settings.models
        self._kept = KeptPack(settings.state)
        is_copy = self._kept.is_copy(settings.pack_folder)
        belongs = self._models / settings.pack_folder.name if is_copy else settings.pack_folder
        self._shown = ShownPack(supervisor, belongs)
        self._missed = MissedPack()
        self._guard = PackGuard(self._shown, self._kept, supervisor, self.news, self._missed)
        self._probation = Probation(self._shown, self._guard, supervisor, self.news, self._missed)
        self._choice = PackChoice(self._models)
        self._watcher = PackWatcher(self._models)
        self._looked_ns = clock.now_ns()
        self._is_due = False  # to look at models/
        self._waiting: Path | None = None
        self._attempt: Attempt | None = None  # until it paints, or is refused
        if belongs != settings.pack_folder or self.name != settings.generator.pack:
            self._ask_for(settings.generator.pack)

    @property
    def active_pack(self) -> ActivePack:
        """What is to be shown, for the rooms."""
        return self._shown.message

    @property
    def name(self) -> str:
        """Of the pack that is shown."""
        return self._shown.name

    def request_next(self) -> None:
        """Somebody pressed the key for the next pack, in the order of their names."""
        name = self._choice.after(self.name)
        if name is not None:
            self.request(name)

    def request(self, name: str) -> None:
        """Somebody asks for a pack by name."""
        self._missed.forget()
        if name != self.name or self._is_busy or self._shown.is_stood_in:
            self._ask_for(name)

    def _ask_for(self, name: str) -> None:
        folder = self._choice.folder(name)
        if folder is None:
            self._refuse(name, "there is no such pack under models/")
        else:
            self._waiting = folder

    def tend(self) -> None:
        """Looks at models/, at the attempt, and at what is on probation."""
        now = clock.now_ns()
        if now - self._looked_ns > LOOK_EVERY_NS:
            self._looked_ns = now
            self._guard.tend(self._probation.is_on or self._attempt is not None)
            self._is_due = True
        if self._generator.is_resting:  # the house sleeps, and whoever comes waits until it opens
            self._postpone()
            return
        self._look()
        missed = "" if self._is_busy else self._missed.take_due(now)
        if missed:
            self._ask_for(missed)
        attempt = self._attempt
        if attempt is None:
            self._begin()
        elif attempt.stage == Stage.VALIDATING:
            self._tend_validation(attempt)
        else:
            self._tend_standby(attempt)
        # while another one is announced, it is about to be replaced anyway
        if attempt is None or not attempt.is_announced:
            self._probation.tend()

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
            attempt.shown_before = self._shown.showing
            attempt.advance(Report.READY)
            self._shown.show(attempt.folder, attempt.generation)
            self._supervisor.hurry()

    def end(self) -> None:
        """Ends what was started."""
        if self._attempt is not None:
            self._attempt.end_processes()

    @property
    def is_on_trial(self) -> bool:
        """True while a pack is tried, or has not been shown for long enough."""
        return self._is_busy or self._probation.is_on

    @property
    def _is_busy(self) -> bool:
        return self._waiting is not None or self._attempt is not None

    @property
    def _generator(self) -> ManagedProcess:
        return self._supervisor.processes[RoomName.GENERATOR]

    def _look(self) -> None:
        if not self._is_due:
            return
        self._is_due = False
        for stray in self._watcher.look_for_strays():
            self._refuse(stray.name, file_rules.without_papers(stray))
        wanted = self._models / self._supervisor.settings.generator.pack
        # of several that come at once, as with their whole folder, the one that is asked for counts
        for arrived in sorted(self._watcher.look(), key=lambda folder: folder == wanted):
            subject = self._shown.what_changed(arrived)
            self._waiting = None if self._is_only_metadata(subject) else subject

    def _is_only_metadata(self, folder: Path) -> bool:
        """True where nothing has to be loaded: the model is the one that is shown, or its papers are broken."""
        if self._is_busy or folder != self._shown.folder:
            return False
        try:
            if not self._shown.has_other_metadata():
                return False
        except BrokenPack as fault:
            self._refuse(folder.name, str(fault))
            return True
        self.news.clear()
        log.info("pack %s: its papers were read again", folder.name)
        return True

    def _begin(self) -> None:
        if self._waiting is None:
            return
        attempt = Attempt(self._waiting)
        self._waiting = None
        rotten = self._kept.rot.words(attempt.folder)
        if rotten:
            self._refuse(attempt.name, rotten)
            return
        log.info("pack %s: being checked", attempt.name)
        studio = self._supervisor.settings.studio
        self._attempt = attempt
        try:
            attempt.validation = Validation(attempt.folder, self._models, studio)
        except OSError as error:
            self._fail(attempt, system_errors.words(error))

    def _tend_validation(self, attempt: Attempt) -> None:
        refusal = attempt.validation.refusal() if attempt.validation is not None else ""
        if refusal is None:
            return
        attempt.validation = None
        if refusal:
            self._fail(attempt, refusal)
        elif attempt.folder.suffix == ".zip":
            attempt.advance(Report.UNPACKED)
            self._attempt = None
        else:
            generation = self._shown.next_generation()
            settings = self._supervisor.settings
            try:
                attempt.warm_up(self._standby_spec, self._folder, settings, generation)
            except OSError as error:
                self._fail(attempt, system_errors.words(error))

    def _tend_standby(self, attempt: Attempt) -> None:
        reason = attempt.standby_failure(self._standby_spec.start_s)
        if reason:
            self._fail(attempt, reason)

    def _take_over(self, attempt: Attempt, beat: Beat) -> None:
        if attempt.standby is None or not attempt.is_announced:
            return
        self._supervisor.adopt(RoomName.GENERATOR, attempt.standby, beat)
        attempt.standby = None
        attempt.advance(Report.TOOK_OVER)
        self._attempt = None
        self._probation.begin(attempt)
        self._shown.note_model()
        self._missed.forget()
        self._guard.forget_failures()
        self.news.clear()
        log.info("pack %s: shown; on probation for %g s", attempt.name, PROBATION_S)

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
        attempt.end_processes()
        attempt.advance(report)
        self._attempt = None
        before = attempt.shown_before
        if before is not None:
            self._shown.resume(before)

    def _refuse(self, name: str, reason: str) -> None:
        reason = reason.removeprefix(f"pack {name}: ")
        stays = f"a copy of what was shown of {self.name}" if self._shown.is_stood_in else self.name
        self.news.record(name, f"pack {name} is not shown: {reason}; {stays} stays")
