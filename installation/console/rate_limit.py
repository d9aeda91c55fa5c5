"""How often something is granted, or said. Pure: the time is handed in."""

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


class Rhythm:
    """Something to be done so often, on the average: a turn that comes late makes the next pause shorter."""

    def __init__(self) -> None:
        self._due_ns = 0

    def is_due(self, every_s: float, now_ns: int) -> bool:
        """True when it is to be done now; what was missed is not made up for."""
        if now_ns < self._due_ns:
            return False
        every_ns = int(every_s * clock.SECOND_NS)
        is_missed = now_ns >= self._due_ns + every_ns
        self._due_ns = (now_ns if is_missed else self._due_ns) + every_ns
        return True

    def begin_anew(self) -> None:
        """It is due now."""
        self._due_ns = 0
