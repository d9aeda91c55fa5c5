"""The state folder while the house runs: somebody who tidies up may delete it."""

import contextlib
import fcntl
import logging
import os
import tempfile
from pathlib import Path

from installation.common import clock, files, scarcity, state_folder, system_errors
from installation.parent import state_repair

TOLD_S = 3600.0
PRIVATE = 0o700
TRIAL_EVERY_S = 30.0
TRIAL_BYTES = 1 << 16  # what a minute's counts and a kept picture take
_SHARED = "another house that runs on this machine keeps its counts in the state folder {} as well: end one of them, or start it with another STATE_DIRECTORY"

log = logging.getLogger(__name__)


class StateWatch:
    """Puts aside at the start what is useless there, and makes the folder again when it is gone: both are told for an
    hour. Tells while it cannot be written."""

    def __init__(self, state: Path):
        self._state = state
        self._lost = state_repair.repaired(state)  # before anybody reads it
        self._deleted = ""  # what was said of it
        self._closed = ""
        # held open: a room may have made another folder of that name before we look, even with the same number
        self._held = _opened(state)
        self._is_ours = False  # no other house holds it
        self._shared = ""
        self._told_ns = clock.now_ns()
        self._tried_ns: int | None = None

    @property
    def message(self) -> str:
        """What is not as it should be; empty when all is well."""
        return "; ".join(filter(None, (self._lost, self._deleted, self._closed, self._shared)))

    def look(self) -> None:
        """To be called now and then."""
        if self._held is None:
            self._held = _opened(self._state)
        elif not _is_at(self._held, self._state):
            os.close(self._held)
            self._is_ours = False
            self._renew()
        self._claim()
        if clock.seconds(clock.now_ns() - self._told_ns) > TOLD_S:
            self._lost = ""
            self._deleted = ""
        self._try_to_write()

    def _renew(self) -> None:
        self._lost = state_repair.repaired(self._state) or self._lost
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

    def _claim(self) -> None:
        """Until the house ends, however it does: who else asks for it is told."""
        if self._is_ours or self._held is None:
            return
        self._is_ours = _is_claimed(self._held)
        shared = "" if self._is_ours else _SHARED.format(self._state)
        if shared and not self._shared:
            log.warning("%s", shared)
        self._shared = shared

    def _try_to_write(self) -> None:
        """Nobody else may notice for long: the counts wait in memory, and what was shown last is kept silently."""
        if not self._is_trial_due():
            return
        why = _why_closed(self._state) if files.may_be_there(self._state) else ""
        if why and not self._closed:
            self._closed = (
                f"nothing can be written into the state folder {self._state}: counts are lost with the next"
                f" power cut, and nothing is kept for bad days; {why}"
            )
            log.warning("%s", self._closed)
        elif not why and self._closed:
            self._closed = ""
            log.info("the state folder can be written again")

    def _is_trial_due(self) -> bool:
        """Now and then, as it is a write to the disk; at once where its rights have changed, and while it is closed."""
        now = clock.now_ns()
        is_open = os.access(self._state, os.W_OK | os.X_OK)
        since_s = TRIAL_EVERY_S if self._tried_ns is None else clock.seconds(now - self._tried_ns)
        if is_open and not self._closed and since_s < TRIAL_EVERY_S:
            return False
        self._tried_ns = now
        return True


def _opened(folder: Path) -> int | None:
    """None where there is no such folder."""
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None


def _is_claimed(held: int) -> bool:
    """True where we have it now, or where the system or its disk knows no claims."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _is_at(held: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(held), folder.stat())
    except OSError:
        return False


def _why_closed(folder: Path) -> str:
    """What would help, where nothing can be written into it: a full disk is found by nothing but writing."""
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(os.urandom(TRIAL_BYTES))
            trial.flush()
    except OSError as error:
        return scarcity.disk_remedy(error) or system_errors.words(error)
    return ""
