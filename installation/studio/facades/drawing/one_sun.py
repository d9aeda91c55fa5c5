"""Between two hours there is one sun or moon, or none."""

import numpy as np

from installation.studio.facades.drawing.ink_canvas import InkCanvas
from installation.studio.facades.drawing.materials import HOURS, Disc

DISC_REACH = 6  # pixels around a disc that are put out with it
NEIGHBOURS = 300  # pixels: discs that lie closer are one that moves


def shine(canvas: InkCanvas, first: str, second: str, share: float) -> None:
    """Puts the disc `share` of the way between two hours into the open sky, those of the other hours put out.

    To be called when the house stands.
    """
    shining = _disc_between(HOURS[first].disc, HOURS[second].disc, share)
    for name in HOURS:
        disc = HOURS[name].disc
        if disc.radius and name not in (first, second) and not _meet(disc, shining):
            _disc(canvas, disc, lit=False)
    if shining.radius > 0:
        _disc(canvas, shining, lit=True)


def _disc_between(first: Disc, second: Disc, share: float) -> Disc:
    """A disc moves to one near by; one far away grows when the other is gone."""
    apart = np.hypot(first.x - second.x, first.y - second.y)
    if first.radius and second.radius and apart < NEIGHBOURS:
        return Disc(*(round(a + (b - a) * share) for a, b in zip(first, second, strict=True)))
    rest = 1 - 2 * share
    disc = first if rest > 0 else second
    return disc._replace(radius=round(disc.radius * abs(rest)))


def _meet(one: Disc, other: Disc) -> bool:
    apart = np.hypot(one.x - other.x, one.y - other.y)
    return bool(other.radius and apart < one.radius + other.radius + 3 * DISC_REACH)


def _disc(canvas: InkCanvas, disc: Disc, lit: bool) -> None:
    reach = disc.radius + DISC_REACH
    sky = canvas.sheet("mass") == 0
    dark = canvas.sheet("dark").copy()
    canvas.switch(
        disc.x - reach,
        disc.y - reach,
        disc.x + reach,
        disc.y + reach,
        lit,
    )
    canvas.sheet("dark")[~sky] = dark[~sky]
    shape = InkCanvas()
    shape.oval("light", disc.x, disc.y, disc.radius, disc.radius)
    canvas.sheet("light")[sky] |= shape.sheet("light")[sky]
