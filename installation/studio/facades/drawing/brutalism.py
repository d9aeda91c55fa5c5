"""Brutalism: raw concrete, deep grids, terraces, heads heavier than their feet."""

from dataclasses import dataclass

import numpy as np

from installation.studio.facades.drawing.ink_canvas import GROUND, MIDDLE, NO_INK, InkCanvas
from installation.studio.facades.drawing.lots import Lots
from installation.studio.facades.drawing.parts import FRAME, course, lit_windows, rib


@dataclass(frozen=True)
class ConcreteBlock:
    """The decisions; lengths in pixels of the drawing."""

    form: str  # "slab", "ziggurat", "inverted" or "twin"
    half: float
    top: float
    floors: int
    columns: int
    cell: str  # "deep", "ribbon" or "eye"
    core: int  # -1, 0 or 1: side of the windowless tower

    @property
    def floor(self) -> float:
        """Height of a storey."""
        return (GROUND - 64 - self.top) / self.floors

    def span(self, row: int) -> float:
        """Half the width of a floor, counted from the top."""
        share = (row + 1) / self.floors
        factors = {
            "slab": 1.0,
            "twin": 1.0,
            "ziggurat": 0.5 + 0.55 * share,
            "inverted": 1.12 - 0.5 * share,
        }
        return self.half * factors[self.form]


def decide(lots: Lots) -> ConcreteBlock:
    """One block by lot."""
    return ConcreteBlock(
        form=lots.pick("form", "slab", "ziggurat", "inverted", "twin"),
        half=lots.number("half", 250, 320),
        top=lots.number("top", 120, 170),
        floors=lots.pick("floors", 3, 4),
        columns=lots.pick("columns", 4, 5, 6),
        cell=lots.pick("cell", "deep", "ribbon", "eye"),
        core=lots.pick("core", -1, 0, 1),
    )


def draw(canvas: InkCanvas, lots: Lots) -> None:
    """Puts one block on the canvas. Every floor follows from the form: nothing is drawn at random twice."""
    block = decide(lots)
    lit = lit_windows(lots, block.columns, block.floors)
    _plinth(canvas, block)
    for row in range(block.floors):
        _storey(canvas, block, row, lit[row])
    if block.core:
        _core(canvas, block)


def _storey(canvas: InkCanvas, block: ConcreteBlock, row: int, lit: np.ndarray) -> None:
    floor = block.floor
    half = block.span(row)
    y = block.top + row * floor
    canvas.rect(
        "mass",
        MIDDLE - half,
        y,
        MIDDLE + half,
        y + floor + 2,
    )
    course(
        canvas,
        MIDDLE - half - 8,
        MIDDLE + half + 8,
        y,
        16,
    )
    if block.cell == "ribbon":
        _ribbon(canvas, half, y, floor, lit)
    else:
        _cells(canvas, block, half, y, lit)
    if block.form == "twin":
        _gap(canvas, y, floor)


def _ribbon(canvas: InkCanvas, half: float, y: float, floor: float, lit: np.ndarray) -> None:
    left = MIDDLE - half + 20
    right = MIDDLE + half - 20
    top = y + 26
    base = y + floor - 10
    canvas.rect("opening", left, top, right, base)
    pane = (2 * half - 40) / len(lit)
    for k, is_lit in enumerate(lit):
        x = left + k * pane
        canvas.switch(x, top, x + pane, base, bool(is_lit))
        canvas.rect(
            "light",
            x + FRAME,
            top + FRAME,
            x + pane - FRAME,
            base - FRAME,
        )


def _cells(canvas: InkCanvas, block: ConcreteBlock, half: float, y: float, lit: np.ndarray) -> None:
    width = 2 * half / block.columns
    height = block.floor - 16
    numbers = np.arange(block.columns)
    middles = MIDDLE - half + (numbers + 0.5) * 2 * half / block.columns
    for cx, is_lit in zip(middles, lit, strict=True):
        canvas.switch(
            cx - width / 2,
            y + 16,
            cx + width / 2,
            y + 16 + height,
            bool(is_lit),
        )
        if block.cell == "eye":
            _round_cell(canvas, cx, y + 16, width, height)
        else:
            _deep_cell(canvas, cx, y + 16, width, height)


def _round_cell(canvas: InkCanvas, cx: float, y: float, width: float, height: float) -> None:
    cy = y + height / 2
    rx = width * 0.68 * 0.5
    ry = height * 0.82 * 0.56
    canvas.oval("relief", cx, cy, rx, ry)
    canvas.oval("opening", cx, cy, rx - 10, ry - 10)
    canvas.oval("light", cx, cy, rx - 18, ry - 18)


def _deep_cell(canvas: InkCanvas, cx: float, y: float, width: float, height: float) -> None:
    half = width * 0.68 / 2
    depth = height * 0.82
    canvas.rect(
        "opening",
        cx - half,
        y + 6,
        cx + half,
        y + depth,
    )
    sill = y + depth * 0.4
    canvas.rect(
        "light",
        cx - half + FRAME,
        sill,
        cx + half - FRAME,
        y + depth - FRAME,
    )


def _gap(canvas: InkCanvas, y: float, floor: float) -> None:
    """Two towers and a bridge: the gap between them is sky, every second floor crosses it."""
    base = y + floor + 2
    for layer in ("mass", "relief", "opening", "light"):
        canvas.rect(layer, MIDDLE - 34, y, MIDDLE + 34, base, NO_INK)
    rib(canvas, MIDDLE - 38, y, base, 12)
    rib(canvas, MIDDLE + 38, y, base, 12)
    course(
        canvas,
        MIDDLE - 40,
        MIDDLE + 40,
        y + floor - 14,
        14,
    )


def _plinth(canvas: InkCanvas, block: ConcreteBlock) -> None:
    half = block.span(block.floors - 1)
    left = MIDDLE - half
    right = MIDDLE + half
    top = GROUND - 52
    canvas.rect("mass", left, GROUND - 66, right, GROUND)
    canvas.rect("opening", left + 16, top, right - 16, GROUND)
    for x in np.linspace(left + 40, right - 40, 6):
        pillar = [
            (x - 18, top),
            (x + 18, top),
            (x + 8, GROUND),
            (x - 8, GROUND),
        ]
        canvas.polygon("opening", pillar, NO_INK)


def _core(canvas: InkCanvas, block: ConcreteBlock) -> None:
    cx = MIDDLE + block.core * (block.half + 34)
    top = block.top - 66
    canvas.rect("mass", cx - 46, top, cx + 46, GROUND)
    for layer in ("relief", "opening", "light"):
        canvas.rect(layer, cx - 46, top, cx + 46, GROUND, NO_INK)
    for k in (-1, 0, 1):
        x = cx + k * 30
        canvas.rect(
            "relief",
            x - 5,
            block.top - 52,
            x + 5,
            GROUND,
        )
