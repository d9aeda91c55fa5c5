"""How much sound to keep ready: small but safe, found out by watching how low the ring gets."""

_SETTLE_S = 0.25  # a start takes gulps of its own
_WINDOW_S, _LONG_WINDOW_S, _LONGEST_WINDOW_S = 0.5, 60.0, 300.0


class Reserve:
    """`goal`: frames that should wait in the ring. It begins generous and gives up what is left over. Where that was
    too little once, it grows, and believes in calm only after a minute of it, each time twice as long, up to five."""

    def __init__(self, goal: int, least: int, most: int, margin: int):
        """All in frames; `margin` should be left after the device's largest gulp."""
        self.goal = goal
        self._least, self._most, self._margin = least, most, margin
        self._age_s = self._calm_s = 0.0
        self._window_s = _WINDOW_S

    def watch(self, lowest: int, dt: float) -> bool:
        """`lowest`: frames left, and to spare, at the worst moment since this last returned True (then look anew)."""
        self._age_s += dt
        if self._age_s < _SETTLE_S:
            return True
        self._calm_s += dt
        if lowest < self._margin // 2:
            self.goal = min(self._most, self.goal + self._margin // 2)
            self._window_s = min(_LONGEST_WINDOW_S, max(_LONG_WINDOW_S, 2 * self._window_s))
        elif self._calm_s < self._window_s:
            return False
        elif lowest > self._margin:
            self.goal = max(self._least, self.goal - (lowest - self._margin))
        self._calm_s = 0.0
        return True
