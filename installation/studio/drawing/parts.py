"""Building parts that several styles share: windows, roofs, courses, and who is at home."""

import numpy as np

from .canvas import Canvas

FRAME = 6  # width of a window's frame and of its bars; thinner strokes would be lost in the fields


def pick(rng: np.random.Generator, *options, weights=None):
    """One of the options; equal chances unless `weights` are given."""
    chances = None if weights is None else np.asarray(weights, float) / np.sum(weights)
    return options[int(rng.choice(len(options), p=chances))]


def window(canvas: Canvas, cx, base, w, h, head: str = "flat", lit: bool = True, bars=(1, 1)) -> None:
    """A dark opening; if `lit`, glowing panes in it behind `bars` = (upright, level)."""
    canvas.arch("opening", cx, base, w, h, head)
    if not lit:
        return
    canvas.arch("light", cx, base - FRAME, w - 2 * FRAME, h - 2 * FRAME, head)
    for k in range(1, bars[0] + 1):
        x = cx - w / 2 + k * w / (bars[0] + 1)
        canvas.rect("light", x - FRAME / 2, base - h, x + FRAME / 2, base, ink=0)
    for k in range(1, bars[1] + 1):
        y = base - h + k * h / (bars[1] + 1)
        canvas.rect("light", cx - w / 2, y - FRAME / 2, cx + w / 2, y + FRAME / 2, ink=0)


def door(canvas: Canvas, cx, base, w, h, head: str = "flat", lit: bool = True) -> None:
    """A dark door; if `lit`, with a glowing pair of upper panes."""
    canvas.arch("opening", cx, base, w, h, head)
    if lit:
        canvas.arch("light", cx, base - h * 0.45, w - 2 * FRAME, h * 0.55 - FRAME, head)
        canvas.rect("light", cx - FRAME / 2, base - h, cx + FRAME / 2, base, ink=0)


def course(canvas: Canvas, x0, x1, y, thickness=9) -> None:
    """A level band of relief whose upper edge is `y`."""
    canvas.rect("relief", x0, y, x1, y + thickness)
    canvas.rect("mass", x0, y, x1, y + thickness)


def rib(canvas: Canvas, x, top, base, thickness=12) -> None:
    """An upright band of relief, centred on `x`."""
    canvas.rect("relief", x - thickness / 2, top, x + thickness / 2, base)
    canvas.rect("mass", x - thickness / 2, top, x + thickness / 2, base)


def roof(canvas: Canvas, points) -> None:
    """A roof: part of the mass, in the dark colour of the openings."""
    canvas.poly("mass", points)
    canvas.poly("opening", points)


def dormer(canvas: Canvas, cx, base, w, h, lit: bool) -> None:
    """A small window house standing on a roof."""
    for layer, ink in (("mass", 255), ("opening", 0), ("relief", 255)):
        canvas.rect(layer, cx - w / 2, base - h, cx + w / 2, base, ink)
        canvas.gable(layer, cx, base - h, w * 0.62, w * 0.42, ink)
    window(canvas, cx, base - 4, w * 0.62, h * 0.82, lit=lit, bars=(0, 0))


def at_home(rng: np.random.Generator, columns: int, rows: int) -> np.ndarray:
    """Which windows are lit, (rows, columns) bool: an order a network can learn, never noise."""
    row, column = np.mgrid[0:rows, 0:columns]
    order = pick(rng, "all", "chequer", "columns", "low", "high", "middle", "none", weights=[5, 2, 2, 2, 2, 2, 0.5])
    return {
        "all": np.ones((rows, columns), bool),
        "chequer": (row + column) % 2 == 0,
        "columns": column % 2 == 0,
        "low": row >= (rows + 1) // 2,
        "high": row < (rows + 1) // 2,
        "middle": np.abs(column - (columns - 1) / 2) < columns / 4,
        "none": np.zeros((rows, columns), bool),
    }[order]
