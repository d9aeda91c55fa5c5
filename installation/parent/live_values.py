"""What is set while it runs, and has to outlive the run."""

from typing import Any

from installation.config.readers import Place


class LiveValues:
    """Values that rooms obey at once, until they rest: a fader sends many, and the file is written once."""

    def __init__(self) -> None:
        self._moving: dict[Place, Any] = {}  # came since the last look
        self._resting: dict[Place, Any] = {}

    def record(self, place: Place, value: Any) -> None:
        """A value came."""
        self._moving[place] = value

    def take_settled(self) -> list[tuple[Place, Any]]:
        """What came before the last call and not since, once."""
        if self._moving:
            self._resting |= self._moving
            self._moving = {}
            return []
        settled = list(self._resting.items())
        self._resting = {}
        return settled
