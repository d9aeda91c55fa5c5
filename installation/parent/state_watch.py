"""The state folder while the house runs: somebody who tidies up may delete it."""

import contextlib
import logging
import os
from pathlib import Path

from installation.common import clock, state_folder

TOLD_S = 3600.0
PRIVATE = 0o700

log = logging.getLogger(__name__)


class StateWatch:
    """Makes the folder again when it is gone; its `message` says so for an hour."""

    def __init__(self, state: Path):
        self.message = ""
        self._state = state
        # held open: a room may have made another folder of that name before we look, even with the same number
        self._held = _opened(state)
        self._told_ns = 0

    def look(self) -> None:
        """To be called now and then."""
        if self._held is None:
            self._held = _opened(self._state)
        elif not _is_at(self._held, self._state):
            os.close(self._held)
            self._renew()
        if self.message and clock.seconds(clock.now_ns() - self._told_ns) > TOLD_S:
            self.message = ""

    def _renew(self) -> None:
        state_folder.prepare(self._state)
        with contextlib.suppress(OSError):  # who writes there says what is wrong with it
            self._state.chmod(PRIVATE)
        self._held = _opened(self._state)
        self._told_ns = clock.now_ns()
        self.message = (
            f"the state folder {self._state} was deleted while the piece ran: it was made again,"
            " with the counts; passwords have to be set again"
        )
        log.warning("%s", self.message)


def _opened(folder: Path) -> int | None:
    """None where there is no such folder."""
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None


def _is_at(held: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(held), folder.stat())
    except OSError:
        return False
