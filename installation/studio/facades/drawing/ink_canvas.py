"""Eight sheets of ink, one above the other, and the shapes every style is cut from.

Lengths are pixels of the drawing (1024 x 576), x to the right, y downwards.
"""

import cv2
import numpy as np
from numpy.typing import ArrayLike

WIDTH = 1024
HEIGHT = 576
MIDDLE = WIDTH / 2
GROUND = 516  # the line every building stands on
INK = 255
NO_INK = 0
# back to front; "dark" puts lights out
LAYERS = ("far", "near", "ground", "mass", "relief", "opening", "light", "dark")

ARC = np.linspace(0.0, 1.0, 14)  # along a curve that is drawn as a polygon


class InkCanvas:
    """`sheets`: (8, 576, 1024) uint8, 255 where there is ink; one sheet per name in LAYERS.

    In every shape `ink=0` rubs out.
    """

    def __init__(self) -> None:
        self.sheets = np.zeros((len(LAYERS), HEIGHT, WIDTH), np.uint8)

    def sheet(self, layer: str) -> np.ndarray:
        """The (576, 1024) sheet of a layer, to be drawn on."""
        return self.sheets[LAYERS.index(layer)]

    def mirror(self) -> None:
        """Left becomes right."""
        self.sheets = np.ascontiguousarray(self.sheets[:, :, ::-1])

    def polygon(self, layer: str, points: ArrayLike, ink: int = INK) -> None:
        """Fills a polygon given as (x, y) pairs."""
        corners = np.asarray(points, np.float64).round().astype(np.int32)
        cv2.fillPoly(self.sheet(layer), [corners], ink)

    def rect(
        self,
        layer: str,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        ink: int = INK,
    ) -> None:
        """Fills [x0, x1) x [y0, y1), in any order of the corners."""
        rows = _pixels(y0, y1, HEIGHT)
        columns = _pixels(x0, x1, WIDTH)
        self.sheet(layer)[rows, columns] = ink

    def upright(
        self,
        layer: str,
        cx: float,
        top: float,
        base: float,
        width: float,
        ink: int = INK,
    ) -> None:
        """Fills a rectangle `width` wide, centred on `cx`, from `top` to `base`."""
        self.rect(
            layer,
            cx - width / 2,
            top,
            cx + width / 2,
            base,
            ink,
        )

    def switch(self, x0: float, y0: float, x1: float, y1: float, lit: bool) -> None:
        """Puts the light in [x0, x1) x [y0, y1) on or out.

        Every pane is drawn, and who is at home is a sheet of its own. A network then has to learn two
        simple things, where panes are and which storeys and bays are lit, instead of one that looks like
        chance.
        """
        ink = NO_INK if lit else INK
        self.rect("dark", x0, y0, x1, y1, ink)

    def oval(
        self,
        layer: str,
        cx: float,
        cy: float,
        rx: float,
        ry: float,
        ink: int = INK,
    ) -> None:
        """Fills an ellipse with the half axes `rx` and `ry`."""
        centre = (round(cx), round(cy))
        axes = (max(1, round(rx)), max(1, round(ry)))
        cv2.ellipse(self.sheet(layer), centre, axes, 0, 0, 360, ink, -1)

    def dome(
        self,
        layer: str,
        cx: float,
        base: float,
        rx: float,
        ry: float,
        ink: int = INK,
    ) -> None:
        """The upper half of an ellipse standing on `base`."""
        self.polygon(layer, _half_ellipse(cx, base, rx, ry), ink)

    def gable(
        self,
        layer: str,
        cx: float,
        base: float,
        half: float,
        height: float,
        ink: int = INK,
    ) -> None:
        """A triangle, `2 * half` wide and `height` high."""
        corners = [
            (cx - half, base),
            (cx, base - height),
            (cx + half, base),
        ]
        self.polygon(layer, corners, ink)

    def arch(
        self,
        layer: str,
        cx: float,
        base: float,
        width: float,
        height: float,
        head: str = "flat",
        ink: int = INK,
    ) -> None:
        """The outline of an opening, closed by a head: flat, round, segment, lancet or oval."""
        if head == "oval":
            self.oval(
                layer,
                cx,
                base - height / 2,
                width / 2,
                height / 2,
                ink,
            )
            return
        rises = {
            "flat": 0.0,
            "round": width / 2,
            "segment": width / 5,
            "lancet": width * 0.85,
        }
        rise = min(height, rises[head])
        spring = base - height + rise
        self.rect(
            layer,
            cx - width / 2,
            spring,
            cx + width / 2,
            base,
            ink,
        )
        if not rise:
            return
        if head == "lancet":
            outline = _lancet(cx, spring, width / 2, rise)
        else:
            outline = _half_ellipse(cx, spring, width / 2, rise)
        self.polygon(layer, outline, ink)


def _pixels(a: float, b: float, limit: int) -> slice:
    """The pixels between two places, held to 0..limit."""
    ends = sorted((a, b))
    first, last = (int(min(max(round(end), 0), limit)) for end in ends)
    return slice(first, last)


def _half_ellipse(cx: float, base: float, rx: float, ry: float) -> np.ndarray:
    """From left to right, (n, 2)."""
    angle = np.pi * ARC
    x = cx - rx * np.cos(angle)
    y = base - ry * np.sin(angle)
    return np.stack([x, y], 1)


def _lancet(cx: float, spring: float, half: float, rise: float) -> np.ndarray:
    """Two arcs that meet in a point above the springing line, (n, 2)."""
    across = half * (1 - ARC**1.9)
    y = spring - rise * ARC**0.85
    left = np.stack([cx - across, y], 1)
    right = np.stack([cx + across, y], 1)
    return np.concatenate([left, right[::-1]])
