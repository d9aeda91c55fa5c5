"""The artist's panel of the studio: sliders, places, and every fault as it is, beside the picture."""

import cv2
import numpy as np

from installation.display.box import Box
from installation.display.dragged_visitor import DraggedVisitor
from installation.display.input import Key, Pointer
from installation.display.latent_sliders import RANGES, REACH, LatentSliders
from installation.display.panel_drawing import PanelDrawing, PlaceButton, RowName
from installation.display.panes.kit import Kit
from installation.messages import Status

WIDTH = 0.25  # of the screen
DRAWN_HZ = 12
REACH_PX = 6  # a row is grasped so far beside it, too


class Panel:
    """What the mouse does on the panel, and the panel on the screen."""

    def __init__(self, kit: Kit, height: int, width: int):
        """For a screen of this size, in pixels."""
        self.is_open = True
        self.box = Box(0, 0, round(WIDTH * width), height)
        self._kit = kit
        self._screen = Box(0, 0, width, height)
        beside = Box(self.box.width, 0, width - self.box.width, height)
        self._view = beside.holding(height, width)  # of the whole screen, smaller
        self._drawing = PanelDrawing(kit, height, self.box.width)
        self._visitor = DraggedVisitor()
        self._grasped: RowName | None = None
        self._was_down = False
        self._due = 1.0  # drawings of it that are due

    @property
    def rows(self) -> dict[RowName, Box]:
        """Where each slider, place and button is, in pixels of the screen."""
        return self._drawing.rows

    def tick(
        self,
        pointer: Pointer,
        sliders: LatentSliders,
        dt: float,
    ) -> Key | None:
        """What the mouse does: moves a slider or presses a button, which is returned."""
        is_pressed = pointer.is_down and not self._was_down
        self._was_down = pointer.is_down
        if not pointer.is_down:
            self._grasped = None
        elif is_pressed and self.is_open and pointer.x < self.box.width:
            self._grasped = self._row_at(pointer)
        self._move_visitor(pointer, is_pressed, dt)
        if isinstance(self._grasped, Key):
            return self._grasped if is_pressed else None
        if isinstance(self._grasped, PlaceButton):
            if is_pressed:
                sliders.go(self._kit.pack.places[self._grasped.number].astype(float))
        elif self._grasped is not None:
            self._slide(self._grasped, pointer.x, sliders)
        return None

    def visitors(self) -> np.ndarray:
        """(n, 8) float32: the mouse as a visitor while its button is held on the picture."""
        return self._visitor.rows()

    def draw(
        self,
        frame: np.ndarray,
        sliders: LatentSliders,
        status: Status | None,
        message: str,
        dt: float,
    ) -> None:
        """Onto the frame (h, w, 4): the whole of it, smaller, beside the panel; `message` is said below the buttons."""
        self._due += dt * DRAWN_HZ
        if self._due >= 1:
            self._due = 0.0
            self._drawing.redraw(sliders, status, message)
        canvas = self._drawing.canvas
        size = (self._view.width, self._view.height)
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
        frame[:, self.box.width :] = canvas[0, 0]
        frame[self._view.rows, self._view.columns] = small
        frame[:, : self.box.width] = canvas

    def _row_at(self, pointer: Pointer) -> RowName | None:
        for name, row in self.rows.items():
            is_across = row.left - REACH_PX <= pointer.x <= row.right + REACH_PX
            if is_across and row.top <= pointer.y < row.bottom:
                return name
        return None

    def _move_visitor(
        self,
        pointer: Pointer,
        is_pressed: bool,
        dt: float,
    ) -> None:
        if not pointer.is_down or self._grasped is not None:
            self._visitor.leave()
            return
        view = self._view if self.is_open else self._screen
        self._visitor.tick(pointer, view, is_pressed, dt)

    def _slide(
        self,
        name: int | str,
        x: int,
        sliders: LatentSliders,
    ) -> None:
        row = self.rows[name]
        share = (x - row.left) / max(1, row.width)
        share = min(1.0, max(0.0, share))
        if isinstance(name, int):
            sliders.pull(name, (2 * share - 1) * REACH)
        else:
            low, high = RANGES[name]
            sliders.factors[name] = low + share * (high - low)
