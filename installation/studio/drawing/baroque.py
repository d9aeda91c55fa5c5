"""Baroque: a palace with a crowned middle and long wings."""

from dataclasses import dataclass

import numpy as np

from .canvas import GROUND, WIDTH, Canvas
from .parts import at_home, course, dormer, pick, rib, roof, window

MID = WIDTH / 2


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


def decide(rng: np.random.Generator) -> Palace:
    return Palace(
        half=rng.uniform(300, 370),
        top=rng.uniform(232, 268),
        columns=pick(rng, 5, 7),
        rows=pick(rng, 2, 3),
        crown=pick(rng, "dome", "gable", "curve", "lantern"),
        crown_height=rng.uniform(86, 120),
        mansard=pick(rng, 0.0, rng.uniform(46, 64)),
        heads=pick(rng, "round", "segment"),
    )


def draw(canvas: Canvas, rng: np.random.Generator) -> None:
    """Puts one palace on the canvas."""
    palace = decide(rng)
    lit = at_home(rng, palace.columns, palace.rows)
    bay = 2 * palace.half / palace.columns
    canvas.rect("mass", MID - palace.half, palace.top, MID + palace.half, GROUND)
    _wings(canvas, palace, bay, lit)
    _crown(canvas, palace, bay * 1.5)
    course(canvas, MID - palace.half - 12, MID + palace.half + 12, palace.top, 14)
    for k in range(palace.columns + 1):
        rib(canvas, MID - palace.half + k * bay, palace.top, GROUND, 14)
    _windows(canvas, palace, bay, lit)


def _wings(canvas: Canvas, palace: Palace, bay: float, lit: np.ndarray) -> None:
    left, right, top = MID - palace.half, MID + palace.half, palace.top
    if not palace.mansard:
        for k in range(palace.columns + 1):
            canvas.oval("mass", left + k * bay, top - 14, 11, 18)
        return
    h = palace.mansard
    roof(canvas, [(left - 6, top), (left + 24, top - h), (right - 24, top - h), (right + 6, top)])
    for k in range(palace.columns):
        if abs(k - palace.columns // 2) > 1:
            dormer(canvas, left + (k + 0.5) * bay, top, 44, h * 0.62, bool(lit[0, k]))


def _crown(canvas: Canvas, palace: Palace, half: float) -> None:
    top, h = palace.top, palace.crown_height
    if palace.crown in ("dome", "lantern"):
        canvas.rect("mass", MID - half, top - 34, MID + half, top)
        course(canvas, MID - half - 6, MID + half + 6, top - 42, 10)
        _dome(canvas, half * 0.82, top - 42, h, palace.crown == "lantern")
        return
    if palace.crown == "gable":
        canvas.gable("relief", MID, top, half + 14, h)
        canvas.gable("mass", MID, top, half + 14, h)
        canvas.gable("relief", MID, top - 6, half - 26, h - 30, ink=0)
    else:
        x = np.linspace(-1, 1, 41)
        swing = h * (0.62 * np.cos(x * np.pi / 2) ** 0.6 + 0.38 * np.cos(x * np.pi / 2) ** 6)
        canvas.poly("mass", np.stack([MID + x * half, top - swing], 1))
    window(canvas, MID, top - 16, 54, 38, "oval", bar=False)


def _dome(canvas: Canvas, half: float, base: float, height: float, lantern: bool) -> None:
    for layer in ("mass", "opening"):
        canvas.dome(layer, MID, base, half, height)
    for share in (0.36, 0.72):
        canvas.oval("opening", MID, base, half * share + 4, height * 1.02, ink=0)
        canvas.oval("opening", MID, base, half * share - 4, height * 1.02)
    canvas.rect("opening", MID - half, base, MID + half, GROUND, ink=0)
    if lantern:
        canvas.rect("mass", MID - 18, base - height - 36, MID + 18, base - height + 10)
        canvas.dome("mass", MID, base - height - 34, 24, 26)
        canvas.arch("opening", MID, base - height, 14, 28, "round")
    else:
        canvas.gable("mass", MID, base - height + 6, 10, 62)


def _windows(canvas: Canvas, palace: Palace, bay: float, lit: np.ndarray) -> None:
    floor = (GROUND - palace.top - 22) / palace.rows
    for j in range(palace.rows):
        base = palace.top + 22 + (j + 1) * floor - floor * 0.12
        if j:
            y = palace.top + 18 + j * floor
            course(canvas, MID - palace.half, MID + palace.half, y, 9)
        for i in range(palace.columns):
            cx = MID - palace.half + (i + 0.5) * bay
            if j == palace.rows - 1 and i == palace.columns // 2:
                _portal(canvas, cx, bay, floor)
            else:
                _framed(
                    canvas,
                    cx,
                    base,
                    bay,
                    floor,
                    palace.heads if j == 0 else "flat",
                    bool(lit[j, i]),
                )


def _framed(canvas: Canvas, cx, base, bay, floor, head, lit) -> None:
    w, h = bay * 0.5, floor * 0.66
    canvas.rect("relief", cx - w * 0.68, base - 2, cx + w * 0.68, base + 8)
    if head == "flat":
        canvas.gable("relief", cx, base - h - 2, w * 0.74, floor * 0.2)
    else:
        canvas.arch("relief", cx, base, w + 20, h + 12, head)
    window(canvas, cx, base, w, h, head, lit)


def _portal(canvas: Canvas, cx, bay, floor) -> None:
    canvas.arch("relief", cx, GROUND, bay * 0.84, floor * 0.94, "round")
    window(canvas, cx, GROUND, bay * 0.58, floor * 0.8, "round")
    canvas.rect("light", cx - bay * 0.4, GROUND - floor * 0.42, cx + bay * 0.4, GROUND, ink=0)
    step = [
        (cx - bay * 0.8, GROUND),
        (cx - bay * 0.6, GROUND - 12),
        (cx + bay * 0.6, GROUND - 12),
        (cx + bay * 0.8, GROUND),
    ]
    canvas.poly("ground", step)
