"""A file made ready to be sent, beside the room's loop: to pack and to hash it takes seconds."""

import shutil
import threading
from pathlib import Path

from installation.common import files, system_errors
from installation.config.settings import Settings
from installation.console.broker import rollout_file
from installation.console.broker.file_serving import FileServing
from installation.faults import Fault

RELEASES = "releases"  # in the state folder: who has a release puts it there
_SENDING = "sending"  # in the state folder: the zip of a pack, while it is sent


class FilePreparation:
    """Begins when it is made."""

    def __init__(self, path: Path, settings: Settings):
        """`path`: of `choices`."""
        self.serving: FileServing | None = None  # when it is ready
        self.fault = ""  # why it will not be
        self._path = path
        self._folder = settings.state / _SENDING
        self._thread = threading.Thread(target=self._run, name="sending", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """It is ready, or will not be."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            shutil.rmtree(self._folder, ignore_errors=True)
            self.serving = rollout_file.prepared(self._path, self._folder)
        except Fault as fault:
            self.fault = str(fault)
        except OSError as error:
            self.fault = f"{self._path.name} cannot be sent: {system_errors.words(error)}"


def choices(settings: Settings) -> dict[str, Path]:
    """What this house can send: its packs, and the releases in its state folder; as it is named -> where it lies."""
    packs = [path.parent for path in files.matching(settings.models, "*/pack.toml")]
    releases = files.matching(settings.state / RELEASES, "*.zip")
    found = {f"pack {path.name}": path for path in packs}
    return found | {f"release {path.name}": path for path in releases}
