"""The studio on the screen: the panel, what it holds, and what is written into the pack from it."""

import numpy as np

from installation.display.latent_sliders import Hold
from installation.display.overlay import Furniture
from installation.display.panel import Panel, Pointer
from installation.faults import Fault
from installation.messages import Axes, Hand, LatentPoint, Status
from installation.packs import places

PANEL, SAVE, FREE = "panel", "save-place", "free"  # keys and buttons of the studio
SAID_S = 6.0


class Atelier:
    """Lives beside the furniture of whatever pack is shown."""

    def __init__(self, size: tuple[int, int]):
        self._size = size
        self._panel: Panel | None = None
        self._hold: Hold | None = None
        self._status: Status | None = None
        self._saved, self._saved_s = "", 0.0
        self._folder = None

    def place(self, furniture: Furniture) -> None:
        """Another pack, or the same with other papers, texts or looks."""
        is_open = self._panel.is_open if self._panel else True
        self._panel, self._folder = Panel(furniture.kit, *self._size), furniture.kit.pack.folder
        self._panel.is_open = is_open
        if self._hold is None or self._hold.axes.generation != furniture.generation:
            none = np.zeros((0, furniture.kit.pack.dimensions), np.float32)
            self._hold = Hold(Axes(0, furniture.generation, none, none[:, 0]))

    def note(self, axes: Axes | None, status: Status | None) -> None:
        """What came on the wires."""
        self._status = status or self._status
        if (
            axes is not None
            and axes.generation == self._hold.axes.generation
            and not len(self._hold.axes.axes)
        ):
            self._hold = Hold(axes)

    def turn(self, pointer: Pointer, point: LatentPoint | None, dt: float) -> Hand:
        """What the hand does now."""
        if point is not None and point.generation == self._hold.axes.generation:
            self._hold.note(point)
        self._saved_s += dt
        if self._saved_s > SAID_S:
            self._saved = ""
        if pressed := self._panel.turn(pointer, self._hold, dt):
            self.do(pressed, point)
        return self._hold.hand(self._panel.visitors())

    def do(self, what: str, point: LatentPoint | None) -> None:
        """A key or a button."""
        if what == PANEL:
            self._panel.is_open = not self._panel.is_open
        elif what == FREE:
            self._hold.free()
        elif what == SAVE and point is not None and point.generation == self._hold.axes.generation:
            self._save(point.point)

    def draw(self, pixels: np.ndarray, dt: float) -> None:
        """Over the screen (h, w, 4): the whole of it, smaller, beside the panel."""
        if self._panel.is_open:
            self._panel.draw(pixels, self._hold, self._status, self._saved, dt)

    def _save(self, point: np.ndarray) -> None:
        self._saved_s = 0.0
        try:
            number = places.add_point(self._folder, point, {})
            self._saved = f"saved as place {number} in pack.toml: give it its name there"
        except (Fault, OSError) as fault:
            self._saved = f"not saved: {fault}"
