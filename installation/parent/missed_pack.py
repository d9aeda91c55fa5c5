"""A pack that is not itself to blame for not being shown: its server is away, or the machine had no room for it.

It is asked for again by itself.

Pure: it is given the time, in monotonic nanoseconds.
"""

from pathlib import Path

from installation.common import clock
from installation.faults import BrokenPack
from installation.packs import manifest

FIRST_PAUSE_S = 30.0  # doubled each time: the whole of a pack's checks is gone through
LONGEST_PAUSE_S = 600.0


class MissedPack:
    """The one that was shown when its server went, or that could not be started."""

    def __init__(self) -> None:
        self.name = ""
        self._due_ns = 0
        self._pause_s = FIRST_PAUSE_S

    def record_lost(self, folder: Path, now_ns: int) -> None:
        """Another pack stands in for this one; only where a server may bring it back it is missed."""
        try:
            pack = manifest.load(folder)
        except BrokenPack:
            return
        if not pack.generator.file:
            self.record_unable(folder.name, now_ns)

    def record_unable(self, name: str, now_ns: int) -> None:
        """Nothing was found wrong with the pack of this name, and yet its room did not start."""
        self.name = name
        self._pause_s = FIRST_PAUSE_S
        self._wait(now_ns)

    def forget(self) -> None:
        """It is shown again, or somebody wants another one."""
        self.name = ""

    def take_due(self, now_ns: int) -> str:
        """Its name, when it is time to ask for it; else empty."""
        if not self.name or now_ns < self._due_ns:
            return ""
        self._wait(now_ns)
        return self.name

    def _wait(self, now_ns: int) -> None:
        self._due_ns = now_ns + round(self._pause_s * clock.SECOND_NS)
        self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s)
