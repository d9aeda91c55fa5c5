"""Brutalism: raw concrete, deep grids, terraces, heads heavier than their feet."""

from dataclasses import dataclass

import numpy as np

from .canvas import GROUND, WIDTH, Canvas
from .parts import FRAME, at_home, course, pick, rib

MID = WIDTH / 2


@dataclass(frozen=True)
class Block:
    """The decisions; lengths in pixels of the drawing."""

    form: str  # "slab", "ziggurat", "inverted" or "twin"
    half: float
    top: float
    floors: int
    columns: int
    cell: str  # "deep", "ribbon" or "eye"
    core: int  # -1, 0 or 1: side of the windowless tower


def decide(rng: np.random.Generator) -> Block:
    return Block(
        form=pick(rng, "slab", "ziggurat", "inverted", "twin"),
        half=rng.uniform(250, 320),
        top=rng.uniform(120, 170),
        floors=pick(rng, 3, 4),
        columns=pick(rng, 4, 5, 6),
        cell=pick(rng, "deep", "ribbon", "eye"),
        core=pick(rng, -1, 0, 1),
    )


def draw(canvas: Canvas, rng: np.random.Generator) -> None:
    """Puts one block on the canvas. Every floor follows from the form: nothing is drawn at random twice."""
    block = decide(rng)
    lit = at_home(rng, block.columns, block.floors)
    _plinth(canvas, block)
    for j in range(block.floors):
        _storey(canvas, block, j, lit[j])
    if block.core:
        _core(canvas, block)


def _floor(block: Block) -> float:
    return (GROUND - 64 - block.top) / block.floors


def _span(block: Block, j: int) -> float:
    """Half the width of floor `j`, counted from the top."""
    share = (j + 1) / block.floors
    factor = {
        "slab": 1.0,
        "twin": 1.0,
        "ziggurat": 0.5 + 0.55 * share,
        "inverted": 1.12 - 0.5 * share,
    }
    return block.half * factor[block.form]


def _storey(canvas: Canvas, block: Block, j: int, lit: np.ndarray) -> None:
    floor, half = _floor(block), _span(block, j)
    y = block.top + j * floor
    canvas.rect("mass", MID - half, y, MID + half, y + floor + 2)
    course(canvas, MID - half - 8, MID + half + 8, y, 16)
    if block.cell == "ribbon":
        _ribbon(canvas, half, y, floor, lit)
    else:
        for i, x in enumerate(_columns(block, half)):
            _cell(canvas, block, x, y + 16, 2 * half / block.columns, floor - 16, bool(lit[i]))
    if block.form == "twin":
        _gap(canvas, y, floor)


def _columns(block: Block, half: float) -> np.ndarray:
    return MID - half + (np.arange(block.columns) + 0.5) * 2 * half / block.columns


def _ribbon(canvas: Canvas, half, y, floor, lit: np.ndarray) -> None:
    canvas.rect("opening", MID - half + 20, y + 26, MID + half - 20, y + floor - 10)
    pane = (2 * half - 40) / len(lit)
    for k in range(len(lit)):
        x = MID - half + 20 + k * pane
        canvas.switch(x, y + 26, x + pane, y + floor - 10, bool(lit[k]))
        canvas.rect("light", x + FRAME, y + 26 + FRAME, x + pane - FRAME, y + floor - 10 - FRAME)


def _cell(canvas: Canvas, block: Block, cx, y, width, height, lit: bool) -> None:
    w, h = width * 0.68, height * 0.82
    canvas.switch(cx - width / 2, y, cx + width / 2, y + height, lit)
    if block.cell == "eye":
        canvas.oval("relief", cx, y + height / 2, w * 0.5, h * 0.56)
        canvas.oval("opening", cx, y + height / 2, w * 0.5 - 10, h * 0.56 - 10)
        canvas.oval("light", cx, y + height / 2, w * 0.5 - 18, h * 0.56 - 18)
        return
    canvas.rect("opening", cx - w / 2, y + 6, cx + w / 2, y + h)
    canvas.rect("light", cx - w / 2 + FRAME, y + h * 0.4, cx + w / 2 - FRAME, y + h - FRAME)


def _gap(canvas: Canvas, y, floor) -> None:
    """Two towers and a bridge: the gap between them is sky, every second floor crosses it."""
    canvas.rect("mass", MID - 34, y, MID + 34, y + floor + 2, ink=0)
    for layer in ("relief", "opening", "light"):
        canvas.rect(layer, MID - 34, y, MID + 34, y + floor + 2, ink=0)
    rib(canvas, MID - 38, y, y + floor + 2, 12)
    rib(canvas, MID + 38, y, y + floor + 2, 12)
    course(canvas, MID - 40, MID + 40, y + floor - 14, 14)


def _plinth(canvas: Canvas, block: Block) -> None:
    half = _span(block, block.floors - 1)
    canvas.rect("mass", MID - half, GROUND - 66, MID + half, GROUND)
    canvas.rect("opening", MID - half + 16, GROUND - 52, MID + half - 16, GROUND)
    for x in np.linspace(MID - half + 40, MID + half - 40, 6):
        canvas.poly(
            "opening",
            [(x - 18, GROUND - 52), (x + 18, GROUND - 52), (x + 8, GROUND), (x - 8, GROUND)],
            ink=0,
        )


def _core(canvas: Canvas, block: Block) -> None:
    cx = MID + block.core * (block.half + 34)
    canvas.rect("mass", cx - 46, block.top - 66, cx + 46, GROUND)
    for layer in ("relief", "opening", "light"):
        canvas.rect(layer, cx - 46, block.top - 66, cx + 46, GROUND, ink=0)
    for k in (-1, 0, 1):
        canvas.rect("relief", cx + k * 30 - 5, block.top - 52, cx + k * 30 + 5, GROUND)
