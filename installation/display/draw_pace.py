"""When the room draws and shows, and what it does only now and then."""

from collections import deque

from installation.common import clock

# at least and at most the time drawing is given; the screen turns on time whatever it takes
SHORTEST_S = 0.003
LONGEST_S = 0.012
RECENT = 120  # drawings that are remembered: two seconds of them
ENOUGH = 0.98  # of these would have been done in the time that the next one is given
WAKES_S = 0.0003  # until a room that slept is at work


class DrawTime:
    """How long before its turn a frame is begun: nearly all drawings of the last seconds would be done by then.

    A mean with some more would be late whenever text is set or a pane opens, and a turn that is late by a
    millisecond is shown at the next one where the screen keeps its own time.
    """

    def __init__(self) -> None:
        self._took_s = deque([SHORTEST_S], maxlen=RECENT)

    @property
    def ahead_s(self) -> float:
        """Seconds, between `SHORTEST_S` and `LONGEST_S`."""
        by_length = sorted(self._took_s)
        long_s = by_length[int(ENOUGH * len(by_length))]
        return min(LONGEST_S, max(SHORTEST_S, long_s + WAKES_S))

    def record(self, took_s: float) -> None:
        """A drawing has taken so long."""
        self._took_s.append(took_s)


class DrawPace:
    """Turns at an even rate; each is drawn as late as can be, so that the picture is as new as can be when it is shown."""

    def __init__(self, rate_hz: float):
        self.begun_ns = clock.now_ns()  # the present drawing
        self._pacer = clock.Pacer(rate_hz)
        self._time = DrawTime()

    def wait_to_draw(self) -> None:
        """Until there is just time enough to draw before the turn is due."""
        self._pacer.wait_nearly(self._time.ahead_s)

    def begin(self) -> float:
        """Drawing begins; returns the seconds since it last began."""
        now = clock.now_ns()
        dt = clock.seconds(now - self.begun_ns)
        self.begun_ns = now
        return dt

    def end(self) -> float:
        """Drawing has ended; returns the seconds it took."""
        took_s = clock.seconds(clock.now_ns() - self.begun_ns)
        self._time.record(took_s)
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
