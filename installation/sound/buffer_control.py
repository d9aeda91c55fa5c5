"""How much sound to keep ready: little but enough, learnt from how low the ring gets."""

_SETTLE_S = 0.25  # a device that starts takes more at once than later
_FIRST_WINDOW_S = 0.5
_LONG_WINDOW_S = 60.0
_LONGEST_WINDOW_S = 300.0


class BufferControl:
    """Decides how full the ring is kept.

    It starts generously and gives up what is left over. Whenever that proves too little it grows, and shrinks
    again only after a minute without trouble; that time doubles at each further low, up to five minutes.
    """

    def __init__(self, goal: int, least: int, most: int, margin: int):
        """All in frames; `margin` should be left after the device's largest request."""
        self.goal = goal  # frames that should wait in the ring
        self._least = least
        self._most = most
        self._margin = margin
        self._age_s = 0.0
        self._calm_s = 0.0
        self._window_s = _FIRST_WINDOW_S

    def update(self, lowest: int, dt: float) -> bool:
        """One more block. True when `lowest` was used, and is to be measured anew from now on.

        `lowest`: frames left and to spare at the worst moment since this last returned True.
        """
        self._age_s += dt
        if self._age_s < _SETTLE_S:
            return True
        self._calm_s += dt
        if lowest < self._margin // 2:
            self._grow()
        elif self._calm_s < self._window_s:
            return False
        elif lowest > self._margin:
            left_over = lowest - self._margin
            self.goal = max(self._least, self.goal - left_over)
        self._calm_s = 0.0
        return True

    def _grow(self) -> None:
        more = self._margin // 2
        self.goal = min(self._most, self.goal + more)
        doubled_s = max(_LONG_WINDOW_S, 2 * self._window_s)
        self._window_s = min(_LONGEST_WINDOW_S, doubled_s)
