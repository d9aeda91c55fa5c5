"""Neues Bauen: white cubes of the 1920s, ribbon windows, a glazed stair."""

from dataclasses import dataclass

import numpy as np

from installation.studio.facades.drawing.ink_canvas import GROUND, MIDDLE, NO_INK, InkCanvas
from installation.studio.facades.drawing.lots import Lots
from installation.studio.facades.drawing.parts import FRAME, course, lit_windows, rib

PANES = 5  # of a ribbon window
STEP = 150  # how far the top storey stands back at a stepped end


@dataclass(frozen=True)
class WhiteCubes:
    """The decisions; lengths in pixels of the drawing."""

    half: float
    top: float
    floors: int
    side: int  # -1 or 1: where the tower stands
    tower: float  # width
    rise: float  # of the tower over the roof
    end: str  # of the long wing: "square", "round" or "stepped"
    stilts: bool
    stair: str  # glazing of the tower: "strip", "squares" or "portholes"

    @property
    def left(self) -> float:
        """The outer edge at the left."""
        return MIDDLE - self.half

    @property
    def right(self) -> float:
        """The outer edge at the right."""
        return MIDDLE + self.half

    @property
    def tower_left(self) -> float:
        """The left edge of the tower, which stands at the right."""
        return MIDDLE + self.half - self.tower

    @property
    def floor(self) -> float:
        """Height of a storey."""
        return (GROUND - self.top) / self.floors


def decide(lots: Lots) -> WhiteCubes:
    """One composition by lot."""
    return WhiteCubes(
        half=lots.number("half", 270, 350),
        top=lots.number("top", 180, 225),
        floors=lots.pick("floors", 3, 4),
        side=lots.pick("side", -1, 1),
        tower=lots.number("tower", 110, 150),
        rise=lots.number("rise", 50, 110),
        end=lots.pick("end", "square", "round", "stepped"),
        stilts=lots.pick("stilts", True, False),
        stair=lots.pick("stair", "strip", "squares", "portholes"),
    )


def draw(canvas: InkCanvas, lots: Lots) -> None:
    """Puts one composition of cubes on the canvas; drawn with the tower at the right, mirrored or not."""
    cubes = decide(lots)
    lit = lit_windows(lots, PANES, cubes.floors)
    if cubes.side < 0:
        canvas.mirror()
    _wing(canvas, cubes)
    for row in range(cubes.floors):
        _storey(canvas, cubes, row, lit[row])
    _tower(canvas, cubes)
    if cubes.side < 0:
        canvas.mirror()  # the building is mirrored, its surroundings are as they were


def _wing(canvas: InkCanvas, cubes: WhiteCubes) -> None:
    canvas.rect("mass", cubes.left, cubes.top, cubes.right, GROUND)
    start = cubes.left - 10
    if cubes.end == "stepped":
        start = cubes.left + STEP
        _terrace(canvas, cubes)
    course(canvas, start, cubes.right, cubes.top - 4, 14)


def _terrace(canvas: InkCanvas, cubes: WhiteCubes) -> None:
    left = cubes.left
    base = cubes.top + cubes.floor
    canvas.rect("mass", left, cubes.top, left + STEP, base, NO_INK)
    course(
        canvas,
        left - 8,
        left + STEP + 8,
        base - 34,
        10,
    )
    for k in range(3):
        rib(
            canvas,
            left + 4 + k * 60,
            base - 34,
            base,
            10,
        )


def _storey(canvas: InkCanvas, cubes: WhiteCubes, row: int, lit: np.ndarray) -> None:
    floor = cubes.floor
    y = cubes.top + row * floor + floor * 0.3
    is_ground_floor = row == cubes.floors - 1
    if is_ground_floor and cubes.stilts:
        _stilts(canvas, cubes, y - 12)
        return
    left = cubes.left + 26
    if cubes.end == "stepped" and row == 0:
        left += STEP
    if cubes.end == "round":
        _balcony(canvas, cubes, y + floor * 0.46)
    _ribbon(
        canvas,
        left,
        cubes.tower_left - 26,
        y,
        y + floor * 0.42,
        lit,
    )


def _ribbon(
    canvas: InkCanvas, left: float, right: float, top: float, base: float, lit: np.ndarray
) -> None:
    canvas.rect("opening", left, top, right, base)
    pane = (right - left) / PANES
    for k in range(PANES):
        x = left + k * pane
        canvas.switch(
            x,
            top,
            x + pane,
            base,
            bool(lit[k]),
        )
        canvas.rect(
            "light",
            x + FRAME,
            top + FRAME,
            x + pane - FRAME,
            base - FRAME,
        )
    canvas.rect("relief", left - 12, base, right + 12, base + 12)


def _stilts(canvas: InkCanvas, cubes: WhiteCubes, y: float) -> None:
    left = cubes.left + 14
    right = cubes.tower_left
    canvas.rect("opening", left, y, right, GROUND)
    for k in range(5):
        x = left + (k + 0.5) * (right - left) / 5
        canvas.rect("opening", x - 8, y, x + 8, GROUND, NO_INK)


def _balcony(canvas: InkCanvas, cubes: WhiteCubes, y: float) -> None:
    left = cubes.left
    for layer in ("mass", "relief"):
        canvas.rect(
            layer,
            left - 50,
            y - 16,
            left + 18,
            y + 10,
        )
        canvas.oval(layer, left - 50, y - 3, 13, 13)


def _tower(canvas: InkCanvas, cubes: WhiteCubes) -> None:
    left = cubes.tower_left
    right = cubes.right
    top = cubes.top - cubes.rise
    canvas.rect("mass", left, top, right, GROUND)
    for layer in ("relief", "opening", "light", "dark"):
        canvas.rect(layer, left, top, right, GROUND, NO_INK)
    course(canvas, left - 10, right + 10, top, 14)
    _stair(canvas, cubes, (left + right) / 2, top + 40)
    canvas.rect(
        "relief",
        left - 14,
        GROUND - 84,
        left + cubes.tower * 0.62,
        GROUND - 72,
    )
    canvas.rect(
        "opening",
        left + 10,
        GROUND - 72,
        left + cubes.tower * 0.5,
        GROUND,
    )


def _stair(canvas: InkCanvas, cubes: WhiteCubes, cx: float, top: float) -> None:
    half = cubes.tower * 0.24
    base = GROUND - 104
    if cubes.stair == "strip":
        canvas.rect("opening", cx - half, top, cx + half, base)
    for y in np.arange(base - 18, top + 16, -46):
        if cubes.stair == "strip":
            canvas.rect(
                "light",
                cx - half + FRAME,
                y - 24,
                cx + half - FRAME,
                y + 12,
            )
        elif cubes.stair == "squares":
            canvas.rect(
                "opening",
                cx - half,
                y - 18,
                cx + half,
                y + 10,
            )
        else:
            canvas.oval("opening", cx, y - 4, 16, 16)
