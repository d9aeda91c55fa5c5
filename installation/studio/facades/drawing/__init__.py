"""Facades drawn by a program: the whole data set of the pack `facades`."""

from installation.studio.facades.drawing.ink_canvas import HEIGHT, LAYERS, WIDTH, InkCanvas
from installation.studio.facades.drawing.palette import COLOURS
from installation.studio.facades.drawing.sketch import (
    STYLES,
    FacadeDrawing,
    draw,
    hour_of,
    sheets_of,
)

__all__ = [
    "COLOURS",
    "HEIGHT",
    "LAYERS",
    "STYLES",
    "WIDTH",
    "FacadeDrawing",
    "InkCanvas",
    "draw",
    "hour_of",
    "sheets_of",
]
