"""Clapboard: an American wooden house with a porch."""

from dataclasses import dataclass

import numpy as np

from .canvas import GROUND, WIDTH, Canvas
from .parts import at_home, door, pick, rib, roof, window

MID = WIDTH / 2
BOARD = 24  # one board's height; always counted from the ground, so that boards never drift


@dataclass(frozen=True)
class House:
    """The decisions; lengths in pixels of the drawing."""

    half: float
    eaves: float
    gable: float  # height of the roof
    shape: str  # "gable", "eaves", "saltbox" or "turret"
    side: int  # -1 or 1: where turret, chimney or wing are
    columns: int
    porch: str  # "full", "door" or "none"


def decide(rng: np.random.Generator) -> House:
    return House(
        half=rng.uniform(200, 256),
        eaves=rng.uniform(232, 262),
        gable=rng.uniform(110, 160),
        shape=pick(rng, "gable", "eaves", "saltbox", "turret"),
        side=pick(rng, -1, 1),
        columns=pick(rng, 3, 4),
        porch=pick(rng, "full", "door", "none", weights=[3, 2, 1]),
    )


def draw(canvas: Canvas, rng: np.random.Generator) -> None:
    """Puts one wooden house on the canvas."""
    house = decide(rng)
    lit = at_home(rng, house.columns, 2)
    canvas.rect("mass", MID - house.half, house.eaves, MID + house.half, GROUND)
    _chimney(canvas, house)
    ROOFS[house.shape](canvas, house, bool(lit[0, house.columns // 2]))
    _boards(canvas, house)
    for x in (MID - house.half + 6, MID + house.half - 6):
        rib(canvas, x, house.eaves, GROUND)
    _windows(canvas, house, lit)
    PORCHES[house.porch](canvas, house)


def _chimney(canvas: Canvas, house: House) -> None:
    x = MID - house.side * house.half * 0.5
    canvas.rect("mass", x - 20, house.eaves - house.gable * 0.98, x + 20, house.eaves)
    canvas.rect(
        "relief",
        x - 20,
        house.eaves - house.gable * 0.98,
        x + 20,
        house.eaves - house.gable * 0.98 + 12,
    )


def _boards(canvas: Canvas, house: House) -> None:
    for y in np.arange(GROUND - BOARD, house.eaves, -BOARD):
        canvas.rect("relief", MID - house.half, y, MID + house.half, y + 7)


def _front_gable(canvas: Canvas, house: House, lit: bool) -> None:
    half, height = house.half + 34, house.gable + 20
    canvas.gable("mass", MID, house.eaves, half, height)
    canvas.gable("relief", MID, house.eaves, half, height)
    canvas.gable("relief", MID, house.eaves + 2, half - 40, height - 24, ink=0)
    window(canvas, MID, house.eaves - 14, 50, 66, "round", lit)


def _long_eaves(canvas: Canvas, house: House, lit: bool) -> None:
    left, right, y = MID - house.half - 22, MID + house.half + 22, house.eaves
    roof(
        canvas, [(left, y), (left + 70, y - house.gable), (right - 70, y - house.gable), (right, y)]
    )
    canvas.rect("opening", left, y - 2, right, y + 12, ink=0)
    canvas.rect("relief", left, y - 2, right, y + 12)
    for k in (-1, 1):
        _dormer(canvas, MID + k * house.half * 0.42, y - 16, lit)


def _dormer(canvas: Canvas, cx, base, lit: bool) -> None:
    canvas.rect("opening", cx - 34, base - 60, cx + 34, base, ink=0)
    canvas.gable("opening", cx, base - 58, 46, 42, ink=0)
    canvas.gable("relief", cx, base - 58, 46, 42)
    window(canvas, cx, base - 4, 40, 54, lit=lit)


def _saltbox(canvas: Canvas, house: House, lit: bool) -> None:
    ridge = MID + house.side * house.half * 0.4
    outline = [
        (MID - house.half - 30, house.eaves),
        (ridge, house.eaves - house.gable - 10),
        (MID + house.half + 30, house.eaves),
    ]
    roof(canvas, outline)
    inner = [
        (MID - house.half + 22, house.eaves + 2),
        (ridge, house.eaves - house.gable + 24),
        (MID + house.half - 22, house.eaves + 2),
    ]
    canvas.poly("opening", inner, ink=0)
    window(canvas, ridge, house.eaves - 8, 46, 62, "flat", lit)


def _turret(canvas: Canvas, house: House, lit: bool) -> None:
    _long_eaves(canvas, house, lit)
    cx, top = MID + house.side * (house.half - 34), house.eaves - 84
    for layer, ink in (("mass", 255), ("opening", 0), ("relief", 0), ("light", 0)):
        canvas.rect(layer, cx - 58, top, cx + 58, house.eaves + 14, ink)
    roof(canvas, [(cx - 76, top + 4), (cx, top - 128), (cx + 76, top + 4)])
    window(canvas, cx, house.eaves - 10, 50, 60, "round", True)


def _windows(canvas: Canvas, house: House, lit: np.ndarray) -> None:
    bay = 2 * house.half / house.columns
    for j, base in enumerate((house.eaves + 98, GROUND - 34)):
        for i in range(house.columns):
            cx = MID - house.half + (i + 0.5) * bay
            if j and i == house.columns // 2:
                continue
            w = min(52.0, bay * 0.42)
            canvas.rect("relief", cx - w / 2 - 10, base - 84, cx + w / 2 + 10, base + 10)
            window(canvas, cx, base, w, 74, lit=bool(lit[j, i]))


def _door_at(house: House) -> float:
    bay = 2 * house.half / house.columns
    return MID - house.half + (house.columns // 2 + 0.5) * bay


def _plain_door(canvas: Canvas, house: House) -> None:
    cx = _door_at(house)
    canvas.rect("relief", cx - 42, GROUND - 122, cx + 42, GROUND)
    door(canvas, cx, GROUND, 56, 108)
    canvas.rect("ground", cx - 60, GROUND - 10, cx + 60, GROUND)


def _door_porch(canvas: Canvas, house: House) -> None:
    cx = _door_at(house)
    for layer, ink in (("opening", 0), ("light", 0), ("relief", 255)):
        canvas.gable(layer, cx, GROUND - 126, 86, 52, ink)
    for k in (-1, 1):
        rib(canvas, cx + k * 68, GROUND - 126, GROUND, 14)
    _plain_door(canvas, house)


def _full_porch(canvas: Canvas, house: House) -> None:
    left, right, y = MID - house.half - 34, MID + house.half + 34, GROUND - 146
    for layer, ink in (("mass", 255), ("opening", 0), ("light", 0), ("relief", 255)):
        canvas.poly(
            layer, [(left, y + 18), (left + 34, y - 8), (right - 34, y - 8), (right, y + 18)], ink
        )
    for k in range(5):
        rib(canvas, left + 14 + k * (right - left - 28) / 4, y, GROUND, 14)
    _plain_door(canvas, house)
    canvas.rect("ground", left, GROUND - 12, right, GROUND)


ROOFS = {"gable": _front_gable, "eaves": _long_eaves, "saltbox": _saltbox, "turret": _turret}
PORCHES = {"full": _full_porch, "door": _door_porch, "none": _plain_door}
