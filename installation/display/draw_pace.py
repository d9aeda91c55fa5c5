"""When the room draws and shows, and what it does only now and then."""

from installation.common import clock

# at least and at most the time drawing is given; the screen turns on time whatever it takes
SHORTEST_S = 0.003
LONGEST_S = 0.012
AMPLE = 1.4  # it is given so much more than it took lately
FOLLOW = 0.1  # of the newest time that it took


class DrawPace:
    """Turns at an even rate; each is drawn as late as can be, so that the picture is as new as can be when it is shown."""

    def __init__(self, rate_hz: float):
        self.begun_ns = clock.now_ns()  # the present drawing
        self._pacer = clock.Pacer(rate_hz)
        self._took_s = SHORTEST_S  # drawing, lately

    def wait_to_draw(self) -> None:
        """Until there is just time enough to draw before the turn is due."""
        ahead_s = max(SHORTEST_S, AMPLE * self._took_s)
        self._pacer.wait_nearly(min(LONGEST_S, ahead_s))

    def begin(self) -> float:
        """Drawing begins; returns the seconds since it last began."""
        now = clock.now_ns()
        dt = clock.seconds(now - self.begun_ns)
        self.begun_ns = now
        return dt

    def end(self) -> float:
        """Drawing has ended; returns the seconds it took."""
        took_s = clock.seconds(clock.now_ns() - self.begun_ns)
        self._took_s += FOLLOW * (took_s - self._took_s)
        return took_s

    def wait_to_show(self) -> None:
        """Until the turn is due."""
        self._pacer.wait()


class Interval:
    """Something to be done every so many seconds."""

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._since_s = 0.0

    def is_due(self, dt: float) -> bool:
        """`dt` seconds later: True when it is to be done now."""
        self._since_s += dt
        if self._since_s < self._seconds:
            return False
        self._since_s = 0.0
        return True
