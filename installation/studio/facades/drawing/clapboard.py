"""Clapboard: an American wooden house with a porch."""

from dataclasses import dataclass

import numpy as np

from installation.studio.facades.drawing.ink_canvas import (
    GROUND,
    INK,
    MIDDLE,
    NO_INK,
    InkCanvas,
)
from installation.studio.facades.drawing.lots import Lots
from installation.studio.facades.drawing.parts import (
    door,
    lit_windows,
    mansard,
    rib,
    roof,
    window,
)

BOARD = 24  # one board's height; always counted from the ground, so that boards never drift


@dataclass(frozen=True)
class WoodenHouse:
    """The decisions; lengths in pixels of the drawing."""

    half: float
    eaves: float
    gable: float  # height of the roof
    shape: str  # "gable", "eaves", "saltbox" or "turret"
    side: int  # -1 or 1: where turret, chimney or wing are
    columns: int
    porch: str  # "full", "door" or "none"

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
    def door(self) -> float:
        """The middle of the door."""
        return self.column(self.columns // 2)

    def column(self, k: int) -> float:
        """The middle of column `k`, counted from the left."""
        return self.left + (k + 0.5) * self.bay


def decide(lots: Lots) -> WoodenHouse:
    """One house by lot."""
    return WoodenHouse(
        half=lots.number("half", 200, 256),
        eaves=lots.number("eaves", 232, 262),
        gable=lots.number("gable", 110, 160),
        shape=lots.pick("shape", "gable", "eaves", "saltbox", "turret"),
        side=lots.pick("side", -1, 1),
        columns=lots.pick("columns", 3, 4),
        porch=lots.pick("porch", "full", "door", "none", weights=[3, 2, 1]),
    )


def draw(canvas: InkCanvas, lots: Lots) -> None:
    """Puts one wooden house on the canvas."""
    house = decide(lots)
    lit = lit_windows(lots, house.columns, 2)
    canvas.rect("mass", house.left, house.eaves, house.right, GROUND)
    _chimney(canvas, house)
    draw_roof = ROOFS[house.shape]
    draw_roof(canvas, house, bool(lit[0, house.columns // 2]))
    _boards(canvas, house)
    for x in (house.left + 6, house.right - 6):
        rib(canvas, x, house.eaves, GROUND)
    _upper_windows(canvas, house, lit[0])
    _lower_windows(canvas, house, lit[1])
    draw_porch = PORCHES[house.porch]
    draw_porch(canvas, house)


def _chimney(canvas: InkCanvas, house: WoodenHouse) -> None:
    x = MIDDLE - house.side * house.half * 0.5
    top = house.eaves - house.gable * 0.98
    canvas.rect("mass", x - 20, top, x + 20, house.eaves)
    canvas.rect("relief", x - 20, top, x + 20, top + 12)


def _boards(canvas: InkCanvas, house: WoodenHouse) -> None:
    for y in np.arange(GROUND - BOARD, house.eaves, -BOARD):
        canvas.rect("relief", house.left, y, house.right, y + 7)


def _front_gable(canvas: InkCanvas, house: WoodenHouse, lit: bool) -> None:
    half = house.half + 34
    height = house.gable + 20
    canvas.gable("mass", MIDDLE, house.eaves, half, height)
    canvas.gable("relief", MIDDLE, house.eaves, half, height)
    canvas.gable(
        "relief",
        MIDDLE,
        house.eaves + 2,
        half - 40,
        height - 24,
        NO_INK,
    )
    window(canvas, MIDDLE, house.eaves - 14, 50, 66, "round", lit)


def _long_eaves(canvas: InkCanvas, house: WoodenHouse, lit: bool) -> None:
    left = house.left - 22
    right = house.right + 22
    y = house.eaves
    mansard(canvas, left, right, y, house.gable, slope=70)
    canvas.rect("opening", left, y - 2, right, y + 12, NO_INK)
    canvas.rect("relief", left, y - 2, right, y + 12)
    for k in (-1, 1):
        _dormer(
            canvas,
            MIDDLE + k * house.half * 0.42,
            y - 16,
            lit,
        )


def _dormer(canvas: InkCanvas, cx: float, base: float, lit: bool) -> None:
    canvas.rect(
        "opening",
        cx - 34,
        base - 60,
        cx + 34,
        base,
        NO_INK,
    )
    canvas.gable("opening", cx, base - 58, 46, 42, NO_INK)
    canvas.gable("relief", cx, base - 58, 46, 42)
    window(canvas, cx, base - 4, 40, 54, lit=lit)


def _saltbox(canvas: InkCanvas, house: WoodenHouse, lit: bool) -> None:
    ridge = MIDDLE + house.side * house.half * 0.4
    eaves = house.eaves
    top = eaves - house.gable
    outline = [
        (house.left - 30, eaves),
        (ridge, top - 10),
        (house.right + 30, eaves),
    ]
    roof(canvas, outline)
    inner = [
        (house.left + 22, eaves + 2),
        (ridge, top + 24),
        (house.right - 22, eaves + 2),
    ]
    canvas.polygon("opening", inner, NO_INK)
    window(canvas, ridge, eaves - 8, 46, 62, "flat", lit)


def _turret(canvas: InkCanvas, house: WoodenHouse, lit: bool) -> None:
    _long_eaves(canvas, house, lit)
    cx = MIDDLE + house.side * (house.half - 34)
    top = house.eaves - 84
    base = house.eaves + 14
    canvas.rect("mass", cx - 58, top, cx + 58, base)
    for layer in ("opening", "relief", "light"):
        canvas.rect(layer, cx - 58, top, cx + 58, base, NO_INK)
    roof(canvas, [(cx - 76, top + 4), (cx, top - 128), (cx + 76, top + 4)])
    window(canvas, cx, house.eaves - 10, 50, 60, "round", True)


def _upper_windows(canvas: InkCanvas, house: WoodenHouse, lit: np.ndarray) -> None:
    for column in range(house.columns):
        _window(
            canvas,
            house,
            column,
            house.eaves + 98,
            bool(lit[column]),
        )


def _lower_windows(canvas: InkCanvas, house: WoodenHouse, lit: np.ndarray) -> None:
    """All but where the door is."""
    for column in range(house.columns):
        if column != house.columns // 2:
            _window(canvas, house, column, GROUND - 34, bool(lit[column]))


def _window(canvas: InkCanvas, house: WoodenHouse, column: int, base: float, lit: bool) -> None:
    cx = house.column(column)
    width = min(52.0, house.bay * 0.42)
    half = width / 2 + 10
    canvas.rect(
        "relief",
        cx - half,
        base - 84,
        cx + half,
        base + 10,
    )
    window(canvas, cx, base, width, 74, lit=lit)


def _plain_door(canvas: InkCanvas, house: WoodenHouse) -> None:
    cx = house.door
    canvas.rect("relief", cx - 42, GROUND - 122, cx + 42, GROUND)
    door(canvas, cx, GROUND, 56, 108)
    canvas.rect("ground", cx - 60, GROUND - 10, cx + 60, GROUND)


def _door_porch(canvas: InkCanvas, house: WoodenHouse) -> None:
    cx = house.door
    top = GROUND - 126
    for layer, ink in (("opening", NO_INK), ("light", NO_INK), ("relief", INK)):
        canvas.gable(layer, cx, top, 86, 52, ink)
    for k in (-1, 1):
        rib(canvas, cx + k * 68, top, GROUND, 14)
    _plain_door(canvas, house)


def _full_porch(canvas: InkCanvas, house: WoodenHouse) -> None:
    left = house.left - 34
    right = house.right + 34
    y = GROUND - 146
    outline = [
        (left, y + 18),
        (left + 34, y - 8),
        (right - 34, y - 8),
        (right, y + 18),
    ]
    canvas.polygon("mass", outline)
    canvas.polygon("opening", outline, NO_INK)
    canvas.polygon("light", outline, NO_INK)
    canvas.polygon("relief", outline)
    for k in range(5):
        x = left + 14 + k * (right - left - 28) / 4
        rib(canvas, x, y, GROUND, 14)
    _plain_door(canvas, house)
    canvas.rect("ground", left, GROUND - 12, right, GROUND)


ROOFS = {
    "gable": _front_gable,
    "eaves": _long_eaves,
    "saltbox": _saltbox,
    "turret": _turret,
}
PORCHES = {
    "full": _full_porch,
    "door": _door_porch,
    "none": _plain_door,
}
