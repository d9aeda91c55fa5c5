"""Building parts that several styles share: windows, roofs, courses, and who is at home."""

import numpy as np
from numpy.typing import ArrayLike

from installation.studio.facades.drawing.ink_canvas import INK, NO_INK, InkCanvas
from installation.studio.facades.drawing.lots import Lots

COURSE_HIGH = 9
FRAME = 6  # width of a window's frame and of its bar; thinner strokes would be lost in the fields
PANE = 20  # smaller panes would be lost as well
# orders in which windows are lit, and how often each occurs
LIGHT_ORDERS = {
    "all": 5,
    "chequer": 2,
    "columns": 2,
    "low": 2,
    "high": 2,
    "middle": 2,
    "none": 0.5,
}


def window(
    canvas: InkCanvas,
    cx: float,
    base: float,
    width: float,
    height: float,
    head: str = "flat",
    lit: bool = True,
    bar: bool = True,
) -> None:
    """An opening with a pane in it that glows if `lit`.

    A `bar` lies across its longer side where that leaves two panes.
    """
    left = cx - width / 2
    right = cx + width / 2
    top = base - height
    canvas.arch("opening", cx, base, width, height, head)
    canvas.switch(left, top, right, base, lit)
    canvas.arch(
        "light",
        cx,
        base - FRAME,
        width - 2 * FRAME,
        height - 2 * FRAME,
        head,
    )
    if not bar or max(width, height) < 2 * PANE + 3 * FRAME:
        return
    if height >= width:
        middle = base - height / 2
        canvas.rect(
            "light",
            left,
            middle - FRAME / 2,
            right,
            middle + FRAME / 2,
            NO_INK,
        )
    else:
        canvas.upright("light", cx, top, base, FRAME, NO_INK)


def door(
    canvas: InkCanvas,
    cx: float,
    base: float,
    width: float,
    height: float,
    head: str = "flat",
) -> None:
    """A dark door with a glowing upper pane."""
    left = cx - width / 2
    right = cx + width / 2
    canvas.arch("opening", cx, base, width, height, head)
    canvas.switch(left, base - height, right, base, lit=True)
    sill = base - height * 0.45
    canvas.arch(
        "light",
        cx,
        sill,
        width - 2 * FRAME,
        height * 0.55 - FRAME,
        head,
    )


def course(
    canvas: InkCanvas, x0: float, x1: float, y: float, thickness: float = COURSE_HIGH
) -> None:
    """A level band of relief whose upper edge is `y`."""
    for layer in ("relief", "mass"):
        canvas.rect(layer, x0, y, x1, y + thickness)


def rib(canvas: InkCanvas, x: float, top: float, base: float, thickness: float = 12) -> None:
    """An upright band of relief, centred on `x`."""
    for layer in ("relief", "mass"):
        canvas.upright(layer, x, top, base, thickness)


def roof(canvas: InkCanvas, points: ArrayLike) -> None:
    """A roof: part of the mass, in the dark colour of the openings."""
    canvas.polygon("mass", points)
    canvas.polygon("opening", points)


def mansard(
    canvas: InkCanvas, left: float, right: float, base: float, height: float, slope: float
) -> None:
    """A roof with a flat top: each side leans inwards by `slope`."""
    outline = [
        (left, base),
        (left + slope, base - height),
        (right - slope, base - height),
        (right, base),
    ]
    roof(canvas, outline)


def dormer(
    canvas: InkCanvas, cx: float, base: float, width: float, height: float, lit: bool
) -> None:
    """A small window house standing on a roof."""
    for layer, ink in (("mass", INK), ("opening", NO_INK), ("relief", INK)):
        canvas.upright(layer, cx, base - height, base, width, ink)
        canvas.gable(
            layer,
            cx,
            base - height,
            width * 0.62,
            width * 0.42,
            ink,
        )
    window(
        canvas,
        cx,
        base - 4,
        width * 0.62,
        height * 0.82,
        lit=lit,
        bar=False,
    )


def lit_windows(lots: Lots, columns: int, rows: int) -> np.ndarray:
    """Which windows are lit, (rows, columns) bool: an order a network can learn, never noise."""
    order = lots.pick("lit", *LIGHT_ORDERS, weights=list(LIGHT_ORDERS.values()))
    row, column = np.mgrid[0:rows, 0:columns]
    upper = row < (rows + 1) // 2
    off_middle = np.abs(column - (columns - 1) / 2)
    patterns = {
        "all": np.ones((rows, columns), bool),
        "chequer": (row + column) % 2 == 0,
        "columns": column % 2 == 0,
        "low": ~upper,
        "high": upper,
        "middle": off_middle < columns / 4,
        "none": np.zeros((rows, columns), bool),
    }
    return patterns[order]
