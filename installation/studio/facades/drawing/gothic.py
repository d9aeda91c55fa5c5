"""Gothic: a cathedral's west front, towers, rose and portals."""

from dataclasses import dataclass

import numpy as np

from installation.studio.facades.drawing.ink_canvas import GROUND, MIDDLE, NO_INK, InkCanvas
from installation.studio.facades.drawing.lots import Lots
from installation.studio.facades.drawing.parts import (
    COURSE_HIGH,
    course,
    lit_windows,
    rib,
    window,
)

ROSE_RAISED = 24  # into the gable
PORTAL = 112  # height of the one in the middle, with its frame
COURSE = 27  # from the lower edge of the rose to that of the course below it


@dataclass(frozen=True)
class WestFront:
    """The decisions; lengths in pixels of the drawing."""

    half: float  # half the width of the whole front
    nave: float  # half the width of the middle
    top: float  # where the nave's gable begins
    towers: str  # "both", "left", "right" or "none"
    tower_top: float
    spire: float  # height; 0 is a flat tower with pinnacles
    petals: int
    rose: float  # radius
    aisles: bool


def decide(lots: Lots) -> WestFront:
    """One front by lot."""
    half = lots.number("half", 215, 270)
    nave = half * lots.number("nave", 0.4, 0.48)
    top = lots.number("top", 205, 245)
    return WestFront(
        half=half,
        nave=nave,
        top=top,
        towers=lots.pick("towers", "both", "left", "right", "none", weights=[5, 1, 1, 1.5]),
        tower_top=lots.number("tower_top", 150, 200),
        spire=lots.pick("spire", 0.0, lots.number("spire height", 100, 140)),
        petals=lots.pick("petals", 6, 8),
        rose=min(nave * lots.number("rose", 0.58, 0.7), _largest_rose(top)),
        aisles=lots.pick("aisles", True, False),
    )


def _largest_rose(top: float) -> float:
    """The radius at which the course below it lies on the portal."""
    return (GROUND - PORTAL - COURSE - top + ROSE_RAISED) / 2


def draw(canvas: InkCanvas, lots: Lots) -> None:
    """Puts one west front on the canvas."""
    front = decide(lots)
    lit = lit_windows(lots, 3, 2)
    _body(canvas, front)
    for side in (-1, 1):
        _side(canvas, front, side, bool(lit[0, side + 1]))
    _rose(canvas, front)
    _portals(canvas, front, bool(lit[1, 1]))


def _body(canvas: InkCanvas, front: WestFront) -> None:
    canvas.rect(
        "mass",
        MIDDLE - front.half,
        front.top + 40,
        MIDDLE + front.half,
        GROUND,
    )
    canvas.rect(
        "mass",
        MIDDLE - front.nave,
        front.top,
        MIDDLE + front.nave,
        GROUND,
    )
    height = front.nave * 1.15
    canvas.gable("relief", MIDDLE, front.top, front.nave, height)
    canvas.gable("mass", MIDDLE, front.top, front.nave, height)
    canvas.gable(
        "relief",
        MIDDLE,
        front.top,
        front.nave - 24,
        height - 28,
        NO_INK,
    )
    canvas.arch("opening", MIDDLE, front.top - ROSE_RAISED - 12, 26, 56, "lancet")
    if front.aisles:
        for side in (-1, 1):
            _aisle(canvas, front, side)


def _aisle(canvas: InkCanvas, front: WestFront, side: int) -> None:
    outer = MIDDLE + side * (front.half + 80)
    inner = MIDDLE + side * front.half
    outline = [
        (outer, GROUND),
        (outer, 400),
        (inner, 330),
        (inner, GROUND),
    ]
    canvas.polygon("mass", outline)
    canvas.arch("opening", (outer + inner) / 2, GROUND - 28, 30, 84, "lancet")


def _side(canvas: InkCanvas, front: WestFront, side: int, lit: bool) -> None:
    width = front.half - front.nave
    cx = MIDDLE + side * (front.nave + width / 2)
    name = "left" if side < 0 else "right"
    top = front.top + 40
    if front.towers in ("both", name):
        top = front.tower_top
        _tower(canvas, front, cx, width, lit)
    for x in (cx - width / 2, cx + width / 2):
        rib(canvas, x, top, GROUND)
        canvas.gable("mass", x, top + 2, 12, 40)
    window(canvas, cx, front.top + 178, width * 0.4, 84, "lancet", lit)


def _tower(canvas: InkCanvas, front: WestFront, cx: float, width: float, lit: bool) -> None:
    top = front.tower_top
    canvas.upright("mass", cx, top, GROUND, width)
    if front.spire:
        canvas.gable("mass", cx, top, width * 0.5, front.spire)
        canvas.gable("relief", cx, top, width * 0.12, front.spire * 0.7)
    course(
        canvas,
        cx - width * 0.56,
        cx + width * 0.56,
        top,
    )
    for k in (-1, 1):
        x = cx + k * width * 0.2
        window(canvas, x, top + 100, 36, 88, "lancet", lit, bar=False)


def _rose(canvas: InkCanvas, front: WestFront) -> None:
    cy = front.top + front.rose - ROSE_RAISED
    left = MIDDLE - front.rose
    right = MIDDLE + front.rose
    canvas.switch(
        left,
        cy - front.rose,
        right,
        cy + front.rose,
        lit=True,
    )
    canvas.oval("relief", MIDDLE, cy, front.rose + 11, front.rose + 11)
    canvas.oval("opening", MIDDLE, cy, front.rose, front.rose)
    _petals(canvas, front, cy)
    canvas.oval("light", MIDDLE, cy, front.rose * 0.3, front.rose * 0.3)
    course(
        canvas,
        MIDDLE - front.half,
        MIDDLE + front.half,
        cy + front.rose + COURSE - COURSE_HIGH,
    )


def _petals(canvas: InkCanvas, front: WestFront, cy: float) -> None:
    """The first petal always points up: a turning rose becomes a ring."""
    share = 0.25 if front.petals == 6 else 0.2
    size = front.rose * share
    for k in range(front.petals):
        angle = 2 * np.pi * k / front.petals
        x = MIDDLE + front.rose * 0.67 * np.sin(angle)
        y = cy - front.rose * 0.67 * np.cos(angle)
        canvas.oval("light", x, y, size, size)


def _portals(canvas: InkCanvas, front: WestFront, lit: bool) -> None:
    width = (front.half - front.nave) * 0.42
    for side in (-1, 1):
        cx = MIDDLE + side * (front.nave + front.half) / 2
        canvas.arch("relief", cx, GROUND, width + 24, 88, "lancet")
        canvas.arch("opening", cx, GROUND, width, 74, "lancet")
    canvas.arch("relief", MIDDLE, GROUND, front.nave * 1.1, PORTAL, "lancet")
    window(canvas, MIDDLE, GROUND, front.nave * 0.8, PORTAL - 18, "lancet", lit, bar=False)
    dark = front.nave * 0.5
    step = front.nave * 0.7
    canvas.rect(
        "light",
        MIDDLE - dark,
        GROUND - 48,
        MIDDLE + dark,
        GROUND,
        NO_INK,
    )
    canvas.rect(
        "ground",
        MIDDLE - step,
        GROUND - 10,
        MIDDLE + step,
        GROUND,
    )
