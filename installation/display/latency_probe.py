"""When a movement before the camera is first seen on the screen."""

from installation.messages import Picture


class Sighting:
    """Of each frame of the camera only the first picture that it has a part in is timed."""

    def __init__(self, first_ns: int):
        self.first_ns = first_ns  # when the first picture of all was seen; 0: none yet
        self.light_ns = 0  # of the newest frame
        self._waiting: Picture | None = None

    def note(self, picture: Picture) -> None:
        """A picture has come."""
        if picture.light_ns > self.light_ns:
            self.light_ns, self._waiting = picture.light_ns, picture

    def seen(self, now_ns: int) -> Picture | None:
        """From now on the newest picture is most of what is seen; returns it when it is one to be timed."""
        self.first_ns = self.first_ns or now_ns
        waiting, self._waiting = self._waiting, None
        return waiting
