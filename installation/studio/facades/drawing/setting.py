"""What stands around a building: sun or moon, a far skyline, neighbours and trees, the ground."""

from collections.abc import Callable

import numpy as np

from installation.studio.facades.drawing.ink_canvas import (
    GROUND,
    HEIGHT,
    MIDDLE,
    WIDTH,
    InkCanvas,
)
from installation.studio.facades.drawing.lots import Lots
from installation.studio.facades.drawing.materials import HOURS, Disc

FOOT = GROUND + 8  # surroundings reach a little below the ground line
X = np.linspace(0, WIDTH, 65)

Drawer = Callable[[InkCanvas, Lots], None]


def draw(canvas: InkCanvas, lots: Lots, style: str, hour: str) -> None:
    """Puts the surroundings of a style on the canvas; to be called before the building is drawn."""
    for name in HOURS:
        _disc(canvas, HOURS[name].disc, lit=name == hour)
    draw_far, draw_near = SETTINGS[style]
    draw_far(canvas, lots)
    draw_near(canvas, lots)
    canvas.rect("ground", 0, GROUND, WIDTH, HEIGHT)


def _disc(canvas: InkCanvas, disc: Disc, lit: bool) -> None:
    """An hour's sun stands where it stands, and those of the other hours are there too, but put out."""
    if not disc.radius:
        return
    reach = disc.radius + 6
    canvas.switch(
        disc.x - reach,
        disc.y - reach,
        disc.x + reach,
        disc.y + reach,
        lit,
    )
    canvas.oval("light", disc.x, disc.y, disc.radius, disc.radius)


def _hills(canvas: InkCanvas, lots: Lots) -> None:
    phase = lots.number("hills phase", 0, 2 * np.pi)
    height = lots.number("hills height", 60, 120)
    waves = np.sin(X / WIDTH * 2 * np.pi + phase)
    y = GROUND - height - 0.45 * height * waves
    ridge = list(zip(X, y, strict=True))
    canvas.polygon("far", [*ridge, (WIDTH, FOOT), (0, FOOT)])


def _gables(canvas: InkCanvas, lots: Lots) -> None:
    """Old town roofs, one like the other, and a far church."""
    height = lots.number("gables height", 90, 150)
    width = WIDTH / 8
    for k in range(8):
        extra = 18 if k % 2 else 0
        top = GROUND - (height + extra)
        canvas.rect(
            "far",
            k * width,
            top,
            (k + 1) * width,
            FOOT,
        )
        canvas.gable("far", (k + 0.5) * width, top, width / 2, 60)


def _skyline(canvas: InkCanvas, lots: Lots) -> None:
    """Far blocks in steps, as regular as a comb."""
    height = lots.number("skyline height", 80, 130)
    rise = lots.number("skyline rise", 40, 120)
    rises = (0, rise, 0.4 * rise)
    for k in range(9):
        top = GROUND - (height + rises[k % 3])
        canvas.rect(
            "far",
            k * WIDTH / 9 + 5,
            top,
            (k + 1) * WIDTH / 9 - 5,
            FOOT,
        )
    canvas.rect("far", 0, GROUND - height * 0.6, WIDTH, FOOT)


def _houses(canvas: InkCanvas, lots: Lots) -> None:
    """Two steep town houses left and right."""
    tall = lots.number("houses tall", 120, 210)
    heights = {
        62: tall,
        962: tall,
        184: tall * 0.72,
        840: tall * 0.72,
    }
    for cx, height in heights.items():
        canvas.rect("near", cx - 50, GROUND - height, cx + 50, FOOT)
        canvas.gable("near", cx, GROUND - height, 58, 74)
    canvas.rect("near", 0, GROUND - 60, WIDTH, FOOT)


def _terrace(canvas: InkCanvas, lots: Lots) -> None:
    """The row goes on: neighbours of the same height, with chimneys."""
    left = lots.number("terrace left", 180, 380)
    right = lots.number("terrace right", 180, 380)
    _neighbours(canvas, 0, MIDDLE, left, (0.2, 0.72))
    _neighbours(canvas, MIDDLE, WIDTH, right, (0.28, 0.8))


def _neighbours(
    canvas: InkCanvas, x0: float, x1: float, height: float, chimneys: tuple[float, float]
) -> None:
    """From `x0` to `x1`; chimneys at these shares of the way."""
    top = GROUND - height
    canvas.rect("near", x0, top, x1, FOOT)
    for share in chimneys:
        cx = x0 + share * (x1 - x0)
        canvas.rect("near", cx - 20, top - 36, cx + 20, top)


def _round_trees(canvas: InkCanvas, lots: Lots) -> None:
    """Two broad trees left and right, a smaller pair behind; a hedge hides the trunks."""
    size = lots.number("round trees size", 76, 116)
    spread = lots.number("round trees spread", 0, 60)
    for side in (-1, 1):
        cx = MIDDLE + side * (400 + spread)
        canvas.oval("near", cx, GROUND - size * 1.6, size, size * 1.05)
        behind = cx - side * size * 0.9
        canvas.oval(
            "near",
            behind,
            GROUND - size * 0.9,
            size * 0.6,
            size * 0.55,
        )
    canvas.rect("near", 0, GROUND - size * 0.65, WIDTH, FOOT)


def _firs(canvas: InkCanvas, lots: Lots) -> None:
    tall = lots.number("firs tall", 210, 330)
    for side in (-1, 1):
        for offset, share in ((310, 0.62), (410, 1.0), (500, 0.74)):
            _fir(canvas, MIDDLE + side * offset, tall * share)


def _fir(canvas: InkCanvas, cx: float, height: float) -> None:
    for step in (0.0, 0.28, 0.52):
        base = GROUND - 24 - step * height
        half = (1 - step * 0.8) * height * 0.24
        canvas.gable("near", cx, base, half, height * 0.5)
    canvas.rect("near", cx - 9, GROUND - 40, cx + 9, FOOT)


def _garden(canvas: InkCanvas, lots: Lots) -> None:
    """Clipped cones and a hedge: a French garden's order."""
    tall = lots.number("garden tall", 120, 200)
    hedge = lots.number("garden hedge", 30, 66)
    canvas.rect("near", 0, GROUND - hedge, WIDTH, FOOT)
    for k in (0, 1, 2):
        edge = 50 + k * 92
        for cx in (edge, WIDTH - edge):
            canvas.gable("near", cx, GROUND - 12, 40, tall)


def _poplars(canvas: InkCanvas, lots: Lots) -> None:
    tall = lots.number("poplars tall", 180, 300)
    for k in range(4):
        edge = 36 + k * 76
        height = tall * (1 - 0.12 * k)
        for cx in (edge, WIDTH - edge):
            canvas.oval(
                "near",
                cx,
                GROUND - 12 - height / 2,
                28,
                height / 2,
            )
            canvas.rect("near", cx - 6, GROUND - 30, cx + 6, FOOT)


def _slabs(canvas: InkCanvas, lots: Lots) -> None:
    """Housing slabs, half hidden, lower towards the middle."""
    left = lots.number("slabs left", 150, 330)
    right = lots.number("slabs right", 150, 330)
    slabs = [
        (0, 150, left),
        (150, 270, left * 0.6),
        (754, 874, right * 0.6),
        (874, WIDTH, right),
    ]
    for x0, x1, height in slabs:
        canvas.rect("near", x0, GROUND - height, x1, FOOT)


def _either(name: str, *drawers: Drawer) -> Drawer:
    """One of several surroundings, by lot."""

    def draw_one(canvas: InkCanvas, lots: Lots) -> None:
        drawer = lots.pick(name, *drawers)
        drawer(canvas, lots)

    return draw_one


SETTINGS = {
    "gothic": (_gables, _houses),
    "baroque": (_hills, _either("garden or trees", _garden, _round_trees)),
    "altbau": (_gables, _terrace),
    "clapboard": (_hills, _either("trees", _round_trees, _firs)),
    "neues_bauen": (_skyline, _either("poplars or trees", _poplars, _round_trees)),
    "brutalism": (_skyline, _slabs),
}
