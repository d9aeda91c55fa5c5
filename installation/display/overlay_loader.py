"""Makes furniture anew beside the running loop, when another pack is shown or somebody saved an asset."""

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from installation.display.overlay import Furniture
from installation.faults import Fault

LOOK_EVERY_S = 0.25
LOOKED_AT = ("texts/*.toml", "themes/*.toml", "type/*")
YIELD_S = 0.0005  # the loop that draws waits no longer for the interpreter while furniture is made


class Workshop:
    """One piece of work at a time; what is wished for meanwhile is begun afterwards."""

    def __init__(self, settings, size: tuple[int, int]):
        """`settings` are those of the room; `size` (height, width) is the screen's."""
        self._settings, self._size, self._assets = settings, size, Path(settings.assets)
        self._stamps, self._since_s = self._saved(), 0.0
        self._wanted = settings.pack_folder, settings.generation, 0
        self._due = False
        self._hand, self._work = ThreadPoolExecutor(1, "workshop"), None
        self.trouble = ""  # why the newest could not be made
        sys.setswitchinterval(YIELD_S)

    def first(self) -> Furniture:
        """At the start nothing is shown without it. Raises `BadConfig`, `BrokenPack`."""
        return Furniture(self._settings, self._wanted[0], self._size, self._wanted[1])

    def show(self, folder: str, generation: int, papers: int = 0) -> None:
        """Another pack, or the same one with other papers."""
        if (folder, generation, papers) != self._wanted:
            self._wanted, self._due = (folder, generation, papers), True

    def turn(self, dt: float) -> Furniture | None:
        """The newest furniture, once, when it is ready."""
        self._since_s += dt
        if self._since_s >= LOOK_EVERY_S:
            self._since_s, stamps = 0.0, self._saved()
            self._due |= stamps != self._stamps
            self._stamps = stamps
        if self._due and self._work is None:
            self._due = False
            self._work = self._hand.submit(
                Furniture, self._settings, self._wanted[0], self._size, self._wanted[1]
            )
        if self._work is None or not self._work.done():
            return None
        work, self._work = self._work, None
        return self._delivered(work)

    def _delivered(self, work: Future) -> Furniture | None:
        try:
            furniture, self.trouble = work.result(), ""
            return furniture
        except Fault as fault:
            self.trouble = f"{fault}; what was shown before stays"
            return None

    def _saved(self) -> dict[str, tuple[int, int]]:
        """Each asset with when it was saved and how long it is."""
        stamps = {}
        for path in (path for pattern in LOOKED_AT for path in self._assets.glob(pattern)):
            try:
                about = path.stat()
            except OSError:  # it has just been replaced
                continue
            stamps[str(path)] = about.st_mtime_ns, about.st_size
        return stamps
