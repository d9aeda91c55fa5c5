"""What the machine would not give one part of a turn: told once, and no reason to leave out the others."""

import logging
from collections.abc import Callable
from typing import Any

from installation.common import clock, scarcity

REST_S = 0.05  # after a part that was not given what it needs
TOLD_S = 60.0  # for so long on page and status

log = logging.getLogger(__name__)


class ShortageLog:
    """Tries parts of the parent's turn, and keeps what they lacked."""

    def __init__(self) -> None:
        self._words = ""  # as they were last told
        self._at_ns = 0

    def attempt(self, part: Callable[..., None], *arguments: Any) -> None:
        """What the machine does not give it now is no reason to end. Raises all else that goes wrong in it."""
        try:
            part(*arguments)
        except (OSError, RuntimeError, MemoryError) as error:
            words = scarcity.words_of(error)
            if not words:
                raise
            self._record(words)
            clock.rest(REST_S)

    def _record(self, words: str) -> None:
        self._at_ns = clock.now_ns()
        if words != self._words:
            self._words = words
            log.error("%s", words)

    @property
    def troubles(self) -> list[str]:
        """What was lacking, for as long as somebody may want to read it."""
        is_told = clock.seconds(clock.now_ns() - self._at_ns) < TOLD_S
        return [self._words] if self._words and is_told else []
