"""How long the picture may wait until it can go on without flashing. Values in, values out."""

MOST_S = 6.0  # in all; in one go a second is enough, for by then every tile may turn again
REGAINED = 0.5  # of the time in which it goes on
ENOUGH_S = 1.0  # regained, so that it may wait again


class FlashPatience:
    """Runs out where a picture flashes by itself, whatever waits: what follows is left to the flash limiter."""

    def __init__(self) -> None:
        self.is_over = False
        self._left_s = MOST_S

    def tick(self, waits: bool, dt: float) -> None:
        """`dt` seconds later, in which the picture waited or went on."""
        change_s = -dt if waits else REGAINED * dt
        self._left_s = min(MOST_S, self._left_s + change_s)
        if self._left_s <= 0:
            self.is_over = True
        elif self._left_s >= ENOUGH_S:
            self.is_over = False
