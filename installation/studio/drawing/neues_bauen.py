"""Neues Bauen: white cubes of the 1920s, ribbon windows, a glazed stair."""

from dataclasses import dataclass

import numpy as np

from .canvas import GROUND, WIDTH, Canvas
from .parts import FRAME, at_home, course, pick, rib

MID = WIDTH / 2


@dataclass(frozen=True)
class Cubes:
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


def decide(rng: np.random.Generator) -> Cubes:
    return Cubes(
        half=rng.uniform(270, 350),
        top=rng.uniform(180, 225),
        floors=pick(rng, 3, 4),
        side=pick(rng, -1, 1),
        tower=rng.uniform(110, 150),
        rise=rng.uniform(50, 110),
        end=pick(rng, "square", "round", "stepped"),
        stilts=pick(rng, True, False),
        stair=pick(rng, "strip", "squares", "portholes"),
    )


def draw(canvas: Canvas, rng: np.random.Generator) -> None:
    """Puts one composition of cubes on the canvas; drawn with the tower at the right, mirrored or not."""
    cubes = decide(rng)
    lit = at_home(rng, 5, cubes.floors)
    if cubes.side < 0:
        canvas.turn_over()
    _wing(canvas, cubes)
    for j in range(cubes.floors):
        _ribbon(canvas, cubes, j, lit[j])
    _tower(canvas, cubes)
    if cubes.side < 0:
        canvas.turn_over()  # the building is mirrored, its surroundings are as they were


def _floor(cubes: Cubes) -> float:
    return (GROUND - cubes.top) / cubes.floors


def _tower_left(cubes: Cubes) -> float:
    return MID + cubes.half - cubes.tower


def _wing(canvas: Canvas, cubes: Cubes) -> None:
    left, right, top = MID - cubes.half, MID + cubes.half, cubes.top
    canvas.rect("mass", left, top, right, GROUND)
    if cubes.end == "stepped":
        canvas.rect("mass", left, top, left + 150, top + _floor(cubes), ink=0)
        course(canvas, left - 8, left + 158, top + _floor(cubes) - 34, 10)
        for k in range(3):
            rib(canvas, left + 4 + k * 60, top + _floor(cubes) - 34, top + _floor(cubes), 10)
    course(canvas, left + (150 if cubes.end == "stepped" else -10), right, top - 4, 14)


def _ribbon(canvas: Canvas, cubes: Cubes, j: int, lit: np.ndarray) -> None:
    floor = _floor(cubes)
    y = cubes.top + j * floor + floor * 0.3
    left, right = MID - cubes.half + 26, _tower_left(cubes) - 26
    ground = j == cubes.floors - 1
    if ground and cubes.stilts:
        _stilts(canvas, cubes, y - 12)
        return
    if cubes.end == "stepped" and j == 0:
        left += 150
    if cubes.end == "round":
        _balcony(canvas, cubes, y + floor * 0.46)
    canvas.rect("opening", left, y, right, y + floor * 0.42)
    pane = (right - left) / 5
    for k in range(5):
        x = left + k * pane
        canvas.switch(x, y, x + pane, y + floor * 0.42, bool(lit[k]))
        canvas.rect("light", x + FRAME, y + FRAME, x + pane - FRAME, y + floor * 0.42 - FRAME)
    canvas.rect("relief", left - 12, y + floor * 0.42, right + 12, y + floor * 0.42 + 12)


def _stilts(canvas: Canvas, cubes: Cubes, y: float) -> None:
    left, right = MID - cubes.half, _tower_left(cubes)
    canvas.rect("opening", left + 14, y, right, GROUND)
    for k in range(5):
        x = left + 14 + (k + 0.5) * (right - left - 14) / 5
        canvas.rect("opening", x - 8, y, x + 8, GROUND, ink=0)


def _balcony(canvas: Canvas, cubes: Cubes, y: float) -> None:
    left = MID - cubes.half
    for layer in ("mass", "relief"):
        canvas.rect(layer, left - 50, y - 16, left + 18, y + 10)
        canvas.oval(layer, left - 50, y - 3, 13, 13)


def _tower(canvas: Canvas, cubes: Cubes) -> None:
    left, right, top = _tower_left(cubes), MID + cubes.half, cubes.top - cubes.rise
    for layer, ink in (("mass", 255), ("relief", 0), ("opening", 0), ("light", 0), ("dark", 0)):
        canvas.rect(layer, left, top, right, GROUND, ink)
    course(canvas, left - 10, right + 10, top, 14)
    _stair(canvas, cubes, (left + right) / 2, top + 40)
    canvas.rect("relief", left - 14, GROUND - 84, left + cubes.tower * 0.62, GROUND - 72)
    canvas.rect("opening", left + 10, GROUND - 72, left + cubes.tower * 0.5, GROUND)


def _stair(canvas: Canvas, cubes: Cubes, cx: float, top: float) -> None:
    half, base = cubes.tower * 0.24, GROUND - 104
    if cubes.stair == "strip":
        canvas.rect("opening", cx - half, top, cx + half, base)
    for y in np.arange(base - 18, top + 16, -46):
        if cubes.stair == "strip":
            canvas.rect("light", cx - half + FRAME, y - 24, cx + half - FRAME, y + 12)
        elif cubes.stair == "squares":
            canvas.rect("opening", cx - half, y - 18, cx + half, y + 10)
        else:
            canvas.oval("opening", cx, y - 4, 16, 16)
