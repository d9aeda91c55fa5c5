"""Which pack the house shows, noted in the settings that every room is started with."""

from pathlib import Path

from installation.messages import ActivePack
from installation.packs import manifest
from installation.packs.pack_watcher import model_state
from installation.parent.supervisor import Supervisor


class ShownPack:
    """The pack that is to be shown."""

    def __init__(self, supervisor: Supervisor):
        self._supervisor = supervisor
        self._metadata_reads = 0  # how often only the papers of what is shown were saved
        self._last_generation = supervisor.settings.generation
        self._model = self._current_model()

    @property
    def folder(self) -> Path:
        """Of the pack."""
        return self._supervisor.settings.pack_folder

    @property
    def name(self) -> str:
        """Of the pack."""
        return self.folder.name

    @property
    def message(self) -> ActivePack:
        """For the rooms."""
        generation = self._supervisor.settings.generation
        return ActivePack(generation, str(self.folder), self._metadata_reads)

    def next_generation(self) -> int:
        """A number that no pack had yet."""
        self._last_generation += 1
        return self._last_generation

    def show(self, folder: Path, generation: int) -> None:
        """From now on all rooms are to show this pack."""
        its_own = {"pack_folder": folder, "generation": generation}
        self._supervisor.settings = self._supervisor.settings.model_copy(update=its_own)

    def note_model(self) -> None:
        """Remembers the model that is shown now: see `has_other_metadata`."""
        self._model = self._current_model()

    def has_other_metadata(self) -> bool:
        """True where titles, places or data were edited and the model is the same: rooms read them again.

        Raises `BrokenPack`.
        """
        if self._current_model() != self._model:
            return False
        self._metadata_reads += 1
        return True

    def _current_model(self) -> tuple:
        """What is shown, but for those of its papers that say nothing of the model. Raises `BrokenPack`."""
        pack = manifest.load(self.folder)
        is_incomplete = bool(pack.missing_metadata)
        model = (pack.generator, pack.dimensions, pack.about.name, is_incomplete)
        return self.folder, model_state(self.folder), model
