"""The kiosk.toml that was shown last, as a copy on disk: with it a service begins when the file cannot be read."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from installation.common import clock, files, scarcity, state_folder

NAME = "kiosk.toml"
KEEP_AFTER_S = 5.0  # shown without trouble


def kept_config(state: Path) -> Path:
    """Where the copy lies, if there is one."""
    return state_folder.last_good(state) / NAME


class KeptConfig:
    """Copies beside the loop, once for each text."""

    def __init__(self, state: Path):
        self._path = kept_config(state)
        self._good_since_ns = 0  # 0 while there is trouble
        self._kept: str | None = None

    def tend(self, is_good: bool, text: Callable[[], str | None]) -> None:
        """`is_good`: what the file says is shown; `text()` is the file, None where it is another by now."""
        now = clock.now_ns()
        if not is_good:
            self._good_since_ns = 0
            return
        self._good_since_ns = self._good_since_ns or now
        if clock.seconds(now - self._good_since_ns) < KEEP_AFTER_S:
            return
        self._good_since_ns = now
        found = text()
        if found is not None and (found != self._kept or not files.is_file(self._path)):
            is_begun = scarcity.begin_thread("keep", self._keep, found) is not None
            self._kept = found if is_begun else None

    def _keep(self, text: str) -> None:
        with contextlib.suppress(
            OSError
        ):  # a state folder that cannot be written keeps what it has
            if not files.is_file(self._path) or self._path.read_bytes() != text.encode():
                files.write_whole(self._path, text, mode=0o600)
