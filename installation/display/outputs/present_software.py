"""The processor brings the frame to the screen: composed in the window's own memory where that can be."""

from typing import Any

import cv2
import numpy as np
import pygame

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
    """Of the window that it is given; see `present_gl` for the other way."""

    name = ""  # of a graphics card

    def __init__(
        self,
        window: pygame.Window,
        width: int,
        height: int,
        rotate: int,
        mirror: bool,
    ):
        """`width` and `height` of the frame, in pixels; it is turned clockwise by `rotate` degrees, then mirrored."""
        self._window = window
        self._surface = window.get_surface()
        self._rotate = rotate
        self._mirror = mirror
        self._frame: np.ndarray | None = None  # None: composed in the window's own memory
        is_turned = rotate or mirror
        if is_turned or (width, height) != self._surface.get_size():
            self._frame = np.zeros((height, width, 4), np.uint8)

    def pixels(self) -> np.ndarray:
        """The frame to compose in, (h, w, 4) uint8 BGRX. Not to be held over a `show`: it locks the surface."""
        return _memory(self._surface) if self._frame is None else self._frame

    def show(self) -> None:
        """Brings it to the screen."""
        if self._frame is not None:
            self._copy(self._frame)
        self._window.flip()

    def close(self) -> None:
        """Takes the window away."""
        self._window.destroy()

    def _copy(self, frame: np.ndarray) -> None:
        """Into the window's memory: turned, mirrored, scaled."""
        if self._rotate:
            frame = cv2.rotate(frame, _ROTATIONS[self._rotate])
        if self._mirror:
            frame = cv2.flip(frame, 1)
        shown = _memory(self._surface)
        height, width = shown.shape[:2]
        cv2.resize(
            frame,
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
