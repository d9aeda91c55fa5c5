"""What stands around a building: sun or moon, a far skyline, neighbours and trees, the ground."""

import numpy as np

from .canvas import GROUND, HEIGHT, WIDTH, Canvas
from .palette import HOURS
from .parts import pick

X = np.linspace(0, WIDTH, 65)


def draw(canvas: Canvas, rng: np.random.Generator, style: str, hour: str) -> None:
    """Puts the surroundings of a style on the canvas; to be called before the building is drawn."""
    for name in HOURS:
        _disc(canvas, *HOURS[name].disc, lit=name == hour)
    far, near = SETTINGS[style]
    far(canvas, rng)
    near(canvas, rng)
    canvas.rect("ground", 0, GROUND, WIDTH, HEIGHT)


def _disc(canvas: Canvas, x: int, y: int, radius: int, lit: bool) -> None:
    """An hour's sun stands where it stands, and those of the other hours are there too, but put out."""
    if radius:
        reach = radius + 6
        canvas.switch(x - reach, y - reach, x + reach, y + reach, lit)
        canvas.oval("light", x, y, radius, radius)


def _hills(canvas: Canvas, rng: np.random.Generator) -> None:
    phase, height = rng.uniform(0, 2 * np.pi), rng.uniform(60, 120)
    y = GROUND - height - 0.45 * height * np.sin(X / WIDTH * 2 * np.pi + phase)
    canvas.poly("far", [*zip(X, y, strict=True), (WIDTH, GROUND + 8), (0, GROUND + 8)])


def _gables(canvas: Canvas, rng: np.random.Generator) -> None:
    """Old town roofs, one like the other, and a far church."""
    height, width = rng.uniform(90, 150), WIDTH / 8
    for k in range(8):
        tall = height + (18 if k % 2 else 0)
        canvas.rect("far", k * width, GROUND - tall, (k + 1) * width, GROUND + 8)
        canvas.gable("far", (k + 0.5) * width, GROUND - tall, width / 2, 60)


def _skyline(canvas: Canvas, rng: np.random.Generator) -> None:
    """Far blocks in steps, as regular as a comb."""
    height, rise = rng.uniform(80, 130), rng.uniform(40, 120)
    for k in range(9):
        tall = height + (rise if k % 3 == 1 else 0.4 * rise if k % 3 == 2 else 0)
        canvas.rect("far", k * WIDTH / 9 + 5, GROUND - tall, (k + 1) * WIDTH / 9 - 5, GROUND + 8)
    canvas.rect("far", 0, GROUND - height * 0.6, WIDTH, GROUND + 8)


def _houses(canvas: Canvas, rng: np.random.Generator) -> None:
    """Two steep town houses left and right."""
    tall = rng.uniform(120, 210)
    for cx, h in ((62, tall), (962, tall), (184, tall * 0.72), (840, tall * 0.72)):
        canvas.rect("near", cx - 50, GROUND - h, cx + 50, GROUND + 8)
        canvas.gable("near", cx, GROUND - h, 58, 74)
    canvas.rect("near", 0, GROUND - 60, WIDTH, GROUND + 8)


def _terrace(canvas: Canvas, rng: np.random.Generator) -> None:
    """The row goes on: neighbours of the same height, with chimneys."""
    left, right = rng.uniform(180, 380), rng.uniform(180, 380)
    for x0, x1, h in ((0, 512, left), (512, WIDTH, right)):
        canvas.rect("near", x0, GROUND - h, x1, GROUND + 8)
        for share in (0.1, 0.36) if x0 == 0 else (0.64, 0.9):
            canvas.rect(
                "near",
                x0 + (share * 2 - (x0 > 0)) * 512 - 20,
                GROUND - h - 36,
                x0 + (share * 2 - (x0 > 0)) * 512 + 20,
                GROUND - h,
            )


def _round_trees(canvas: Canvas, rng: np.random.Generator) -> None:
    """Two broad trees left and right, a smaller pair behind, and a hedge."""
    size, spread = rng.uniform(76, 116), rng.uniform(0, 60)
    for side in (-1, 1):
        cx = 512 + side * (400 + spread)
        canvas.rect("near", cx - 11, GROUND - size, cx + 11, GROUND + 8)
        canvas.oval("near", cx, GROUND - size * 1.6, size, size * 1.05)
        canvas.oval("near", cx - side * size * 0.9, GROUND - size * 0.9, size * 0.6, size * 0.55)
    canvas.rect("near", 0, GROUND - 40, WIDTH, GROUND + 8)


def _firs(canvas: Canvas, rng: np.random.Generator) -> None:
    tall = rng.uniform(210, 330)
    for side in (-1, 1):
        for offset, share in ((310, 0.62), (410, 1.0), (500, 0.74)):
            cx, h = 512 + side * offset, tall * share
            for step in (0.0, 0.28, 0.52):
                canvas.gable(
                    "near", cx, GROUND - 24 - step * h, (1 - step * 0.8) * h * 0.24, h * 0.5
                )
            canvas.rect("near", cx - 9, GROUND - 40, cx + 9, GROUND + 8)


def _garden(canvas: Canvas, rng: np.random.Generator) -> None:
    """Clipped cones and a hedge: a French garden's order."""
    tall, hedge = rng.uniform(120, 200), rng.uniform(30, 66)
    canvas.rect("near", 0, GROUND - hedge, WIDTH, GROUND + 8)
    for k in (0, 1, 2):
        for cx in (50 + k * 92, WIDTH - 50 - k * 92):
            canvas.gable("near", cx, GROUND - 12, 40, tall)


def _poplars(canvas: Canvas, rng: np.random.Generator) -> None:
    tall = rng.uniform(180, 300)
    for k in range(4):
        for cx in (36 + k * 76, WIDTH - 36 - k * 76):
            h = tall * (1 - 0.12 * k)
            canvas.oval("near", cx, GROUND - 12 - h / 2, 28, h / 2)
            canvas.rect("near", cx - 6, GROUND - 30, cx + 6, GROUND + 8)


def _slabs(canvas: Canvas, rng: np.random.Generator) -> None:
    """Housing slabs, half hidden, lower towards the middle."""
    left, right = rng.uniform(150, 330), rng.uniform(150, 330)
    for x0, x1, h in (
        (0, 150, left),
        (150, 270, left * 0.6),
        (754, 874, right * 0.6),
        (874, WIDTH, right),
    ):
        canvas.rect("near", x0, GROUND - h, x1, GROUND + 8)


def _either(*drawers):
    """One of several surroundings, by lot."""
    return lambda canvas, rng: pick(rng, *drawers)(canvas, rng)


SETTINGS = {
    "gothic": (_gables, _houses),
    "baroque": (_hills, _either(_garden, _round_trees)),
    "altbau": (_gables, _terrace),
    "clapboard": (_hills, _either(_round_trees, _firs)),
    "neues_bauen": (_skyline, _either(_poplars, _round_trees)),
    "brutalism": (_skyline, _slabs),
}
