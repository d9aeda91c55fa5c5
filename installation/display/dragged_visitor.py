"""The mouse of the studio as a visitor, while its button is held on the picture. Values in, values out."""

import numpy as np

from installation.display.box import Box
from installation.display.input import Pointer

WIDTH = 0.16  # this and the next two: of the visitor, as in `Presence.places`
HEIGHT = 0.6
CLOSENESS = 0.5
FOLLOW = 0.3  # of the newest speed of the mouse
FIRST_ID = 1 << 20  # of visitors that are the mouse: no other counts so far
_LEAST_DT_S = 1e-3


class DraggedVisitor:
    """Comes when the button is pressed on the picture, and goes when it is let go."""

    def __init__(self) -> None:
        self._count = 0  # visitors so far
        self._place: np.ndarray | None = None  # (2,) x, y, 0..1 of the picture; None: nobody
        self._speed = np.zeros(2)  # pictures a second

    def rows(self) -> np.ndarray:
        """(n, 8) float32, n 0 or 1, as `Presence.places`."""
        if self._place is None:
            return np.zeros((0, 8), np.float32)
        row = [FIRST_ID + self._count, *self._place, WIDTH, HEIGHT, *self._speed, CLOSENESS]
        return np.array([row], np.float32)

    def tick(
        self,
        pointer: Pointer,
        view: Box,
        is_pressed: bool,
        dt: float,
    ) -> None:
        """`dt` seconds later; `view` is where the picture is, `is_pressed`: the button was pressed just now."""
        x = (pointer.x - view.left) / view.width
        y = (pointer.y - view.top) / view.height
        place = np.array([x, y])
        is_on_picture = 0 <= x <= 1 and 0 <= y <= 1
        if self._place is None:
            if is_pressed and is_on_picture:
                self._count += 1
                self._place = place
                self._speed = np.zeros(2)
            return
        place = np.clip(place, 0.0, 1.0)
        newest = (place - self._place) / max(dt, _LEAST_DT_S)
        self._speed = self._speed + FOLLOW * (newest - self._speed)
        self._place = place

    def leave(self) -> None:
        """The button was let go, or holds something else."""
        self._place = None
