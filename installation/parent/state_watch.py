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
    """Makes the folder again when it is gone, which is told for an hour, and tells while it cannot be written."""

    def __init__(self, state: Path):
        self._state = state
        self._deleted = ""  # what was said of it
        self._closed = ""
        # held open: a room may have made another folder of that name before we look, even with the same number
        self._held = _opened(state)
        self._told_ns = 0

    @property
    def message(self) -> str:
        """What is not as it should be; empty when all is well."""
        return "; ".join(filter(None, (self._deleted, self._closed)))

    def look(self) -> None:
        """To be called now and then."""
        if self._held is None:
            self._held = _opened(self._state)
        elif not _is_at(self._held, self._state):
            os.close(self._held)
            self._renew()
        if self._deleted and clock.seconds(clock.now_ns() - self._told_ns) > TOLD_S:
            self._deleted = ""
        self._try_to_write()

    def _renew(self) -> None:
        state_folder.prepare(self._state)
        with contextlib.suppress(OSError):  # who writes there says what is wrong with it
            self._state.chmod(PRIVATE)
        self._held = _opened(self._state)
        self._told_ns = clock.now_ns()
        self._deleted = (
            f"the state folder {self._state} was deleted while the piece ran: it was made again,"
            " with the counts; passwords have to be set again"
        )
        log.warning("%s", self._deleted)

    def _try_to_write(self) -> None:
        """Nobody else may notice for long: the counts wait in memory, and what was shown last is kept silently."""
        is_closed = self._state.exists() and not _is_writable(self._state)
        if is_closed and not self._closed:
            self._closed = (
                f"nothing can be written into the state folder {self._state}: counts are lost with the next"
                " power cut, and nothing is kept for bad days; does it belong to the user of the service?"
            )
            log.warning("%s", self._closed)
        elif not is_closed and self._closed:
            self._closed = ""
            log.info("the state folder can be written again")


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


def _is_writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
