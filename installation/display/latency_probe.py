"""When a movement before the camera is first seen on the screen."""

from installation.common import clock
from installation.ipc.room_context import RoomContext
from installation.messages import Picture

REPORTED_EACH = 5  # of so many pictures one is reported: whichever is on the screen just now is mostly one that came early
SEEN = 0.5  # of what is shown: from then on a picture counts as seen


class LatencyProbe:
    """Times, of each frame of the camera, the first picture that it has a part in."""

    def __init__(self, context: RoomContext, first_ns: int):
        """`first_ns`: when an earlier life of the room showed the first picture of all; 0: none did."""
        self.first_ns = first_ns
        self.light_ns = 0  # of the newest frame of the camera
        self.reported = (0, 0)  # number of a point, and when its picture was seen
        self._context = context
        self._waiting: Picture | None = None
        self._count = 0
        self._turned_ns = clock.now_ns()

    def receive(self, picture: Picture) -> None:
        """A picture has come."""
        if picture.light_ns > self.light_ns:
            self.light_ns = picture.light_ns
            self._waiting = picture

    def record_turn(self) -> int:
        """The screen has turned, with whatever it shows. Returns the time, monotonic ns."""
        now = clock.now_ns()
        self._context.sample("turn_ms", clock.seconds(now - self._turned_ns) * 1000)
        self._turned_ns = now
        return now

    def record(self, share: float) -> None:
        """The screen has turned; `share` (0..1) of what it shows is the newest picture."""
        now = self.record_turn()
        if share < SEEN:
            return
        self.first_ns = self.first_ns or now
        picture = self._waiting
        if picture is None:
            return
        self._waiting = None
        delay_ms = clock.seconds(now - picture.light_ns) * 1000
        self._context.sample("light_to_screen_ms", delay_ms)
        self._context.mark("seen", picture.point_seq, now)
        self._count += 1
        if self._count % REPORTED_EACH == 0:
            self.reported = (picture.point_seq, now)
