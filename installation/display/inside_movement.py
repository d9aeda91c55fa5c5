"""How look inside comes and goes: in one movement, begun when nothing on the screen has just turned often."""

LONGEST_WAIT_S = 1.0


class InsideMovement:
    """When it is open, and how far. Values in, values out."""

    def __init__(self, seconds: float):
        """So long it takes."""
        self.is_open = False  # or opening
        self.share = 0.0  # how far it is open, evenly
        self.is_moving = False  # or about to: the picture stands still meanwhile
        self._seconds = seconds
        self._waited_s = 0.0

    def follow(self, before: "InsideMovement") -> None:
        """Takes up where another one is that gives way to it."""
        self.is_open = before.is_open
        self.share = before.share
        self.is_moving = before.is_moving
        self._waited_s = before._waited_s

    def tick(self, is_wanted: bool, may_begin: bool, dt: float) -> None:
        """`dt` seconds later; `may_begin` is False where a movement would meet the flash limiter just now.

        A movement that has begun goes on to its end.
        """
        is_settled = self.share in (0.0, 1.0)
        is_waiting = is_settled and is_wanted != self.is_open and not may_begin
        is_waiting &= self._waited_s < LONGEST_WAIT_S
        self._waited_s = self._waited_s + dt if is_waiting else 0.0
        if is_settled and not is_waiting:
            self.is_open = is_wanted
        step = dt / self._seconds
        self.share += step if self.is_open else -step
        self.share = min(1.0, max(0.0, self.share))
        self.is_moving = is_waiting or 0 < self.share < 1
