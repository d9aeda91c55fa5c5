"""Whether the program on the disk is still the one that runs: rooms that are started again would be of another."""

import logging
from pathlib import Path

from installation import __version__
from installation.common import clock, files
from installation.common.paths import PROGRAM, ROOT, VERSIONS

LOOK_EVERY_S = 60.0
LINK = ROOT / "current"  # of a service: the version that its next start takes

log = logging.getLogger(__name__)


class DiskVersion:
    """`message` says where they differ."""

    def __init__(self, program: Path = PROGRAM, link: Path = LINK):
        self.message = ""
        self._program = program
        self._link = link
        self._begun = self._sources()
        self._looked_ns = clock.now_ns()

    def look(self) -> None:
        """May be called often."""
        now_ns = clock.now_ns()
        if clock.seconds(now_ns - self._looked_ns) >= LOOK_EVERY_S:
            self._looked_ns = now_ns
            self.compare()

    def compare(self) -> None:
        """Looks at once."""
        message = self._difference()
        if message and message != self.message:
            log.warning("%s", message)
        self.message = message

    def _difference(self) -> str:
        is_of_service = self._program.parent.name == VERSIONS and self._link.exists()
        if is_of_service and self._link.resolve() != self._program.resolve():
            name = self._link.resolve().name
            return f"version {name} is on the disk, {__version__} runs: start it again"
        sources = self._sources()
        if self._begun and sources and sources != self._begun:
            return (
                f"the program on the disk was changed while version {__version__} runs:"
                " start it again"
            )
        return ""

    def _sources(self) -> dict[Path, tuple[int, int, int]]:
        return files.stamps(files.matching(self._program / "installation", "**/*.py"))
