"""Gothic: a cathedral's west front, towers, rose and portals."""

from dataclasses import dataclass

import numpy as np

from .canvas import GROUND, WIDTH, Canvas
from .parts import at_home, course, pick, rib, window

MID = WIDTH / 2


@dataclass(frozen=True)
class Front:
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


def decide(rng: np.random.Generator) -> Front:
    half = rng.uniform(215, 270)
    nave = half * rng.uniform(0.4, 0.48)
    return Front(
        half=half,
        nave=nave,
        top=rng.uniform(205, 245),
        towers=pick(rng, "both", "left", "right", "none", weights=[5, 1, 1, 1.5]),
        tower_top=rng.uniform(150, 200),
        spire=pick(rng, 0.0, rng.uniform(100, 140)),
        petals=pick(rng, 6, 8),
        rose=nave * rng.uniform(0.58, 0.7),
        aisles=pick(rng, True, False),
    )


def draw(canvas: Canvas, rng: np.random.Generator) -> None:
    """Puts one west front on the canvas."""
    front = decide(rng)
    lit = at_home(rng, 3, 2)
    _body(canvas, front)
    for side in (-1, 1):
        _side(canvas, front, side, bool(lit[0, side + 1]))
    _rose(canvas, front)
    _portals(canvas, front, lit[1])


def _body(canvas: Canvas, front: Front) -> None:
    canvas.rect("mass", MID - front.half, front.top + 40, MID + front.half, GROUND)
    canvas.rect("mass", MID - front.nave, front.top, MID + front.nave, GROUND)
    canvas.gable("relief", MID, front.top, front.nave, front.nave * 1.15)
    canvas.gable("mass", MID, front.top, front.nave, front.nave * 1.15)
    canvas.gable("relief", MID, front.top, front.nave - 24, front.nave * 1.15 - 28, ink=0)
    canvas.arch("opening", MID, front.top - 8, 26, 60, "lancet")
    if front.aisles:
        for side in (-1, 1):
            outer, inner = MID + side * (front.half + 80), MID + side * front.half
            canvas.poly("mass", [(outer, GROUND), (outer, 400), (inner, 330), (inner, GROUND)])
            canvas.arch("opening", (outer + inner) / 2, GROUND - 28, 30, 84, "lancet")


def _side(canvas: Canvas, front: Front, side: int, lit: bool) -> None:
    width = front.half - front.nave
    cx = MID + side * (front.nave + width / 2)
    tall = front.towers in ("both", {-1: "left", 1: "right"}[side])
    top = front.tower_top if tall else front.top + 40
    if tall:
        canvas.rect("mass", cx - width / 2, top, cx + width / 2, GROUND)
        _tower_head(canvas, front, cx, top, width)
        for k in (-1, 1):
            window(canvas, cx + k * width * 0.2, top + 100, 36, 88, "lancet", lit, bar=False)
    for x in (cx - width / 2, cx + width / 2):
        rib(canvas, x, top, GROUND)
        canvas.gable("mass", x, top + 2, 12, 40)
    window(canvas, cx, front.top + 178, width * 0.4, 84, "lancet", lit)


def _tower_head(canvas: Canvas, front: Front, cx, top, width) -> None:
    if front.spire:
        canvas.gable("mass", cx, top, width * 0.5, front.spire)
        canvas.gable("relief", cx, top, width * 0.12, front.spire * 0.7)
    course(canvas, cx - width * 0.56, cx + width * 0.56, top)


def _rose(canvas: Canvas, front: Front) -> None:
    cy = front.top + front.rose + 4
    canvas.switch(MID - front.rose, cy - front.rose, MID + front.rose, cy + front.rose, lit=True)
    canvas.oval("relief", MID, cy, front.rose + 11, front.rose + 11)
    canvas.oval("opening", MID, cy, front.rose, front.rose)
    size = front.rose * (0.25 if front.petals == 6 else 0.2)
    for k in range(front.petals):  # the first petal always points up: a turning rose becomes a ring
        angle = 2 * np.pi * k / front.petals
        x, y = MID + front.rose * 0.67 * np.sin(angle), cy - front.rose * 0.67 * np.cos(angle)
        canvas.oval("light", x, y, size, size)
    canvas.oval("light", MID, cy, front.rose * 0.3, front.rose * 0.3)
    course(canvas, MID - front.half, MID + front.half, cy + front.rose + 18)


def _portals(canvas: Canvas, front: Front, lit: np.ndarray) -> None:
    width = (front.half - front.nave) * 0.42
    for side in (-1, 1):
        cx = MID + side * (front.nave + front.half) / 2
        canvas.arch("relief", cx, GROUND, width + 24, 88, "lancet")
        canvas.arch("opening", cx, GROUND, width, 74, "lancet")
    canvas.arch("relief", MID, GROUND, front.nave * 1.1, 146, "lancet")
    window(canvas, MID, GROUND, front.nave * 0.8, 128, "lancet", bool(lit[1]), bar=False)
    canvas.rect("light", MID - front.nave * 0.5, GROUND - 60, MID + front.nave * 0.5, GROUND, ink=0)
    canvas.rect("ground", MID - front.nave * 0.7, GROUND - 10, MID + front.nave * 0.7, GROUND)
