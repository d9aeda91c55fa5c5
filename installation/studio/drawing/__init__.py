"""Facades drawn by a program: the whole data set of the pack `facades`."""

from .canvas import HEIGHT, LAYERS, WIDTH, Canvas
from .palette import COLOURS
from .sketch import STYLES, Drawing, draw

__all__ = ["COLOURS", "HEIGHT", "LAYERS", "STYLES", "WIDTH", "Canvas", "Drawing", "draw"]
