"""The patch of the pack that is shown; another pack's is read beside the playing, which has no time to wait for it."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from installation.config.settings import Settings
from installation.faults import BrokenPack
from installation.messages import ActivePack
from installation.packs import manifest
from installation.sound import scheduling
from installation.sound.arrangement import Arrangement, Patch
from installation.sound.synth import Instrument

Prepared = tuple[Patch, Instrument | None]


class PatchLoader:
    """Follows the pack that the parent names."""

    def __init__(self, settings: Settings):
        """Reads the first one at once. Raises `BrokenPack`."""
        self._settings = settings
        self.current = self._read(settings.pack_folder)
        self.message = ""  # why another pack's patch is not played
        self._asked: tuple[int, int] | None = (settings.generation, 0)
        self._executor = ThreadPoolExecutor(
            1,
            "patch",
            scheduling.run_in_background,
        )
        self._coming: Future[Prepared] | None = None

    def follow(self, active: ActivePack | None, arrangement: Arrangement | None) -> None:
        """Begins to read another pack; once that is done, `arrangement` plays it."""
        if active is not None and self._coming is None:
            self._ask(active, arrangement)
        if self._coming is not None and self._coming.done():
            self._finish(self._coming, arrangement)
            self._coming = None

    def _ask(self, active: ActivePack, arrangement: Arrangement | None) -> None:
        wanted = (active.generation, active.papers)
        if wanted == self._asked:
            return
        self._asked = wanted
        self._coming = self._executor.submit(
            self._prepare,
            Path(active.folder),
            arrangement,
        )

    def _prepare(self, folder: Path, arrangement: Arrangement | None) -> Prepared:
        """In the other thread. Raises `BrokenPack`."""
        patch = self._read(folder)
        if arrangement is None:
            return patch, None
        return patch, arrangement.instrument_for(patch)

    def _finish(
        self,
        coming: Future[Prepared],
        arrangement: Arrangement | None,
    ) -> None:
        try:
            patch, instrument = coming.result()
        except BrokenPack as fault:
            self.message = f"{fault}; the sound stays as it was"
            return
        self.message = ""
        self.current = patch
        if arrangement is None:
            return
        if instrument is None:  # it began to play meanwhile: read once more, with its instrument
            self._asked = None
        else:
            arrangement.change_patch(patch, instrument)

    def _read(self, folder: Path) -> Patch:
        return Patch(
            manifest.load(folder),
            self._settings.sound,
            self._settings.seed,
        )
