"""The studio on the screen: the panel, what it holds, and what is written into the pack from it."""

import numpy as np

from installation.common import system_errors
from installation.display.input import Key, Pointer
from installation.display.latent_sliders import LatentSliders
from installation.display.overlay import Overlay
from installation.display.panel import Panel
from installation.faults import Fault
from installation.messages import Axes, Hand, LatentPoint, Status
from installation.packs import places

MESSAGE_S = 6.0  # so long it stays


class StudioPanel:
    """Lives beside the overlay of whatever pack is shown."""

    def __init__(self, overlay: Overlay, height: int, width: int):
        """For a screen of this size, in pixels."""
        self._size = (height, width)
        self._panel = Panel(overlay.kit, height, width)
        self._folder = overlay.kit.pack.folder
        self._sliders = _without_directions(overlay)
        self._status: Status | None = None
        self._message = ""
        self._message_s = 0.0  # ago

    def place(self, overlay: Overlay) -> None:
        """Another pack, or the same with other metadata, texts or looks."""
        is_open = self._panel.is_open
        self._panel = Panel(overlay.kit, *self._size)
        self._panel.is_open = is_open
        self._folder = overlay.kit.pack.folder
        if self._sliders.axes.generation != overlay.generation:
            self._sliders = _without_directions(overlay)

    def receive(self, axes: Axes | None, status: Status | None) -> None:
        """What came on the wires."""
        self._status = status or self._status
        known = self._sliders.axes
        if axes is not None and axes.generation == known.generation and not len(known.axes):
            self._sliders = LatentSliders(axes)

    def tick(
        self,
        pointer: Pointer,
        point: LatentPoint | None,
        dt: float,
    ) -> Hand:
        """What the hand does now."""
        if point is not None and self._is_of_pack(point):
            self._sliders.follow(point)
        self._message_s += dt
        if self._message_s > MESSAGE_S:
            self._message = ""
        pressed = self._panel.tick(pointer, self._sliders, dt)
        if pressed is not None:
            self.press(pressed, point)
        return self._sliders.hand(self._panel.visitors())

    def press(self, key: Key, point: LatentPoint | None) -> None:
        """A key or a button; `point` is where the journey is."""
        if key == Key.PANEL:
            self._panel.is_open = not self._panel.is_open
        elif key == Key.LET_GO:
            self._sliders.let_go()
        elif key == Key.SAVE_PLACE and point is not None and self._is_of_pack(point):
            self._save(point.point)

    def draw(self, frame: np.ndarray, dt: float) -> None:
        """Over the frame (h, w, 4): the whole of it, smaller, beside the panel."""
        if self._panel.is_open:
            self._panel.draw(
                frame,
                self._sliders,
                self._status,
                self._message,
                dt,
            )

    def _is_of_pack(self, point: LatentPoint) -> bool:
        return point.generation == self._sliders.axes.generation

    def _save(self, point: np.ndarray) -> None:
        self._message_s = 0.0
        try:
            number = places.add_point(self._folder, point, {})
            self._message = f"saved as place {number} in pack.toml: give it its name there"
        except (Fault, OSError) as fault:
            self._message = f"not saved: {system_errors.words(fault)}"


def _without_directions(overlay: Overlay) -> LatentSliders:
    """Until the generator has found those of the pack."""
    none = np.zeros((0, overlay.kit.pack.dimensions), np.float32)
    return LatentSliders(Axes(0, overlay.generation, none, none[:, 0]))
