"""How much sound to keep ready: small but safe, found out by watching how low the ring gets."""

_SETTLE_S = 4.0  # a start takes gulps of its own
_WINDOW_S = 1.0


class Reserve:
    """`goal`: frames that should wait in the ring. It begins generous, shrinks while more than enough is left
    over, and after it once had to grow it never shrinks again."""

    def __init__(self, goal: int, least: int, most: int, margin: int):
        """All in frames; `margin` should be left after the device's largest gulp."""
        self.goal = goal
        self._least, self._most, self._margin = least, most, margin
        self._age_s = self._window_s = 0.0
        self._may_shrink = True

    def watch(self, lowest: int, dt: float) -> bool:
        """`lowest`: frames left at the worst moment since this last returned True (then look anew)."""
        self._age_s += dt
        self._window_s += dt
        starved = lowest < self._margin // 2
        if self._age_s < _SETTLE_S or (self._window_s < _WINDOW_S and not starved):
            return self._age_s < _SETTLE_S
        self._window_s = 0.0
        if starved:
            self._may_shrink = False
            self.goal = min(self._most, self.goal + self._margin)
        elif self._may_shrink and lowest > self._margin:
            self.goal = max(self._least, self.goal - (lowest - self._margin) // 2)
        return True
