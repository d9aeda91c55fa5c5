"""Building parts that several styles share: windows, roofs, courses, and who is at home."""

import numpy as np

from .canvas import Canvas

FRAME = 6  # width of a window's frame and of its bar; thinner strokes would be lost in the fields
PANE = 20  # smaller panes would be lost as well


def pick(rng: np.random.Generator, *options, weights=None):
    """One of the options; equal chances unless `weights` are given."""
    chances = None if weights is None else np.asarray(weights, float) / np.sum(weights)
    return options[int(rng.choice(len(options), p=chances))]


def window(
    canvas: Canvas, cx, base, w, h, head: str = "flat", lit: bool = True, bar: bool = True
) -> None:
    """An opening with a pane in it that glows if `lit`, and a `bar` across its longer side where that leaves two panes."""
    canvas.arch("opening", cx, base, w, h, head)
    canvas.switch(cx - w / 2, base - h, cx + w / 2, base, lit)
    canvas.arch("light", cx, base - FRAME, w - 2 * FRAME, h - 2 * FRAME, head)
    if not bar or max(w, h) < 2 * PANE + 3 * FRAME:
        return
    if h >= w:
        canvas.rect(
            "light",
            cx - w / 2,
            base - h / 2 - FRAME / 2,
            cx + w / 2,
            base - h / 2 + FRAME / 2,
            ink=0,
        )
    else:
        canvas.rect("light", cx - FRAME / 2, base - h, cx + FRAME / 2, base, ink=0)


def door(canvas: Canvas, cx, base, w, h, head: str = "flat") -> None:
    """A dark door with a glowing upper pane."""
    canvas.arch("opening", cx, base, w, h, head)
    canvas.switch(cx - w / 2, base - h, cx + w / 2, base, lit=True)
    canvas.arch("light", cx, base - h * 0.45, w - 2 * FRAME, h * 0.55 - FRAME, head)


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
    window(canvas, cx, base - 4, w * 0.62, h * 0.82, lit=lit, bar=False)


def at_home(rng: np.random.Generator, columns: int, rows: int) -> np.ndarray:
    """Which windows are lit, (rows, columns) bool: an order a network can learn, never noise."""
    row, column = np.mgrid[0:rows, 0:columns]
    order = pick(
        rng,
        "all",
        "chequer",
        "columns",
        "low",
        "high",
        "middle",
        "none",
        weights=[5, 2, 2, 2, 2, 2, 0.5],
    )
    return {
        "all": np.ones((rows, columns), bool),
        "chequer": (row + column) % 2 == 0,
        "columns": column % 2 == 0,
        "low": row >= (rows + 1) // 2,
        "high": row < (rows + 1) // 2,
        "middle": np.abs(column - (columns - 1) / 2) < columns / 4,
        "none": np.zeros((rows, columns), bool),
    }[order]
