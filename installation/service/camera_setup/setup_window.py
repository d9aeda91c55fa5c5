"""The window of `kiosk camera`: what the technician does with mouse and keys, as changes of the view."""

import pygame

from installation.display.canvas import spread
from installation.display.window import Window
from installation.service.camera_setup.view_drawing import HEIGHT, WIDTH
from installation.service.camera_setup.view_settings import View

_LEFT, _RIGHT = 1, 3


class Desk:
    """A window in which zones are drawn. Raises `NoScreen`."""

    def __init__(self):
        self._window = Window(False, WIDTH, HEIGHT)
        self._corner: tuple[float, float] | None = None
        self._pointer = (0.0, 0.0)
        self.leaving = self.saving = False

    @property
    def drawn(self):
        """The zone under the mouse, None when none is being drawn."""
        if self._corner is None:
            return None
        (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(self._corner, self._pointer))
        return x0, y0, x1 - x0, y1 - y0

    def show(self, picture) -> None:
        """Brings a picture (HEIGHT, WIDTH, 3) uint8 RGB to the screen."""
        spread(self._window.pixels(), picture)
        self._window.flip()

    def changed(self, view: View, area: tuple) -> View:
        """The view after what the technician has done since the last call; `area` as `drawing.frame_of`."""
        self.saving = False
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                self.leaving = True
            elif event.type == pygame.KEYDOWN:
                view = self._key(event.key, view)
            elif event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION):
                view = self._mouse(event, view, area)
        return view

    def close(self) -> None:
        """Closes the window."""
        self._window.close()

    def _key(self, key: int, view: View) -> View:
        if key in (pygame.K_ESCAPE, pygame.K_q):
            self.leaving = True
        if key == pygame.K_s:
            self.saving = True
        if key == pygame.K_m:
            return view.mirrored()
        return view.turned() if key == pygame.K_r else view

    def _mouse(self, event, view: View, area: tuple) -> View:
        left, top, width, height = area
        x, y = (event.pos[0] - left) / width, (event.pos[1] - top) / height
        self._pointer = min(1.0, max(0.0, x)), min(1.0, max(0.0, y))
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == _LEFT:
            self._corner = self._pointer
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == _RIGHT:
            return view.without_zone_at(x, y)
        if (
            event.type == pygame.MOUSEBUTTONUP
            and event.button == _LEFT
            and self._corner is not None
        ):
            corner, self._corner = self._corner, None
            return view.with_zone(corner, self._pointer)
        return view
