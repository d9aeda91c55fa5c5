"""Another pack while the show goes on: proved, warmed up in the wings, crossfaded in; on any doubt the old one stays.

    saved in models/ or wished for -> proved in quarantine -> an standby loads and judges it
    -> takes the generator's place -> a minute of probation -> it is the good one

The parent holds this. It never waits: `tend` looks after what was started and returns.
"""

import subprocess
from pathlib import Path

from installation.cast import ProcessSpec
from installation.common import clock
from installation.faults import BrokenPack
from installation.messages import ActivePack, Beat
from installation.packs import manifest
from installation.packs.pack_watcher import Arrivals, model_state
from installation.packs.validation import Proof
from installation.parent.supervisor import REST, Supervisor, spawn, trouble_in_words

LOOK_EVERY_NS = clock.SECOND_NS // 4
PROBATION_S = 60.0
GENERATOR = "generator"


class HotSwap:
    """One pack after another: what comes meanwhile waits, and of those that wait the newest counts."""

    def __init__(self, standby: ProcessSpec, supervisor: Supervisor, folder: str, tell):
        """The pack shown is noted in the supervisor's settings, so that a room born later finds it."""
        self._member, self._supervisor, self._folder, self._tell = standby, supervisor, folder, tell
        self._models = Path(self._settings["pack_folder"]).parent
        self._arrivals = Arrivals(self._models)
        self._looked_ns = clock.now_ns()
        self._next: Path | None = None
        self._proof: Proof | None = None
        self._subject: Path | None = None  # what is being proved or warmed up
        self._standby: subprocess.Popen | None = None
        self._begun_ns = 0
        self._generation = self._settings["generation"]  # the last one given to anybody
        self._called = 0  # the generation of the standby
        self._before: ActivePack | None = (
            None  # what was shown, while the standby has been called and has not come
        )
        self._gone = False  # the standby's process has ended; its last words are waited for
        self._good = self._settings["pack_folder"]  # the last one that passed its probation
        self._probation_ns = 0  # until when; 0 while nobody is on probation
        self._restarts = 0  # of the generator when the probation began
        self.words = ""  # what the technician should know of the last attempt
        self._failed = "", ""
        self._papers = 0  # how often only the papers of what is shown were saved anew
        self._model = self._known_model()

    @property
    def _settings(self) -> dict:
        return self._supervisor.settings

    @property
    def showing(self) -> ActivePack:
        """What is to be shown, for the rooms."""
        return ActivePack(self._settings["generation"], self._settings["pack_folder"], self._papers)

    @property
    def name(self) -> str:
        """Of the pack that is shown."""
        return Path(self._settings["pack_folder"]).name

    def take_failure(self) -> tuple[str, str]:
        """Name and reason of a pack that was not shown or did not stay, once; two empty texts where there is none."""
        failed, self._failed = self._failed, ("", "")
        return failed

    def wish_next(self) -> None:
        """Somebody pressed the key for the next pack, in the order of their names."""
        names = sorted(
            path.parent.name
            for path in self._models.glob("*/pack.toml")
            if not path.parent.name.startswith(".")
        )
        if names:
            later = [name for name in names if name > self.name]
            self.wish((later or names)[0])

    def wish(self, name: str) -> None:
        """Somebody asks for a pack by name; a name is never a path."""
        folder = self._models / name
        if name == self.name and not self._is_busy:
            return
        if (
            folder.parent != self._models
            or name.startswith(".")
            or not (folder / "pack.toml").is_file()
        ):
            self._refuse(name, "there is no such pack under models/")
        else:
            self._next = folder

    @property
    def _is_busy(self) -> bool:
        return bool(self._next or self._proof or self._standby)

    def tend(self) -> None:
        """Looks at models/, at the proof, at the standby, and at who is on probation."""
        now = clock.now_ns()
        if (
            self._supervisor.processes[GENERATOR].wish == REST
        ):  # the house sleeps, and whoever comes waits until it opens
            self._postpone()
            return
        if now - self._looked_ns > LOOK_EVERY_NS:
            self._looked_ns = now
            for come in self._arrivals.look():
                self._next = None if self._is_only_papers(come) else come
        if self._proof:
            self._tend_proof(now)
        elif self._standby:
            self._tend_understudy(now)
        elif self._next:
            self._prove()
        if (
            self._probation_ns and not self._before
        ):  # else another one is about to take its place anyway
            self._tend_probation(now)

    def hear(self, beat: Beat) -> None:
        """A beat of any room: the standby's first says that it is ready, its first as generator that it has taken over."""
        if not self._standby or beat.pid != self._standby.pid:
            return
        if beat.turn < 0:
            self._dismiss(beat.words)
        elif beat.room == GENERATOR:
            self._take_over(beat)
        elif self._before is None:
            self._before = self.showing
            self._show(str(self._subject), self._called)

    def end(self) -> None:
        """Ends what was started."""
        if self._proof:
            self._proof.kill()
        if self._standby:
            self._standby.kill()
            self._standby.wait()

    def _known_model(self) -> tuple:
        """What is shown, but for those of its papers that say nothing of the model. Raises `BrokenPack`."""
        folder = Path(self._settings["pack_folder"])
        pack = manifest.load(folder)
        return (
            folder,
            model_state(folder),
            pack.generator,
            pack.dimensions,
            pack.about.name,
            bool(pack.papers_wanting),
        )

    def _is_only_papers(self, folder: Path) -> bool:
        """True where titles, places or data were edited: the rooms read them again, and the model stays as it is."""
        if self._is_busy or str(folder) != self._settings["pack_folder"]:
            return False
        try:
            if self._known_model() != self._model:
                return False
        except BrokenPack as fault:
            self._refuse(folder.name, str(fault))
            return True
        self._papers += 1
        self._say("", f"pack {folder.name}: its papers were read again")
        return True

    def _postpone(self) -> None:
        if self._proof or self._standby:
            self._next = self._next or self._subject
            self.end()
            self._proof = self._standby = None
            self._take_back()

    def _prove(self) -> None:
        self._subject, self._next = self._next, None
        self._tell(f"pack {self._subject.name}: being proved")
        self._proof = Proof(self._subject, self._models, self._settings["studio"])

    def _tend_proof(self, now: int) -> None:
        refusal = self._proof.refusal()
        if refusal is None:
            return
        self._proof = None
        if refusal:
            self._refuse(self._subject.name, refusal)
        elif (
            self._subject.suffix != ".zip"
        ):  # what was in a zip is now a folder, and arrives as one
            self._warm_up(now)

    def _warm_up(self, now: int) -> None:
        self._begun_ns = now
        self._generation = self._called = self._generation + 1
        self._before, self._gone = None, False
        settings = self._settings | {"pack_folder": str(self._subject), "generation": self._called}
        self._standby = spawn(self._member, self._folder, settings, {})

    def _tend_understudy(self, now: int) -> None:
        code = self._standby.poll()
        if code is not None and not self._gone:
            self._gone = True  # dismissed in the next round, when its last beat has been heard
        elif code is not None:
            self._dismiss(trouble_in_words(code))
        elif clock.seconds(now - self._begun_ns) > self._member.start_s:
            self._dismiss(f"it was not ready within {self._member.start_s:g} s")

    def _show(self, folder: str, generation: int) -> None:
        """From now on all rooms are to show this pack."""
        self._settings.update(pack_folder=folder, generation=generation)

    def _take_over(self, beat: Beat) -> None:
        self._supervisor.adopt(GENERATOR, self._standby, beat)
        self._standby, self._before = None, None
        self._model = self._known_model()
        self._restarts = self._supervisor.processes[GENERATOR].restarts
        self._probation_ns = clock.now_ns() + int(PROBATION_S * clock.SECOND_NS)
        self._say("", f"pack {self._subject.name}: shown; on probation for {PROBATION_S:g} s")

    def _tend_probation(self, now: int) -> None:
        managed = self._supervisor.processes[GENERATOR]
        bad = managed.beat.facts.get("bad_pictures", 0) if managed.beat else 0
        if managed.restarts != self._restarts or bad:
            self._go_back(managed.beat.words if managed.beat else "")
        elif now > self._probation_ns:
            self._probation_ns, self._good = 0, self._settings["pack_folder"]

    def _go_back(self, reason: str) -> None:
        self._probation_ns = 0
        failed = self.name
        self._generation += 1
        self._show(self._good, self._generation)
        self._supervisor.renew([GENERATOR])
        words = f"pack {failed}: failed within its probation ({reason or 'its room died'}); {Path(self._good).name} is back"
        self._failed = failed, words
        self._say(words, words)

    def _dismiss(self, reason: str) -> None:
        """The standby goes. Had the change been announced already, it is taken back."""
        self._standby.kill()
        self._standby.wait()
        self._standby = None
        self._take_back()
        self._refuse(self._subject.name, reason)

    def _take_back(self) -> None:
        if self._before:
            self._show(self._before.folder, self._before.generation)
            self._before = None

    def _refuse(self, name: str, reason: str) -> None:
        reason = reason.removeprefix(f"pack {name}: ")
        words = f"pack {name} is not shown: {reason}; {self.name} stays"
        self._failed = name, words
        self._say(words, words)

    def _say(self, words: str, line: str) -> None:
        self.words = words
        self._tell(line)
