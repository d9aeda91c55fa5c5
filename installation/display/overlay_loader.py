"""Makes the overlay anew beside the running loop, when another pack is shown or somebody saved an asset."""

import sys
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from installation.common import files
from installation.config.settings import Settings
from installation.display.asset_shelf import AssetShelf
from installation.display.overlay import Overlay
from installation.display.panes.pane_table import PANES, PaneSpec
from installation.faults import BrokenPack, Fault
from installation.messages import ActivePack

LOOK_EVERY_S = 0.25
WATCHED = ("texts/*.toml", "themes/*.toml", "type/*", "icons/*")
# the loop that draws waits no longer for the interpreter while an overlay is made
YIELD_S = 0.0005
KEEP_AFTER_S = 3.0  # on the screen without trouble: then it is what was shown last
KEEP_AGAIN_S = 600.0  # somebody may have deleted what was kept

Stamps = dict[Path, tuple[int, int, int]]


@dataclass(frozen=True)
class WantedPack:
    """What the overlay is to be of."""

    folder: Path
    generation: int
    papers: int  # see `messages.ActivePack`, as below
    languages: tuple[str, ...]


class OverlayLoader:
    """One at a time; what is wanted meanwhile is begun afterwards."""

    def __init__(
        self,
        settings: Settings,
        size: tuple[int, int],
        panes: Iterable[PaneSpec] = PANES,
    ):
        """`size` is the screen's height and width in pixels."""
        self.trouble = ""  # why the newest could not be made
        self._settings = settings
        self._size = size
        self._panes = tuple(panes)
        self._wanted = WantedPack(
            settings.pack_folder,
            settings.generation,
            papers=0,
            languages=tuple(settings.screen.languages),
        )
        self._stamps = self._saved()
        self._since_s = 0.0  # the assets were looked at
        self._is_due = False
        self._thread = ThreadPoolExecutor(1, "overlay")
        # beside the turns: a folder of thousands of typefaces takes longer than one of them
        self._look: Future[Stamps] | None = None
        self._work: Future[Overlay] | None = None
        self._ready: Overlay | None = None  # waits for the first picture of its pack
        self._shown: AssetShelf | None = None  # of what is on the screen
        self._shown_s = 0.0
        self._keep_at_s = KEEP_AFTER_S
        sys.setswitchinterval(YIELD_S)

    def first(self, is_strict: bool = False) -> Overlay:
        """At the start nothing is shown without it.

        Strict, it raises `BadConfig` and `BrokenPack`; else what cannot be read is stood in for, and without a pack the
        screen says why.
        """
        try:
            overlay = self._make(self._wanted, is_strict)
        except BrokenPack as fault:
            if is_strict:
                raise
            overlay = self._make(self._wanted, trouble=str(fault))
        self._note_shown(overlay)
        return overlay

    def show(self, active: ActivePack) -> None:
        """Another pack, the same one with other metadata, or other languages."""
        languages = tuple(active.languages) or self._wanted.languages
        wanted = WantedPack(Path(active.folder), active.generation, active.papers, languages)
        if wanted != self._wanted:
            self._wanted = wanted
            self._is_due = True

    def tick(self, dt: float) -> None:
        """`dt` seconds later: looks at the assets, begins and ends work."""
        self._since_s += dt
        self._shown_s += dt
        if self._shown_s >= self._keep_at_s and self._shown is not None:
            self._keep_at_s = self._shown_s + KEEP_AGAIN_S
            self._thread.submit(self._shown.keep)
        if self._since_s >= LOOK_EVERY_S and self._look is None:
            self._since_s = 0.0
            self._look = self._thread.submit(self._saved)
        if self._look is not None and self._look.done():
            self._compare(self._look.result())
            self._look = None
        if self._is_due and self._work is None:
            self._is_due = False
            self._work = self._thread.submit(self._make, self._wanted)
        if self._work is not None and self._work.done():
            self._finish(self._work)
            self._work = None

    def take(self, generation: int) -> Overlay | None:
        """The newest overlay, once, when it is ready and the pictures are of its `generation`."""
        if self._ready is None or self._ready.generation > generation:
            return None
        ready = self._ready
        self._ready = None
        self._note_shown(ready)
        return ready

    def _note_shown(self, overlay: Overlay) -> None:
        self._shown = overlay.shelf
        self._shown_s = 0.0
        self._keep_at_s = KEEP_AFTER_S

    def _make(self, wanted: WantedPack, is_strict: bool = False, trouble: str = "") -> Overlay:
        screen = self._settings.screen.model_copy(update={"languages": list(wanted.languages)})
        settings = self._settings.model_copy(update={"screen": screen})
        before = self._shown.contents if self._shown is not None else None
        return Overlay(
            settings,
            wanted.folder,
            self._size,
            wanted.generation,
            self._panes,
            AssetShelf(settings.assets, settings.state, before, is_strict),
            trouble,
        )

    def _finish(self, work: Future[Overlay]) -> None:
        try:
            self._ready = work.result()
            self.trouble = ""
        except Fault as fault:
            self.trouble = f"{fault}; what was shown before stays"

    def _compare(self, stamps: Stamps) -> None:
        if stamps != self._stamps:
            self._stamps = stamps
            self._is_due = True

    def _saved(self) -> Stamps:
        """Each asset with when it was saved and how long it is."""
        assets = self._settings.assets
        return files.stamps(path for pattern in WATCHED for path in files.matching(assets, pattern))
