"""The processor brings the frame to the screen: composed in the window's own memory where that can be."""

from typing import Any

import cv2
import numpy as np
import pygame

from installation.display.box import Box
from installation.display.outputs.wall import Wall

_ROTATIONS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def open_window(
    title: str,
    size: tuple[int, int],
    is_fullscreen: bool,
    display: int,
) -> pygame.Window:
    """A window that shows what was behind it until `SoftwarePresenter.show`.

    pygame.display.set_mode would paint it black first. Raises pygame.error.
    """
    middle = pygame.WINDOWPOS_CENTERED | display
    if is_fullscreen:
        return pygame.Window(
            title,
            size,
            (middle, middle),
            fullscreen_desktop=True,
        )
    return pygame.Window(title, size, (middle, middle))


class SoftwarePresenter:
    """Of the windows that it is given, one for each view; see `present_gl` for the other way."""

    name = ""  # of a graphics card

    def __init__(
        self,
        windows: list[pygame.Window],
        wall: Wall,
        rotate: int,
        mirror: bool,
    ):
        """What each monitor shows of the frame is turned clockwise by `rotate` degrees, then mirrored."""
        self._windows = windows
        self._surfaces = [window.get_surface() for window in windows]
        self._wall = wall
        self._rotate = rotate
        self._mirror = mirror
        self._frame: np.ndarray | None = None  # None: composed in the window's own memory
        if rotate or mirror or not self._is_plain():
            self._frame = np.zeros((wall.height, wall.width, 4), np.uint8)

    def pixels(self) -> np.ndarray:
        """The frame to compose in, (h, w, 4) uint8 BGRX. Not to be held over a `show`: it locks the surface."""
        return _memory(self._surfaces[0]) if self._frame is None else self._frame

    def show(self) -> None:
        """Brings it to the screen."""
        if self._frame is not None:
            for view, surface in zip(self._wall.views, self._surfaces, strict=True):
                self._copy(view.lit(self._frame), _memory(surface), view.place)
        for window in self._windows:
            window.flip()

    def close(self) -> None:
        """Takes the windows away."""
        for window in self._windows:
            window.destroy()

    def _is_plain(self) -> bool:
        """The frame is what the one window shows, pixel by pixel."""
        size = self._surfaces[0].get_size()
        place = self._wall.views[0].place
        is_one = len(self._surfaces) == 1
        return is_one and size == (place.width, place.height) == (
            self._wall.width,
            self._wall.height,
        )

    def _copy(self, part: np.ndarray, window: np.ndarray, place: Box) -> None:
        """A part of the frame to its place in a window's memory: turned, mirrored, scaled."""
        if self._rotate:
            part = cv2.rotate(part, _ROTATIONS[self._rotate])
        if self._mirror:
            part = cv2.flip(part, 1)
        shown = window[place.rows, place.columns]
        height, width = shown.shape[:2]
        if part.shape[:2] == (height, width):
            np.copyto(shown, part)
            return
        cv2.resize(
            part,
            (width, height),
            dst=shown,
            interpolation=cv2.INTER_LINEAR,
        )


def _memory(surface: pygame.Surface) -> np.ndarray:
    """A surface's own memory as (h, w, 4) uint8. While it is held, the surface is locked."""
    height = surface.get_height()
    width = surface.get_width()
    memory: Any = surface.get_buffer()
    rows = np.frombuffer(memory, np.uint8).reshape(height, surface.get_pitch())
    return rows[:, : 4 * width].reshape(height, width, 4)
