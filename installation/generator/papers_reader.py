"""Papers that are saved anew while the pack is shown: another look is painted at once, the model stays."""

from pathlib import Path

from installation.config.settings import Settings
from installation.faults import BrokenPack
from installation.generator.painter import Painter
from installation.ipc.wire import WireEnds
from installation.messages import ActivePack
from installation.packs import manifest


class PapersReader:
    """Follows what the parent says of the pack that is shown."""

    def __init__(self, settings: Settings, painter: Painter):
        self.message = ""  # a sentence for the technician where the newest papers do not fit
        self._generation = settings.generation
        self._painter = painter
        self._papers = 0  # see `ActivePack`

    def newer(self, wires: WireEnds) -> Path | None:
        """The folder of papers that were not read yet; None where there are none."""
        active: ActivePack | None = wires.take("active_pack")
        if active is None or active.generation != self._generation:  # else of another pack
            return None
        if active.papers == self._papers:
            return None
        self._papers = active.papers
        return Path(active.folder)

    def read(self, folder: Path) -> bool:
        """True when the next picture is painted by these."""
        try:
            self._painter.take_papers(manifest.load(folder))
        except BrokenPack as fault:
            self.message = f"{fault}; the look stays as it was"
            return False
        self.message = ""
        return True
