"""The drawings: eight kinds of light, each from a few decisions; functions of the place, without any resolution."""

from dataclasses import dataclass

import numpy as np

from .compose import HALF
from .palettes import MOODS, palette

Place = np.ndarray


@dataclass(frozen=True)
class Drawing:
    """Fields at the places asked for, colours, and which kind it is."""

    fields: np.ndarray  # (6, n) float32 in the order of compose.FIELDS
    colours: np.ndarray  # (9, 3) float32 sRGB in 0..1
    kind: int


def draw(seed: int, index: int, x: Place, y: Place) -> Drawing:
    """The drawing number `index` of a seed at places (n,) each: x to the right, y down."""
    rng = np.random.default_rng([seed, 7, index])
    kind = index % len(KINDS)
    colours = palette(list(MOODS)[rng.integers(len(MOODS))], rng)
    side = -1 if rng.random() < 0.5 else 1  # mirrored or not
    fields = list(KINDS.values())[kind](rng, side * x, y)
    return Drawing(np.stack(np.broadcast_arrays(*fields)).astype(np.float32), colours, kind)


def sway(rng: np.random.Generator, x: Place, y: Place, pace: float, waves: int = 3) -> Place:
    """A slow unrest around 0, about -1..1: a few waves in all directions."""
    unrest = 0.0
    for _ in range(waves):
        angle, turn, quick = rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi), rng.uniform(0.6, 1.3)
        unrest = unrest + np.sin(pace * quick * (x * np.cos(angle) + y * np.sin(angle)) + turn)
    return unrest / waves**0.5


def bell(distance: Place, width: float) -> Place:
    """1 at no distance, fading away on both sides."""
    return np.exp(-((distance / width) ** 2))


def vignette(x: Place, y: Place, depth: float) -> Place:
    """The corners fall back a little."""
    return 1 - depth * np.clip((x**2 + y**2) / 2.2, 0, 1.2)


def within(distance: Place, reach: float = 0.25) -> Place:
    """A veil that is seen where the distance is above zero."""
    return HALF + reach * np.clip(distance, -1.8, 1.4)


def sharp(rng: np.random.Generator, least: float, most: float) -> float:
    """How steep a veil's edge is, as a logarithm: mist or knife."""
    return rng.uniform(np.log(least), np.log(most))


# Each kind gives smooth fields only; stripes and rings come about where the composition folds a rising phase.


def horizon(rng, x, y):
    """A far line; a sky that glows above it, water that mirrors in ripples below."""
    depth = y - rng.uniform(-0.15, 0.35) + 0.03 * rng.uniform(0, 1) * sway(rng, x, y, 2.0)
    sun = rng.uniform(-0.7, 0.7)
    back = 0.5 + rng.uniform(0.4, 1.1) * depth + 0.07 * sway(rng, x, 2 * y, 1.4)
    front = (
        0.35
        + rng.uniform(0.5, 1.1) * np.arcsinh(5 * depth)
        + 0.12 * sway(rng, x, 2 * y, 1.6)
        + 0.1 * (x - sun) ** 2
    )
    glow = (
        rng.uniform(0.4, 0.9)
        * bell(x - sun, rng.uniform(0.4, 1.2))
        * bell(depth, rng.uniform(0.1, 0.25))
    )
    return back, front, within(depth), sharp(rng, 12, 150), vignette(x, y, 0.35), glow


def eclipse(rng, x, y):
    """A disc before a corona; rings of interference around."""
    cx, cy, radius = rng.uniform(-0.6, 0.6), rng.uniform(-0.25, 0.25), rng.uniform(0.3, 0.62)
    away = np.hypot(x - cx, y - cy) - radius
    tilt = rng.uniform(0, 2 * np.pi)
    along = (x - cx) * np.cos(tilt) + (y - cy) * np.sin(tilt)
    back = 0.5 - rng.uniform(0.4, 1.7) * away + 0.08 * sway(rng, x, y, 2.0)
    front = 0.25 + rng.uniform(0.4, 1.8) * along + 0.12 * sway(rng, x, y, 2.4)
    side = 0.5 + 0.5 * np.tanh(2 * along * rng.choice([-1, 1]) / radius)
    glow = rng.uniform(0.5, 0.95) * side * bell(away - 0.02, rng.uniform(0.1, 0.25))
    return back, front, within(-away), sharp(rng, 60, 200), vignette(x, y, 0.3), glow


def silk(rng, x, y):
    """Folded cloth over folded cloth."""
    angle = rng.uniform(0.3, 1.25)
    u = x * np.cos(angle) + y * np.sin(angle)
    v = -x * np.sin(angle) + y * np.cos(angle)
    folds = rng.uniform(0.55, 1.3)
    back = folds * (u + 0.17 * sway(rng, x, y, 1.9)) + rng.uniform(0, 1)
    front = 1.2 * folds * (
        0.85 * u - rng.uniform(0.3, 0.8) * v + 0.15 * sway(rng, x, y, 1.9)
    ) + rng.uniform(0, 1)
    hem = v + rng.uniform(-0.3, 0.3) + 0.2 * np.sin(1.9 * u + rng.uniform(0, 6))
    shade = vignette(x, y, 0.15) - rng.uniform(0.2, 0.45) * bell(hem + 0.07, 0.13)
    glow = rng.uniform(0.1, 0.45) * bell(hem - rng.uniform(0.15, 0.5), 0.2)
    return back, front, within(hem), sharp(rng, 60, 200), shade, glow


def aurora(rng, x, y):
    """A curtain of light: a sharp foot, rays, and a height where it fades."""
    foot = rng.uniform(0.15, 0.5) + rng.uniform(0.1, 0.25) * np.sin(
        rng.uniform(1.4, 2.6) * x + rng.uniform(0, 6)
    )
    above = (foot - y) / rng.uniform(0.28, 0.45)
    curtain = np.maximum(above * np.exp(1 - np.clip(above, -1, 9)), -0.9)
    rays = rng.uniform(0.35, 0.9) * (
        x + rng.uniform(-0.3, 0.3) * y * x + 0.25 * sway(rng, x, y, 1.8)
    )
    front = rays - 0.17 * above + rng.uniform(0, 1)
    back = 0.02 + 0.2 * y + 0.1 * sway(rng, x, y, 1.8)
    glow = (
        rng.uniform(0.3, 0.75)
        * bell(above - 0.25, 0.4)
        * (0.7 + 0.3 * np.sin(2.5 * x + rng.uniform(0, 6)))
    )
    return back, front, 0.14 + 0.34 * curtain, sharp(rng, 1.5, 4), vignette(x, y, 0.3), glow


def film(rng, x, y):
    """A soap film: fringes of thickness, stretched and swirled."""
    px, py = x + 0.4 * sway(rng, x, y, 1.8), y + 0.4 * sway(rng, x, y, 1.8)
    back = rng.uniform(0.9, 2.0) * (0.6 * py + 0.3 * sway(rng, px, py, 1.8)) + rng.uniform(0, 1)
    front = rng.uniform(0.5, 1.1) * back + 0.3 * sway(rng, px, py, 1.8)
    tear = 0.5 * sway(rng, px, py, 1.7) + py + rng.uniform(-0.1, 0.6)
    shade = vignette(x, y, 0.25) * (0.92 + 0.1 * sway(rng, x, y, 2.0))
    glow = 0.55 * np.clip(sway(rng, x, y, 2.2) - 0.6, 0, 1)
    return back, front, within(tear), sharp(rng, 2, 100), shade, glow


def interference(rng, x, y):
    """Two sources with a ring of waves each; they take turns where the waves meet."""
    ax, bx = rng.uniform(-1.2, -0.3), rng.uniform(0.3, 1.2)
    ay, by = rng.uniform(-0.7, 0.7, 2)
    ra, rb = (
        np.sqrt((x - ax) ** 2 + (y - ay) ** 2 + 0.02),
        np.sqrt((x - bx) ** 2 + (y - by) ** 2 + 0.02),
    )
    back = rng.uniform(0.9, 2.1) * ra + rng.uniform(0, 1)
    front = rng.uniform(0.9, 2.1) * rb + rng.uniform(0, 1)
    meet = rng.uniform(0.4, 1.5) * (ra - rb) + rng.uniform(0, 1)
    glow = rng.uniform(0.3, 0.7) * (bell(ra, 0.3) + bell(rb, 0.24))
    return back, front, meet, sharp(rng, 1.2, 40), vignette(x, y, 0.35), glow


def crystal(rng, x, y):
    """What polarised light draws in a crystal: rings and crosses around an axis."""
    cx, cy, turn = rng.uniform(-0.5, 0.5), rng.uniform(-0.3, 0.3), rng.uniform(0, np.pi)
    z = ((x - cx) + 1j * (y - cy)) * np.exp(1j * turn)
    far = np.abs(z)
    saddle = z ** rng.integers(2, 4) / (
        0.4 + far
    )  # grows evenly, so that fringes do not crowd the corners
    rings = rng.uniform(0.8, 1.9) * far**2 / (0.5 + far)
    back = rings + rng.uniform(-0.6, 0.6) * saddle.real + rng.uniform(0, 1)
    front = 0.8 * rings + rng.uniform(0.3, 0.9) * saddle.real + rng.uniform(0, 1)
    cross = rng.uniform(0.3, 0.8) * saddle.imag + HALF
    glow = rng.uniform(0.3, 0.9) * bell(far, rng.uniform(0.15, 0.35))
    return back, front, cross, sharp(rng, 1.2, 60), vignette(x, y, 0.3), glow


def strata(rng, x, y):
    """Ranges of hills behind each other, or what a canyon's wall remembers."""
    height = (
        y
        + rng.uniform(-0.35, 0.35) * x
        + 0.16 * np.sin(rng.uniform(1.5, 2.8) * x + rng.uniform(0, 6))
        + 0.08 * sway(rng, x, y, 2.2)
    )
    layer = rng.uniform(0.8, 1.4) * height + rng.uniform(0, 1)
    back = 0.5 * layer + 0.3 * y + 0.2 * np.sin(rng.uniform(1.5, 2.5) * x + rng.uniform(0, 6))
    front = rng.uniform(0.7, 1.3) * layer + 0.15 * sway(rng, x, y, 1.8)
    glow = (
        rng.uniform(0.2, 0.6)
        * bell(height + rng.uniform(-0.2, 0.7), 0.25)
        * bell(x - rng.uniform(-0.8, 0.8), 0.9)
    )
    return back, front, layer, sharp(rng, 1.5, 60), vignette(x, y, 0.3), glow


KINDS = {
    kind.__name__: kind
    for kind in (horizon, eclipse, silk, aurora, film, interference, crystal, strata)
}
