"""Altbau: a Berlin tenement of the 1890s in its row, stucco, bays and shops."""

from dataclasses import dataclass

import numpy as np

from installation.studio.facades.drawing.ink_canvas import GROUND, MIDDLE, NO_INK, InkCanvas
from installation.studio.facades.drawing.lots import Lots
from installation.studio.facades.drawing.parts import (
    course,
    door,
    dormer,
    lit_windows,
    mansard,
    rib,
    window,
)


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
        return (GROUND - self.top - 26) / self.floors

    def column(self, k: float) -> float:
        """The middle of column `k`, counted from the left."""
        return MIDDLE - self.half + (k + 0.5) * 2 * self.half / self.columns


def decide(lots: Lots) -> Tenement:
    """One tenement by lot."""
    columns = lots.pick("columns", 5, 6, 7)
    return Tenement(
        half=columns * lots.number("half", 44, 50),
        top=lots.number("top", 104, 136),
        columns=columns,
        floors=lots.pick("floors", 4, 5, weights=[2, 1]),
        bays=lots.pick("bays", "balconies", "oriel", "pilasters", "plain"),
        shops=lots.pick("shops", True, False),
        mansard=lots.pick("mansard", True, False),
        pediments=lots.pick("pediments", "gable", "flat", "round"),
    )


def draw(canvas: InkCanvas, lots: Lots) -> None:
    """Puts one tenement on the canvas."""
    house = decide(lots)
    lit = lit_windows(lots, house.columns, house.floors)
    canvas.rect("mass", house.left, house.top, house.right, GROUND)
    _roof(canvas, house, lit[0])
    if house.bays == "pilasters":
        for k in range(house.columns + 1):
            rib(canvas, house.column(k - 0.5), house.top, GROUND, 11)
    for row in range(house.floors - 1):
        _storey(canvas, house, row, lit[row])
    _ground_floor(canvas, house, lit[-1])
    _cornice(canvas, house)


def _roof(canvas: InkCanvas, house: Tenement, lit: np.ndarray) -> None:
    top = house.top
    if not house.mansard:
        for share in (-0.6, 0.6):
            cx = MIDDLE + share * house.half
            canvas.rect("mass", cx - 18, top - 40, cx + 18, top)
        return
    mansard(canvas, house.left, house.right, top, height=62, slope=20)
    for k in range(1, house.columns, 2):
        dormer(
            canvas,
            house.column(k),
            top,
            46,
            40,
            bool(lit[k]),
        )


def _cornice(canvas: InkCanvas, house: Tenement) -> None:
    course(
        canvas,
        house.left - 12,
        house.right + 12,
        house.top - 2,
        14,
    )
    for k in range(2 * house.columns):
        x = house.column(k / 2 - 0.25)
        canvas.rect(
            "relief",
            x - 7,
            house.top + 10,
            x + 7,
            house.top + 22,
        )


def _storey(canvas: InkCanvas, house: Tenement, row: int, lit: np.ndarray) -> None:
    floor = house.floor
    base = house.top + 26 + (row + 1) * floor - floor * 0.14
    width = house.bay * 0.5
    height = floor * 0.62
    if row:
        course(
            canvas,
            house.left,
            house.right,
            house.top + 22 + row * floor,
            7,
        )
    for column in range(house.columns):
        cx = house.column(column)
        frame = width * 0.72
        canvas.rect(
            "relief",
            cx - frame,
            base - height - 8,
            cx + frame,
            base + 6,
        )
        if row == 1:
            _pediment(canvas, house, cx, base - height - 6, width)
        window(canvas, cx, base, width, height, lit=bool(lit[column]))
        if column in (1, house.columns - 2):
            _outer_bay(canvas, house, cx, base, row)


def _pediment(canvas: InkCanvas, house: Tenement, cx: float, base: float, width: float) -> None:
    if house.pediments == "gable":
        canvas.gable("relief", cx, base, width * 0.9, 18)
    elif house.pediments == "round":
        canvas.dome("relief", cx, base, width * 0.9, 18)


def _outer_bay(canvas: InkCanvas, house: Tenement, cx: float, base: float, row: int) -> None:
    if house.bays == "balconies" and row:
        left = cx - house.bay * 0.5
        right = cx + house.bay * 0.5
        canvas.rect("relief", left, base - 12, right, base + 12)
        canvas.rect("opening", left, base - 12, right, base + 12, NO_INK)
        canvas.rect("light", left, base - 12, right, base + 12, NO_INK)
    if house.bays == "oriel":
        top = base - house.floor * 0.86
        foot = base + house.floor * 0.14
        reach = house.bay * 0.46
        for x in (cx - reach, cx + reach):
            rib(canvas, x, top, foot, 12)


def _ground_floor(canvas: InkCanvas, house: Tenement, lit: np.ndarray) -> None:
    top = GROUND - house.floor
    course(canvas, house.left, house.right, top - 2, 11)
    for column in range(house.columns):
        cx = house.column(column)
        if column == house.columns // 2:
            _entrance(canvas, house, cx)
        elif house.shops:
            _shop(canvas, house, cx, bool(lit[column]))
        else:
            _flat(canvas, house, cx, bool(lit[column]))


def _entrance(canvas: InkCanvas, house: Tenement, cx: float) -> None:
    canvas.arch(
        "relief",
        cx,
        GROUND,
        house.bay * 0.8,
        house.floor * 0.84,
        "round",
    )
    door(canvas, cx, GROUND, house.bay * 0.58, house.floor * 0.74, "round")


def _shop(canvas: InkCanvas, house: Tenement, cx: float, lit: bool) -> None:
    width = house.bay * 0.76
    height = house.floor * 0.62
    window(canvas, cx, GROUND - 14, width, height, "flat", lit, bar=False)


def _flat(canvas: InkCanvas, house: Tenement, cx: float, lit: bool) -> None:
    width = house.bay * 0.5
    floor = house.floor
    canvas.arch(
        "relief",
        cx,
        GROUND - 20,
        width + 18,
        floor * 0.6 + 8,
        "segment",
    )
    window(canvas, cx, GROUND - 22, width, floor * 0.56, "segment", lit)
