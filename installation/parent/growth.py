"""How much the count of a room has grown over all its lives, each of which begins to count at 0."""


class Growth:
    """One count."""

    def __init__(self) -> None:
        self.total = 0
        self._last = 0

    def record(self, count: int, is_counted: bool) -> None:
        """What the room says now; what it grew by until then is in the total only where `is_counted`."""
        grown = count - self._last if count >= self._last else count
        self._last = count
        if is_counted:
            self.total += grown
