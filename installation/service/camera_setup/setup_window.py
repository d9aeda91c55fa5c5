"""The window of `kiosk camera`: what the technician does with mouse and keys, as changes of the view."""

import numpy as np
import pygame

from installation.config.schema import ScreenConfig
from installation.display.canvas import place_picture
from installation.display.outputs.window import PROCESSOR, Window
from installation.service.camera_setup.view_drawing import HEIGHT, WIDTH, Area
from installation.service.camera_setup.view_settings import (
    CameraView,
    Point,
    Zone,
    nearest_in_view,
    zone_between,
)
from installation.vocabulary import ScreenKind

_LEFT_BUTTON = 1
_RIGHT_BUTTON = 3
_LEAVE_KEYS = (pygame.K_ESCAPE, pygame.K_q)
_MOUSE_EVENTS = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION)


class SetupWindow:
    """A window in which zones are drawn. Raises `NoScreen`."""

    def __init__(self) -> None:
        self.is_leaving = False
        self.is_saving = False  # the technician has asked for it since the last call of `changed`
        screen = ScreenConfig(width_px=WIDTH, height_px=HEIGHT, graphics=PROCESSOR)
        self._window = Window(ScreenKind.WINDOWED, screen)
        self._corner: Point | None = None  # where the zone under the mouse was begun
        self._pointer: Point = (0.0, 0.0)

    @property
    def drawn(self) -> list[Zone]:
        """The zone under the mouse; none when none is being drawn."""
        if self._corner is None:
            return []
        return [zone_between(self._corner, self._pointer)]

    def show(self, picture: np.ndarray) -> None:
        """Brings a picture (HEIGHT, WIDTH, 3) uint8 RGB to the screen."""
        place_picture(self._window.pixels(), picture)
        self._window.flip()

    def changed(self, view: CameraView, area: Area) -> CameraView:
        """The view after what the technician has done since the last call; `area`: where it lies in the window."""
        self.is_saving = False
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                self.is_leaving = True
            elif event.type == pygame.KEYDOWN:
                view = self._after_key(event.key, view)
            elif event.type in _MOUSE_EVENTS:
                view = self._after_mouse(event, view, area)
        return view

    def close(self) -> None:
        """Closes the window."""
        self._window.close()

    def _after_key(self, key: int, view: CameraView) -> CameraView:
        if key in _LEAVE_KEYS:
            self.is_leaving = True
        elif key == pygame.K_s:
            self.is_saving = True
        elif key == pygame.K_m:
            return view.mirrored()
        elif key == pygame.K_r:
            return view.turned()
        return view

    def _after_mouse(self, event: pygame.event.Event, view: CameraView, area: Area) -> CameraView:
        x, y = event.pos
        point = area.share_at(x, y)
        self._pointer = nearest_in_view(point)
        is_press = event.type == pygame.MOUSEBUTTONDOWN
        is_release = event.type == pygame.MOUSEBUTTONUP
        if is_press and event.button == _RIGHT_BUTTON:
            return view.without_zone_at(*point)
        if is_press and event.button == _LEFT_BUTTON:
            self._corner = self._pointer
        if is_release and event.button == _LEFT_BUTTON and self._corner is not None:
            corner = self._corner
            self._corner = None
            return view.with_zone(corner, self._pointer)
        return view
