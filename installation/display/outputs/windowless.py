"""The stand-in for a screen that nobody has plugged in: everything is composed, the console shows it."""

import numpy as np

from installation.display.input import Key, Pointer
from installation.vocabulary import ScreenKind


class Windowless:
    """A main output without a window."""

    kind: str = ScreenKind.WINDOWLESS
    graphics_card = ""
    message = ""

    def __init__(self, width: int, height: int):
        """Of so many pixels."""
        self._frame = np.zeros((height, width, 4), np.uint8)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the frame, in pixels."""
        height, width = self._frame.shape[:2]
        return height, width

    def pixels(self) -> np.ndarray:
        """See `display.MainOutput`."""
        return self._frame

    def flip(self) -> None:
        """There is nothing to bring it to."""

    def pressed_keys(self) -> list[Key]:
        """Nobody can press one."""
        return []

    def pointer(self) -> Pointer:
        """Nobody holds a mouse to it."""
        return Pointer(0, 0, False)

    def close(self) -> None:
        """Nothing to let go of."""
