"""The processor as the way to the screen: what is drawn is drawn into the window's own memory where that can be."""

import cv2
import numpy as np
import pygame

_TURNED = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def opened(title: str, size: tuple[int, int], fullscreen: bool, display: int) -> pygame.Window:
    """A window that shows what was behind it until `Processor.show`: pygame.display.set_mode would paint it black
    first. Raises pygame.error."""
    middle = pygame.WINDOWPOS_CENTERED | display
    return pygame.Window(
        title, size, (middle, middle), **({"fullscreen_desktop": True} if fullscreen else {})
    )


class Processor:
    """Of the window that it is given; see `card` for the other way."""

    name = ""

    def __init__(self, window: pygame.Window, width: int, height: int, rotate: int, mirror: bool):
        """`width` and `height` of what is drawn."""
        self._window, self._surface = window, window.get_surface()
        self._rotate, self._mirror = rotate, mirror
        is_direct = not rotate and not mirror and (width, height) == self._surface.get_size()
        self._drawn = None if is_direct else np.zeros((height, width, 4), np.uint8)

    def pixels(self) -> np.ndarray:
        """What is drawn upon, (h, w, 4) uint8 BGRX. Not to be held over a `show`: it locks the surface."""
        return _memory(self._surface) if self._drawn is None else self._drawn

    def show(self) -> None:
        """Brings it to the screen."""
        if self._drawn is not None:
            turned = cv2.rotate(self._drawn, _TURNED[self._rotate]) if self._rotate else self._drawn
            turned = cv2.flip(turned, 1) if self._mirror else turned
            shown = _memory(self._surface)
            cv2.resize(turned, shown.shape[1::-1], dst=shown, interpolation=cv2.INTER_LINEAR)
            del shown  # it locks the surface
        self._window.flip()

    def close(self) -> None:
        """Takes the window away."""
        self._window.destroy()


def _memory(surface: pygame.Surface) -> np.ndarray:
    """A surface's own memory as (h, w, 4) uint8. While it is held, the surface is locked."""
    height, width = surface.get_height(), surface.get_width()
    rows = np.frombuffer(surface.get_buffer(), np.uint8).reshape(height, surface.get_pitch())
    return rows[:, : 4 * width].reshape(height, width, 4)
