"""The parent's log: the newest lines for the page, and silence until it is clear whether there will be a show."""

import logging
from collections import deque

from installation.common import clock

KEPT_LINES = 120


class HouseLog(logging.Handler):
    """Stands between the parent's loggers and the technician while it is attached to them."""

    def __init__(self, logger: logging.Logger):
        """`logger` is the one whose lines are held back: all others of the parent lie below it."""
        super().__init__()
        self.lines: deque[tuple[str, str]] = deque(maxlen=KEPT_LINES)  # ISO time and text of each
        self._logger = logger
        self._held_back: list[logging.LogRecord] | None = []

    def attach(self) -> None:
        """From now on lines come through here."""
        self._logger.addHandler(self)
        self._logger.propagate = False

    def detach(self) -> None:
        """Lines go their usual way again."""
        self._logger.removeHandler(self)
        self._logger.propagate = True

    @property
    def is_held_back(self) -> bool:
        """True until `let_through`."""
        return self._held_back is not None

    def let_through(self) -> None:
        """What was held back is told, and from now on all is told at once."""
        records = self._held_back or []
        self._held_back = None
        for record in records:
            self.emit(record)

    def emit(self, record: logging.LogRecord) -> None:
        """Takes a line in."""
        if self._held_back is not None:
            self._held_back.append(record)
            return
        time = clock.wall_now().isoformat(timespec="seconds")
        self.lines.append((time, record.getMessage()))
        if self._logger.parent is not None:
            self._logger.parent.handle(record)
