"""Sees to it that rooms can always be started with the pack that is shown, whatever becomes of its folder."""

from collections.abc import Iterator
from pathlib import Path

from installation.common import clock, files
from installation.common.paths import ROOT
from installation.config.schema import GeneratorConfig
from installation.faults import BrokenPack
from installation.messages import Beat
from installation.packs import manifest, source_pack
from installation.packs.pack_watcher import pack_state
from installation.parent.kept_pack import KeptPack
from installation.parent.missed_pack import MissedPack
from installation.parent.shown_pack import Showing, ShownPack
from installation.parent.supervisor import Supervisor
from installation.parent.swap_attempt import SwapNews
from installation.telemetry import decoded
from installation.vocabulary import RoomName, RoomState

KEEP_AFTER_S = 5.0  # painted well for so long: it is what was shown last
PATIENCE_STARTS = 2  # that fail in a row before another pack is tried
USUAL_PACK: str = GeneratorConfig().pack


class PackGuard:
    """`tend` looks a few times a second, also while the house sleeps: what wakes reads what is good."""

    def __init__(
        self,
        shown: ShownPack,
        kept: KeptPack,
        supervisor: Supervisor,
        news: SwapNews,
        missed: MissedPack,
    ):
        self._shown = shown
        self._kept = kept
        self._supervisor = supervisor
        self._news = news
        self._missed = missed
        self._failed: set[Path] = set()  # read there, they did not start
        self._judged_starts = 0  # failed ones, at the last look
        self._good_since_ns = 0  # 0 while the generator does not paint well

    def tend(self, is_on_probation: bool) -> None:
        """`is_on_probation`: what is shown has not proved itself yet."""
        rotten = self._kept.rot.words(self._shown.folder)
        if rotten:
            self._replace_what_rots(rotten)
        elif not self._shown.is_as_accepted:
            self._stand_in()
        elif self._shown.is_stood_in and self._shown.folder not in self._failed:
            self._shown.read_at(self._shown.folder)
            self._news.clear()
        self._replace_what_does_not_start()
        if not is_on_probation:
            self._keep()
        if self._kept.rot.is_due and not self._shown.is_stood_in:
            self._kept.rot.begin(self._shown.folder, self._kept.copy(self._shown.name))

    def forget_failures(self) -> None:
        """Another pack paints: what failed before may be tried again."""
        self._failed.clear()

    def show_again(self, good: Showing) -> None:
        """A pack that was shown before comes back: as its copy, where its folder is not what it was then."""
        self._shown.resume(good._replace(generation=self._shown.next_generation()))
        self._stand_in()

    def _stand_in(self) -> None:
        """Rooms that start from now on read the copy."""
        if self._shown.is_stood_in or self._shown.is_as_accepted:
            return
        name = self._shown.name
        copy = self._kept.copy(name)
        if copy is None:
            return
        self._shown.read_at(copy)
        missing = self._missing()
        if missing is not None:
            self._news.record(
                name,
                f"pack {missing.name} is not in {missing.parent} any more: a copy of it is shown; "
                "put it back there",
            )

    def _replace_what_rots(self, what: str) -> None:
        """The copy is read at once: what the generator has loaded may be damaged too."""
        name = self._shown.name
        copy = None if self._shown.is_stood_in else self._kept.copy(name)
        if copy is not None:
            self._shown.read_at(copy)
            self._supervisor.renew([RoomName.GENERATOR])
        ending = "a copy of it is shown" if self._shown.is_stood_in else "there is no copy of it"
        words = f"pack {name}: {what}; {ending}"
        if words != self._news.message:
            self._news.record(name, words)

    def _missing(self) -> Path | None:
        """The folder of the pack that is shown, or of its source, where that is gone."""
        folder = self._shown.folder
        if not files.may_be_there(folder / "pack.toml"):
            return folder
        source = source_pack.folder_named_in(folder)
        is_gone = source is not None and not files.may_be_there(source / "pack.toml")
        return source if is_gone else None

    def _replace_what_does_not_start(self) -> None:
        generator = self._supervisor.processes[RoomName.GENERATOR]
        settings = self._supervisor.settings
        starts = generator.failed_starts
        is_lost = starts >= PATIENCE_STARTS and starts != self._judged_starts
        self._judged_starts = starts
        if not is_lost or (generator.refusal and settings.may_refuse):
            return
        showing = self._shown.showing
        self._failed.add(showing.source)
        other = next(self._others(), None)
        if other is None:
            return
        reason = (generator.last_words or "it does not start").removeprefix(
            f"pack {self._shown.name}: "
        )
        words = f"pack {self._shown.name} is not shown: {reason}"
        is_same = other.folder == showing.folder
        self._miss(showing.folder, generator.beat, is_same)
        self._shown.resume(other)
        stand_in = "what was shown of it last" if is_same else f"pack {self._shown.name}"
        self._news.record(showing.folder.name, f"{words}; {stand_in} stands in until it is mended")
        self._supervisor.renew([RoomName.GENERATOR])
        self._supervisor.hurry()

    def _miss(self, folder: Path, last: Beat | None, is_same: bool) -> None:
        """A room that did not say what is wrong with the pack was kept from starting by something else."""
        is_refused = last is not None and last.state == RoomState.REFUSED
        if not is_refused:
            self._missed.record_unable(folder.name, clock.now_ns())
        elif not is_same:
            self._missed.record_lost(folder, clock.now_ns())

    def _others(self) -> Iterator[Showing]:
        """What may be shown instead, the best first."""
        generation = self._shown.next_generation()
        accepted = self._shown.showing.accepted
        copy = self._kept.copy()
        if copy is not None and copy not in self._failed:
            yield Showing(self._supervisor.settings.models / copy.name, copy, generation, accepted)
        for folder in box_packs(self._supervisor.settings.models):
            if folder not in self._failed:
                yield Showing(folder, folder, generation, pack_state(folder))

    def _keep(self) -> None:
        """The pack that paints well, and lies where it belongs."""
        now = clock.now_ns()
        if not self._paints_well():
            self._good_since_ns = 0
            return
        self._good_since_ns = self._good_since_ns or now
        if clock.seconds(now - self._good_since_ns) > KEEP_AFTER_S:
            self._kept.keep(self._shown.folder, self._shown.showing.accepted)

    def _paints_well(self) -> bool:
        generator = self._supervisor.processes[RoomName.GENERATOR]
        if self._shown.is_stood_in or not generator.is_running or generator.beat is None:
            return False
        if generator.beat.state != RoomState.OK and self._shown.message.papers:
            return False  # papers that were saved while it ran may not fit
        known = decoded(RoomName.GENERATOR, generator.beat.telemetry)
        return known.pack is not None and not known.bad_pictures


def box_packs(models: Path) -> Iterator[Path]:
    """Packs that can be read: the usual one, and all others that lie beside it, or beside the program."""
    folders = [models / USUAL_PACK, ROOT / "models" / USUAL_PACK]
    folders += [path.parent for path in files.matching(models, "*/pack.toml")]
    for folder in folders:
        if not folder.name.startswith(".") and is_readable(folder):
            yield folder


def is_readable(folder: Path, studio: bool = False) -> bool:
    """True where the papers of a pack are in order."""
    try:
        pack = manifest.load(folder)
    except BrokenPack:
        return False
    return studio or not pack.missing_metadata


def at_start(models: Path, wanted: str, kept: KeptPack, studio: bool) -> Path:
    """Where rooms read a pack from when nobody can be asked: it is as it was when it was shown, or its copy is.

    What is newer proves itself beside it. Where there is neither, another pack stands in.
    """
    folder = models / wanted
    if kept.has_proved(folder) and is_readable(folder, studio):
        return folder
    copy = kept.copy(wanted) or kept.copy()
    if copy is not None:
        return copy
    if is_readable(folder, studio):
        return folder
    return next(box_packs(models), folder)
