"""Whether the sockets of the wires still lie where a room that starts looks for them: somebody may clear /tmp."""

from collections.abc import Collection
from pathlib import Path

from installation.cast import WIRES
from installation.ipc.wire import binder_of

_LOOKS = 3  # a room that takes another's place makes its sockets anew


class WireWatch:
    """Looks at the folder; rooms that run go on without their sockets, and none can start again."""

    def __init__(self, folder: str):
        self._folder = Path(folder)
        self._missed = 0  # looks in a row

    def are_gone(self, running: Collection[str]) -> bool:
        """To be asked about twice a second; `running` are the rooms that have beaten, the parent among them."""
        is_missing = any(
            binder_of(wire) in running and not (self._folder / wire.name).exists() for wire in WIRES
        )
        self._missed = self._missed + 1 if is_missing else 0
        return self._missed >= _LOOKS

    def make_folder(self) -> None:
        """For new sockets. Raises `OSError`."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._missed = 0
