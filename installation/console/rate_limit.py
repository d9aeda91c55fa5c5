"""How many requests are granted to a machine that sends too many. Pure: the time is handed in."""

from installation.common import clock


class TokenBucket:
    """Fills with time, up to one second's worth of tokens; each request takes one."""

    def __init__(self, rate_hz: float):
        """`rate_hz`: tokens a second; the bucket is full at first and holds one at least."""
        self._rate_hz = rate_hz
        self._capacity = max(1.0, rate_hz)
        self._tokens = self._capacity
        self._filled_ns = 0

    def take(self, now_ns: int) -> bool:
        """Takes a token; False when there is none."""
        gained = self._rate_hz * clock.seconds(now_ns - self._filled_ns)
        self._tokens = min(self._capacity, self._tokens + gained)
        self._filled_ns = now_ns
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
