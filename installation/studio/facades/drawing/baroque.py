"""Baroque: a palace with a crowned middle and long wings."""

from dataclasses import dataclass

import numpy as np

from installation.studio.facades.drawing.ink_canvas import GROUND, MIDDLE, NO_INK, InkCanvas
from installation.studio.facades.drawing.lots import Lots
from installation.studio.facades.drawing.parts import (
    course,
    dormer,
    lit_windows,
    rib,
    roof,
    window,
)


@dataclass(frozen=True)
class Palace:
    """The decisions; lengths in pixels of the drawing."""

    half: float
    top: float  # upper edge of the cornice
    columns: int  # windows across, odd
    rows: int
    crown: str  # "dome", "gable", "curve" or "lantern"
    crown_height: float
    mansard: float  # height of the wings' roof; 0 is a balustrade
    heads: str  # of the upper windows

    @property
    def left(self) -> float:
        """The outer edge at the left."""
        return MIDDLE - self.half

    @property
    def right(self) -> float:
        """The outer edge at the right."""
        return MIDDLE + self.half

    @property
    def bay(self) -> float:
        """Width of a bay."""
        return 2 * self.half / self.columns

    @property
    def floor(self) -> float:
        """Height of a storey."""
        return (GROUND - self.top - 22) / self.rows


def decide(lots: Lots) -> Palace:
    """One palace by lot."""
    return Palace(
        half=lots.number("half", 300, 370),
        top=lots.number("top", 232, 268),
        columns=lots.pick("columns", 5, 7),
        rows=lots.pick("rows", 2, 3),
        crown=lots.pick("crown", "dome", "gable", "curve", "lantern"),
        crown_height=lots.number("crown_height", 86, 120),
        mansard=lots.pick("mansard", 0.0, lots.number("mansard height", 46, 64)),
        heads=lots.pick("heads", "round", "segment"),
    )


def draw(canvas: InkCanvas, lots: Lots) -> None:
    """Puts one palace on the canvas."""
    palace = decide(lots)
    lit = lit_windows(lots, palace.columns, palace.rows)
    canvas.rect("mass", palace.left, palace.top, palace.right, GROUND)
    _wings(canvas, palace, lit)
    _crown(canvas, palace, palace.bay * 1.5)
    course(canvas, palace.left - 12, palace.right + 12, palace.top, 14)
    for k in range(palace.columns + 1):
        rib(
            canvas,
            palace.left + k * palace.bay,
            palace.top,
            GROUND,
            14,
        )
    for row in range(palace.rows):
        _storey(canvas, palace, row, lit[row])


def _wings(canvas: InkCanvas, palace: Palace, lit: np.ndarray) -> None:
    left = palace.left
    right = palace.right
    top = palace.top
    if not palace.mansard:
        for k in range(palace.columns + 1):
            canvas.oval(
                "mass",
                left + k * palace.bay,
                top - 14,
                11,
                18,
            )
        return
    ridge = top - palace.mansard
    outline = [
        (left - 6, top),
        (left + 24, ridge),
        (right - 24, ridge),
        (right + 6, top),
    ]
    roof(canvas, outline)
    for k in range(palace.columns):
        if abs(k - palace.columns // 2) > 1:
            cx = left + (k + 0.5) * palace.bay
            dormer(
                canvas,
                cx,
                top,
                44,
                palace.mansard * 0.62,
                bool(lit[0, k]),
            )


def _crown(canvas: InkCanvas, palace: Palace, half: float) -> None:
    top = palace.top
    height = palace.crown_height
    if palace.crown in ("dome", "lantern"):
        canvas.rect(
            "mass",
            MIDDLE - half,
            top - 34,
            MIDDLE + half,
            top,
        )
        course(
            canvas,
            MIDDLE - half - 6,
            MIDDLE + half + 6,
            top - 42,
            10,
        )
        _dome(canvas, half * 0.82, top - 42, height, palace.crown == "lantern")
        return
    if palace.crown == "gable":
        canvas.gable("relief", MIDDLE, top, half + 14, height)
        canvas.gable("mass", MIDDLE, top, half + 14, height)
        canvas.gable(
            "relief",
            MIDDLE,
            top - 6,
            half - 26,
            height - 30,
            NO_INK,
        )
    else:
        canvas.polygon("mass", _curved_gable(half, top, height))
    window(canvas, MIDDLE, top - 16, 54, 38, "oval", bar=False)


def _curved_gable(half: float, base: float, height: float) -> np.ndarray:
    """The outline of a gable that swings up to its point, (41, 2)."""
    x = np.linspace(-1, 1, 41)
    wave = np.cos(x * np.pi / 2)
    swing = height * (0.62 * wave**0.6 + 0.38 * wave**6)
    return np.stack([MIDDLE + x * half, base - swing], 1)


def _dome(canvas: InkCanvas, half: float, base: float, height: float, lantern: bool) -> None:
    for layer in ("mass", "opening"):
        canvas.dome(layer, MIDDLE, base, half, height)
    for share in (0.36, 0.72):
        canvas.oval(
            "opening",
            MIDDLE,
            base,
            half * share + 4,
            height * 1.02,
            NO_INK,
        )
        canvas.oval("opening", MIDDLE, base, half * share - 4, height * 1.02)
    canvas.rect("opening", MIDDLE - half, base, MIDDLE + half, GROUND, NO_INK)
    top = base - height
    if lantern:
        canvas.rect(
            "mass",
            MIDDLE - 18,
            top - 36,
            MIDDLE + 18,
            top + 10,
        )
        canvas.dome("mass", MIDDLE, top - 34, 24, 26)
        canvas.arch("opening", MIDDLE, top, 14, 28, "round")
    else:
        canvas.gable("mass", MIDDLE, top + 6, 10, 62)


def _storey(canvas: InkCanvas, palace: Palace, row: int, lit: np.ndarray) -> None:
    floor = palace.floor
    base = palace.top + 22 + (row + 1) * floor - floor * 0.12
    if row:
        y = palace.top + 18 + row * floor
        course(canvas, palace.left, palace.right, y, 9)
    head = palace.heads if row == 0 else "flat"
    has_portal = row == palace.rows - 1
    for column in range(palace.columns):
        cx = palace.left + (column + 0.5) * palace.bay
        if has_portal and column == palace.columns // 2:
            _portal(canvas, palace, cx)
        else:
            _framed_window(canvas, palace, cx, base, head, bool(lit[column]))


def _framed_window(
    canvas: InkCanvas, palace: Palace, cx: float, base: float, head: str, lit: bool
) -> None:
    width = palace.bay * 0.5
    height = palace.floor * 0.66
    sill = width * 0.68
    canvas.rect(
        "relief",
        cx - sill,
        base - 2,
        cx + sill,
        base + 8,
    )
    if head == "flat":
        canvas.gable(
            "relief",
            cx,
            base - height - 2,
            width * 0.74,
            palace.floor * 0.2,
        )
    else:
        canvas.arch("relief", cx, base, width + 20, height + 12, head)
    window(canvas, cx, base, width, height, head, lit)


def _portal(canvas: InkCanvas, palace: Palace, cx: float) -> None:
    bay = palace.bay
    floor = palace.floor
    canvas.arch("relief", cx, GROUND, bay * 0.84, floor * 0.94, "round")
    window(canvas, cx, GROUND, bay * 0.58, floor * 0.8, "round")
    dark = bay * 0.4
    canvas.rect(
        "light",
        cx - dark,
        GROUND - floor * 0.42,
        cx + dark,
        GROUND,
        NO_INK,
    )
    step = [
        (cx - bay * 0.8, GROUND),
        (cx - bay * 0.6, GROUND - 12),
        (cx + bay * 0.6, GROUND - 12),
        (cx + bay * 0.8, GROUND),
    ]
    canvas.polygon("ground", step)
