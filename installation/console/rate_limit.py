"""How many commands are taken from a machine that sends too many. Pure: the time is handed in."""


class Allowance:
    """Grows with time up to one second's worth; each command takes one."""

    def __init__(self, rate_hz: float):
        self._rate_hz, self._most = rate_hz, max(1.0, rate_hz)
        self._left, self._at_ns = self._most, 0

    def take(self, now_ns: int) -> bool:
        """True when one more may pass."""
        self._left = min(self._most, self._left + self._rate_hz * (now_ns - self._at_ns) / 1e9)
        self._at_ns = now_ns
        if self._left < 1:
            return False
        self._left -= 1
        return True
