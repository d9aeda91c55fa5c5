"""When a room without a device looks for one."""

from installation.common import clock
from installation.faults import NoSound
from installation.sound.loudspeakers import NONE

_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 30.0
_MOST_LOOKS = 240  # of one process: two hours


class DeviceSearch:
    """Looks at once, then with growing pauses."""

    def __init__(self, wanted: str):
        """`wanted`: the device as `sound.device` names it; `none` is never looked for."""
        self._is_wanted = wanted != NONE
        self._pause_s = _FIRST_PAUSE_S
        self._looked_ns = 0
        self._looks = 0

    def is_due(self, now_ns: int) -> bool:
        """True when it is time to look."""
        if not self._is_wanted:
            return False
        waited_s = clock.seconds(now_ns - self._looked_ns)
        return self._looks == 0 or waited_s > self._pause_s

    def record_look(self, now_ns: int) -> None:
        """Now somebody looks. Raises `NoSound` after so many looks that a fresh process has to go on."""
        if self._looks > 0:
            self._pause_s = min(_LONGEST_PAUSE_S, 2 * self._pause_s)
        self._looked_ns = now_ns
        self._looks += 1
        if self._looks > _MOST_LOOKS:
            raise NoSound("still no sound device; the search goes on in a fresh process")
