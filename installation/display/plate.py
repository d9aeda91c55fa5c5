"""Words on a plate of their own, laid on the picture; beside them a figure, where there is one."""

from typing import Protocol

import cv2
import numpy as np

from installation.display.box import Box
from installation.display.canvas import Ink, blank
from installation.display.text_block import TextBlock


class PlateFigure(Protocol):
    """What stands before the words of a plate."""

    height: int  # pixels
    width: int

    def draw(self, canvas: np.ndarray, spot: Box) -> None:
        """Into a box of a canvas (h, w, 4)."""


class Plate:
    """A plate just as large as its words need."""

    def __init__(
        self,
        block: TextBlock,
        margin: int,
        ink: Ink,
        wide_margin: int | None = None,
        figure: PlateFigure | None = None,
    ):
        """`margin` pixels around the words; `wide_margin` left and right, where that is another."""
        beside = margin if wide_margin is None else wide_margin
        tallest = max(block.height, figure.height if figure else 0)
        between = beside if block.width else 0
        left = beside + (figure.width + between if figure else 0)
        self._canvas = blank(tallest + 2 * margin, left + block.width + beside, ink)
        block.draw(self._canvas, left, margin + (tallest - block.height) // 2)
        self._figure = figure
        self._figure_spot = Box(beside, margin, left, tallest)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width, in pixels."""
        height, width = self._canvas.shape[:2]
        return height, width

    def place(self, corner: str, inner: Box) -> Box:
        """Where it lies in a box: "lower left", "upper middle" and so on."""
        return in_corner(self.size, corner, inner)

    def draw(self, frame: np.ndarray, spot: Box, cover: float = 1.0) -> None:
        """Onto a frame (h, w, 4), so that it hides `cover` (0..1) of what is there; what juts out is cut."""
        height, width = self.size
        left = max(0, spot.left)
        top = max(0, spot.top)
        part = frame[top : top + height, left : left + width]
        canvas = self._canvas
        if self._figure:
            canvas = canvas.copy()
            self._figure.draw(canvas, self._figure_spot)
        plate = canvas[: part.shape[0], : part.shape[1]]
        if part.size and cover == 1:
            part[:] = plate
        elif part.size:
            part[:] = cv2.addWeighted(
                part,
                1 - cover,
                plate,
                cover,
                0,
            )


def in_corner(size: tuple[int, int], corner: str, inner: Box) -> Box:
    """Where something of this height and width lies in a box: "lower left", "upper middle" and so on."""
    height, width = size
    row, column = corner.split()
    left = {
        "left": inner.left,
        "middle": inner.left + (inner.width - width) // 2,
        "right": inner.right - width,
    }[column]
    top = inner.top if row == "upper" else inner.bottom - height
    return Box(left, top, width, height)
