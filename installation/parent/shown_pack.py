"""Which pack the house shows, noted in the settings that every room is started with."""

from pathlib import Path
from typing import NamedTuple

from installation.faults import BrokenPack
from installation.messages import ActivePack
from installation.packs import manifest, source_pack
from installation.packs.pack_watcher import PackState, model_state, pack_state
from installation.parent.supervisor import Supervisor


class Showing(NamedTuple):
    """A pack as it is shown."""

    folder: Path  # where it belongs, under models/
    source: Path  # where rooms read it: there, or a copy that stands in for it
    generation: int
    accepted: PackState  # how its folder looked when it was found good


class ShownPack:
    """The pack that is to be shown."""

    def __init__(self, supervisor: Supervisor, folder: Path):
        """`folder` is where the pack belongs that the settings name."""
        self._supervisor = supervisor
        self._metadata_reads = 0  # how often only the papers of what is shown were saved
        settings = supervisor.settings
        self._last_generation = settings.generation
        self.showing = Showing(
            folder, settings.pack_folder, settings.generation, pack_state(settings.pack_folder)
        )
        self._model = self._current_model()

    @property
    def folder(self) -> Path:
        """Where the pack belongs."""
        return self.showing.folder

    @property
    def name(self) -> str:
        """Of the pack."""
        return self.folder.name

    @property
    def is_stood_in(self) -> bool:
        """True while rooms read it elsewhere."""
        return self.showing.source != self.showing.folder

    @property
    def is_as_accepted(self) -> bool:
        """False where somebody has saved, damaged or removed it since it was found good."""
        return pack_state(self.folder) == self.showing.accepted

    @property
    def message(self) -> ActivePack:
        """For the rooms."""
        showing = self.showing
        return ActivePack(showing.generation, str(showing.source), self._metadata_reads)

    def next_generation(self) -> int:
        """A number that no pack had yet."""
        self._last_generation += 1
        return self._last_generation

    def show(self, folder: Path, generation: int, source: Path | None = None) -> None:
        """From now on all rooms are to show this pack, and read it at `source` if that is elsewhere."""
        self.resume(Showing(folder, source or folder, generation, pack_state(folder)))

    def resume(self, showing: Showing) -> None:
        """From now on all rooms are to show this."""
        self.showing = showing
        its_own = {"pack_folder": showing.source, "generation": showing.generation}
        self._supervisor.settings = self._supervisor.settings.model_copy(update=its_own)

    def read_at(self, source: Path) -> None:
        """The same pack, which lies there just as it was."""
        self.resume(self.showing._replace(source=source))

    def note_model(self) -> None:
        """Remembers the model that is shown now: see `has_other_metadata`."""
        self._model = self._current_model()

    def has_other_metadata(self) -> bool:
        """True where titles, places or data were edited and the model is the same: rooms read them again.

        Raises `BrokenPack`.
        """
        manifest.load(self.folder)
        if self._model is None or self._current_model() != self._model:
            return False
        self._metadata_reads += 1
        self.show(self.folder, self.showing.generation)
        return True

    def what_changed(self, saved: Path) -> Path:
        """The pack that is to be shown now that `saved` was.

        A source whose papers alone were saved is asked for itself; else this pack takes it in anew.
        """
        if source_pack.folder_named_in(self.folder) != saved:
            return saved
        papers = f"{saved.name}/pack.toml"
        before = dict(self.showing.accepted)
        now = dict(pack_state(self.folder))
        has_new_papers = before.pop(papers, None) != now.pop(papers, None)
        return saved if has_new_papers and now == before else self.folder

    def _current_model(self) -> tuple | None:
        """What is shown, but for those of its papers that say nothing of the model; None where it cannot be read."""
        try:
            pack = manifest.load(self.folder)
        except BrokenPack:
            return None
        is_incomplete = bool(pack.missing_metadata)
        source = pack.source.generator if pack.source is not None else None
        model = (pack.generator, pack.dimensions, pack.about.name, is_incomplete, source)
        return self.folder, model_state(self.folder), model
