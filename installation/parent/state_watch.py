"""The state folder while the house runs: somebody who tidies up may delete it."""

from pathlib import Path

from installation.common import clock, state_folder

TOLD_S = 3600.0


class StateWatch:
    """Makes the folder again when it is gone; its `message` says so for an hour."""

    def __init__(self, state: Path):
        self.message = ""
        self._state = state
        self._was_there = state.is_dir()
        self._told_ns = 0

    def look(self) -> None:
        """To be called now and then."""
        if self._state.is_dir():
            self._was_there = True
        elif self._was_there:
            state_folder.prepare(self._state)
            self._told_ns = clock.now_ns()
            self.message = (
                f"the state folder {self._state} was deleted while the piece ran: it was made again,"
                " with the counts; passwords have to be set again"
            )
        if self.message and clock.seconds(clock.now_ns() - self._told_ns) > TOLD_S:
            self.message = ""
