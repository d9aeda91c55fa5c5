"""Eight sheets of ink, one above the other, and the shapes every style is cut from.

Lengths are pixels of the drawing (1024 x 576), x to the right, y downwards.
"""

import cv2
import numpy as np

WIDTH, HEIGHT = 1024, 576
GROUND = 516  # the line every building stands on
LAYERS = (
    "far",
    "near",
    "ground",
    "mass",
    "relief",
    "opening",
    "light",
    "dark",
)  # back to front; "dark" puts lights out

ARC = np.linspace(0.0, 1.0, 14)


class Canvas:
    """`sheets`: (8, 576, 1024) uint8, 255 where there is ink; one sheet per name in LAYERS."""

    def __init__(self) -> None:
        self.sheets = np.zeros((len(LAYERS), HEIGHT, WIDTH), np.uint8)

    def sheet(self, layer: str) -> np.ndarray:
        """The (576, 1024) sheet of a layer, to be drawn on."""
        return self.sheets[LAYERS.index(layer)]

    def turn_over(self) -> None:
        """Left becomes right."""
        self.sheets = np.ascontiguousarray(self.sheets[:, :, ::-1])

    def poly(self, layer: str, points, ink: int = 255) -> None:
        """Fills a polygon given as (x, y) pairs; `ink=0` rubs out."""
        corners = np.asarray(points, np.float64).round().astype(np.int32)
        cv2.fillPoly(self.sheet(layer), [corners], ink)

    def rect(self, layer: str, x0, y0, x1, y1, ink: int = 255) -> None:
        """Fills [x0, x1) x [y0, y1), in any order of the corners."""
        (xa, xb), (ya, yb) = sorted((x0, x1)), sorted((y0, y1))
        rows, columns = (
            slice(_pixel(ya, HEIGHT), _pixel(yb, HEIGHT)),
            slice(_pixel(xa, WIDTH), _pixel(xb, WIDTH)),
        )
        self.sheet(layer)[rows, columns] = ink

    def switch(self, x0, y0, x1, y1, lit: bool) -> None:
        """Puts the light in [x0, x1) x [y0, y1) on or out.

        Every pane is drawn, and who is at home is a sheet of its own: what a network has to learn is then two simple
        things, where panes are and which storeys and bays are lit, instead of one that looks like chance.
        """
        self.rect("dark", x0, y0, x1, y1, ink=0 if lit else 255)

    def oval(self, layer: str, cx, cy, rx, ry, ink: int = 255) -> None:
        """Fills an ellipse with the half axes `rx` and `ry`."""
        axes = (max(1, round(rx)), max(1, round(ry)))
        cv2.ellipse(self.sheet(layer), (round(cx), round(cy)), axes, 0, 0, 360, ink, -1)

    def dome(self, layer: str, cx, base, rx, ry, ink: int = 255) -> None:
        """The upper half of an ellipse standing on `base`."""
        angle = np.pi * ARC
        self.poly(layer, np.stack([cx - rx * np.cos(angle), base - ry * np.sin(angle)], 1), ink)

    def gable(self, layer: str, cx, base, half, height, ink: int = 255) -> None:
        """A triangle, `2 * half` wide and `height` high."""
        self.poly(layer, [(cx - half, base), (cx, base - height), (cx + half, base)], ink)

    def arch(self, layer: str, cx, base, w, h, head: str = "flat", ink: int = 255) -> None:
        """An opening's outline, `w` x `h`, closed by a head: flat, round, segment, lancet or oval."""
        if head == "oval":
            self.oval(layer, cx, base - h / 2, w / 2, h / 2, ink)
            return
        rise = min(h, {"flat": 0.0, "round": w / 2, "segment": w / 5, "lancet": w * 0.85}[head])
        self.rect(layer, cx - w / 2, base - h + rise, cx + w / 2, base, ink)
        if rise:
            self.poly(layer, _head(cx, base - h + rise, w / 2, rise, head), ink)


def _pixel(value: float, limit: int) -> int:
    return int(min(max(round(value), 0), limit))


def _head(cx, spring, half, rise, head: str) -> np.ndarray:
    """The outline above the springing line, (n, 2): half an ellipse, or two arcs meeting in a point."""
    if head != "lancet":
        return np.stack([cx - half * np.cos(np.pi * ARC), spring - rise * np.sin(np.pi * ARC)], 1)
    across, up = half * (1 - ARC**1.9), rise * ARC**0.85
    left, right = np.stack([cx - across, spring - up], 1), np.stack([cx + across, spring - up], 1)
    return np.concatenate([left, right[::-1]])
