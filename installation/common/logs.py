"""How the program's log reads: a sentence a line; under systemd each with its priority, for ``journalctl -p warning``."""

import logging
import os
import sys

_PRIORITY = {  # of sd-daemon(3)
    logging.DEBUG: 7,
    logging.INFO: 6,
    logging.WARNING: 4,
    logging.ERROR: 3,
    logging.CRITICAL: 2,
}


class JournalFormatter(logging.Formatter):
    """Begins each line with its priority, as the journal reads it."""

    def format(self, record: logging.LogRecord) -> str:
        """The sentence with <4> and the like before it."""
        text = super().format(record)
        prefix = f"<{_PRIORITY.get(record.levelno, 6)}>"
        return "\n".join(prefix + line for line in text.splitlines())


def formatter() -> logging.Formatter:
    """For standard error: bare sentences, or the journal's where systemd reads them."""
    return JournalFormatter() if "JOURNAL_STREAM" in os.environ else logging.Formatter()


def set_up() -> None:
    """All loggers of the program write to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
