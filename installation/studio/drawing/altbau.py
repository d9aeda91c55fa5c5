"""Altbau: a Berlin tenement of the 1890s in its row, stucco, bays and shops."""

from dataclasses import dataclass

import numpy as np

from .canvas import GROUND, WIDTH, Canvas
from .parts import at_home, course, door, dormer, pick, rib, roof, window

MID = WIDTH / 2


@dataclass(frozen=True)
class Tenement:
    """The decisions; lengths in pixels of the drawing."""

    half: float
    top: float
    columns: int
    floors: int  # with the ground floor
    bays: str  # "balconies", "oriel", "pilasters" or "plain"
    shops: bool
    mansard: bool
    pediments: str  # over the windows: "gable", "flat" or "round"


def decide(rng: np.random.Generator) -> Tenement:
    columns = pick(rng, 5, 6, 7)
    return Tenement(
        half=columns * rng.uniform(44, 50),
        top=rng.uniform(104, 136),
        columns=columns,
        floors=pick(rng, 4, 5, weights=[2, 1]),
        bays=pick(rng, "balconies", "oriel", "pilasters", "plain"),
        shops=pick(rng, True, False),
        mansard=pick(rng, True, False),
        pediments=pick(rng, "gable", "flat", "round"),
    )


def draw(canvas: Canvas, rng: np.random.Generator) -> None:
    """Puts one tenement on the canvas."""
    house = decide(rng)
    lit = at_home(rng, house.columns, house.floors)
    canvas.rect("mass", MID - house.half, house.top, MID + house.half, GROUND)
    _roof(canvas, house, lit[0])
    if house.bays == "pilasters":
        for k in range(house.columns + 1):
            rib(canvas, _column(house, k - 0.5), house.top, GROUND, 11)
    for j in range(house.floors - 1):
        _storey(canvas, house, j, lit[j])
    _ground_floor(canvas, house, lit[-1])
    _cornice(canvas, house)


def _floor(house: Tenement) -> float:
    return (GROUND - house.top - 26) / house.floors


def _column(house: Tenement, k: float) -> float:
    return MID - house.half + (k + 0.5) * 2 * house.half / house.columns


def _roof(canvas: Canvas, house: Tenement, lit: np.ndarray) -> None:
    left, right, top = MID - house.half, MID + house.half, house.top
    if not house.mansard:
        for x in (-0.6, 0.6):
            canvas.rect("mass", MID + x * house.half - 18, top - 40, MID + x * house.half + 18, top)
        return
    roof(canvas, [(left, top), (left + 20, top - 62), (right - 20, top - 62), (right, top)])
    for k in range(1, house.columns, 2):
        dormer(canvas, _column(house, k), top, 46, 40, bool(lit[k]))


def _cornice(canvas: Canvas, house: Tenement) -> None:
    course(canvas, MID - house.half - 12, MID + house.half + 12, house.top - 2, 14)
    for k in range(2 * house.columns):
        x = _column(house, k / 2 - 0.25)
        canvas.rect("relief", x - 7, house.top + 10, x + 7, house.top + 22)


def _storey(canvas: Canvas, house: Tenement, j: int, lit: np.ndarray) -> None:
    floor, bay = _floor(house), 2 * house.half / house.columns
    base = house.top + 26 + (j + 1) * floor - floor * 0.14
    if j:
        course(canvas, MID - house.half, MID + house.half, house.top + 22 + j * floor, 7)
    for i in range(house.columns):
        cx, w, h = _column(house, i), bay * 0.5, floor * 0.62
        canvas.rect("relief", cx - w * 0.72, base - h - 8, cx + w * 0.72, base + 6)
        _pediment(canvas, house, cx, base - h - 6, w, j)
        window(canvas, cx, base, w, h, lit=bool(lit[i]))
        _bay(canvas, house, i, cx, base, bay, j)


def _pediment(canvas: Canvas, house: Tenement, cx, base, w, j: int) -> None:
    if j != 1 or house.pediments == "flat":
        return
    shape = canvas.gable if house.pediments == "gable" else canvas.dome
    shape("relief", cx, base, w * 0.9, 18)


def _bay(canvas: Canvas, house: Tenement, i: int, cx, base, bay, j: int) -> None:
    outer = i in (1, house.columns - 2)
    if house.bays == "balconies" and outer and j:
        canvas.rect("relief", cx - bay * 0.5, base - 12, cx + bay * 0.5, base + 12)
        canvas.rect("opening", cx - bay * 0.5, base - 12, cx + bay * 0.5, base + 12, ink=0)
        canvas.rect("light", cx - bay * 0.5, base - 12, cx + bay * 0.5, base + 12, ink=0)
    if house.bays == "oriel" and outer:
        floor = _floor(house)
        for x in (cx - bay * 0.46, cx + bay * 0.46):
            rib(canvas, x, base - floor * 0.86, base + floor * 0.14, 12)


def _ground_floor(canvas: Canvas, house: Tenement, lit: np.ndarray) -> None:
    floor, bay = _floor(house), 2 * house.half / house.columns
    top = GROUND - floor
    course(canvas, MID - house.half, MID + house.half, top - 2, 11)
    for i in range(house.columns):
        cx = _column(house, i)
        if i == house.columns // 2:
            canvas.arch("relief", cx, GROUND, bay * 0.8, floor * 0.84, "round")
            door(canvas, cx, GROUND, bay * 0.58, floor * 0.74, "round")
        elif house.shops:
            window(
                canvas, cx, GROUND - 14, bay * 0.76, floor * 0.62, "flat", bool(lit[i]), bar=False
            )
        else:
            canvas.arch("relief", cx, GROUND - 20, bay * 0.5 + 18, floor * 0.6 + 8, "segment")
            window(canvas, cx, GROUND - 22, bay * 0.5, floor * 0.56, "segment", bool(lit[i]))
