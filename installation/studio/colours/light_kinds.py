"""Eight kinds of light, each from a few decisions.

Each gives smooth fields only; stripes and rings come about where the composition folds a rising phase.
What an expression draws by lot, it draws in the order in which it is written: to change the order is to
change every drawing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from installation.studio.colours.compose import HALF
from installation.studio.colours.light_shapes import (
    TURN,
    Place,
    Rng,
    bell,
    sharp,
    sway,
    vignette,
    within,
)


@dataclass
class FieldSet:
    """One value at each place, or one for all places, for each of compose.FIELDS."""

    back: Place
    front: Place
    veil: Place
    edge: float
    shade: Place
    glow: Place


def horizon(rng: Rng, x: Place, y: Place) -> FieldSet:
    """A far line; a sky that glows above it, water that mirrors in ripples below."""
    depth = y - rng.uniform(-0.15, 0.35)
    ripple = 0.03 * rng.uniform(0, 1)
    depth = depth + ripple * sway(rng, x, y, 2.0)
    sun = rng.uniform(-0.7, 0.7)
    back = 0.5 + rng.uniform(0.4, 1.1) * depth
    back = back + 0.07 * sway(rng, x, 2 * y, 1.4)
    front = 0.35 + rng.uniform(0.5, 1.1) * np.arcsinh(5 * depth)
    front = front + 0.12 * sway(rng, x, 2 * y, 1.6)
    front = front + 0.1 * (x - sun) ** 2
    glow = rng.uniform(0.4, 0.9) * bell(x - sun, rng.uniform(0.4, 1.2))
    glow = glow * bell(depth, rng.uniform(0.1, 0.25))
    return FieldSet(
        back=back,
        front=front,
        veil=within(depth),
        edge=sharp(rng, 12, 150),
        shade=vignette(x, y, 0.35),
        glow=glow,
    )


def eclipse(rng: Rng, x: Place, y: Place) -> FieldSet:
    """A disc before a corona; rings of interference around."""
    cx = rng.uniform(-0.6, 0.6)
    cy = rng.uniform(-0.25, 0.25)
    radius = rng.uniform(0.3, 0.62)
    away = np.hypot(x - cx, y - cy) - radius
    tilt = rng.uniform(0, TURN)
    along = (x - cx) * np.cos(tilt) + (y - cy) * np.sin(tilt)
    back = 0.5 - rng.uniform(0.4, 1.7) * away
    back = back + 0.08 * sway(rng, x, y, 2.0)
    front = 0.25 + rng.uniform(0.4, 1.8) * along
    front = front + 0.12 * sway(rng, x, y, 2.4)
    bright_side = rng.choice([-1, 1])
    side = 0.5 + 0.5 * np.tanh(2 * along * bright_side / radius)
    glow = rng.uniform(0.5, 0.95) * side
    glow = glow * bell(away - 0.02, rng.uniform(0.1, 0.25))
    return FieldSet(
        back=back,
        front=front,
        veil=within(-away),
        edge=sharp(rng, 60, 200),
        shade=vignette(x, y, 0.3),
        glow=glow,
    )


def silk(rng: Rng, x: Place, y: Place) -> FieldSet:
    """Folded cloth over folded cloth."""
    angle = rng.uniform(0.3, 1.25)
    u = x * np.cos(angle) + y * np.sin(angle)
    v = -x * np.sin(angle) + y * np.cos(angle)
    folds = rng.uniform(0.55, 1.3)
    back = folds * (u + 0.17 * sway(rng, x, y, 1.9))
    back = back + rng.uniform(0, 1)
    slant = 0.85 * u - rng.uniform(0.3, 0.8) * v
    slant = slant + 0.15 * sway(rng, x, y, 1.9)
    front = 1.2 * folds * slant + rng.uniform(0, 1)
    hem = v + rng.uniform(-0.3, 0.3)
    hem = hem + 0.2 * np.sin(1.9 * u + rng.uniform(0, 6))
    shade = vignette(x, y, 0.15)
    shade = shade - rng.uniform(0.2, 0.45) * bell(hem + 0.07, 0.13)
    glow = rng.uniform(0.1, 0.45) * bell(hem - rng.uniform(0.15, 0.5), 0.2)
    return FieldSet(
        back=back,
        front=front,
        veil=within(hem),
        edge=sharp(rng, 60, 200),
        shade=shade,
        glow=glow,
    )


def aurora(rng: Rng, x: Place, y: Place) -> FieldSet:
    """A curtain of light: a sharp foot, rays, and a height where it fades."""
    level = rng.uniform(0.15, 0.5)
    swing = rng.uniform(0.1, 0.25)
    pace = rng.uniform(1.4, 2.6)
    foot = level + swing * np.sin(pace * x + rng.uniform(0, 6))
    above = (foot - y) / rng.uniform(0.28, 0.45)
    fading = np.exp(1 - np.clip(above, -1, 9))
    curtain = np.maximum(above * fading, -0.9)
    density = rng.uniform(0.35, 0.9)
    rays = x + rng.uniform(-0.3, 0.3) * y * x
    rays = density * (rays + 0.25 * sway(rng, x, y, 1.8))
    front = rays - 0.17 * above + rng.uniform(0, 1)
    back = 0.02 + 0.2 * y + 0.1 * sway(rng, x, y, 1.8)
    glow = rng.uniform(0.3, 0.75) * bell(above - 0.25, 0.4)
    glow = glow * (0.7 + 0.3 * np.sin(2.5 * x + rng.uniform(0, 6)))
    return FieldSet(
        back=back,
        front=front,
        veil=0.14 + 0.34 * curtain,
        edge=sharp(rng, 1.5, 4),
        shade=vignette(x, y, 0.3),
        glow=glow,
    )


def film(rng: Rng, x: Place, y: Place) -> FieldSet:
    """A soap film: fringes of thickness, stretched and swirled."""
    px = x + 0.4 * sway(rng, x, y, 1.8)
    py = y + 0.4 * sway(rng, x, y, 1.8)
    fringes = rng.uniform(0.9, 2.0)
    back = fringes * (0.6 * py + 0.3 * sway(rng, px, py, 1.8))
    back = back + rng.uniform(0, 1)
    front = rng.uniform(0.5, 1.1) * back
    front = front + 0.3 * sway(rng, px, py, 1.8)
    tear = 0.5 * sway(rng, px, py, 1.7) + py
    tear = tear + rng.uniform(-0.1, 0.6)
    unrest = 0.92 + 0.1 * sway(rng, x, y, 2.0)
    shade = vignette(x, y, 0.25) * unrest
    glow = 0.55 * np.clip(sway(rng, x, y, 2.2) - 0.6, 0, 1)
    return FieldSet(
        back=back,
        front=front,
        veil=within(tear),
        edge=sharp(rng, 2, 100),
        shade=shade,
        glow=glow,
    )


def interference(rng: Rng, x: Place, y: Place) -> FieldSet:
    """Two sources with a ring of waves each; they take turns where the waves meet."""
    left = rng.uniform(-1.2, -0.3)
    right = rng.uniform(0.3, 1.2)
    left_y, right_y = rng.uniform(-0.7, 0.7, 2)
    from_left = np.sqrt((x - left) ** 2 + (y - left_y) ** 2 + 0.02)
    from_right = np.sqrt((x - right) ** 2 + (y - right_y) ** 2 + 0.02)
    back = rng.uniform(0.9, 2.1) * from_left + rng.uniform(0, 1)
    front = rng.uniform(0.9, 2.1) * from_right + rng.uniform(0, 1)
    meeting = rng.uniform(0.4, 1.5) * (from_left - from_right) + rng.uniform(0, 1)
    sources = bell(from_left, 0.3) + bell(from_right, 0.24)
    glow = rng.uniform(0.3, 0.7) * sources
    return FieldSet(
        back=back,
        front=front,
        veil=meeting,
        edge=sharp(rng, 1.2, 40),
        shade=vignette(x, y, 0.35),
        glow=glow,
    )


def crystal(rng: Rng, x: Place, y: Place) -> FieldSet:
    """What polarised light draws in a crystal: rings and crosses around an axis."""
    cx = rng.uniform(-0.5, 0.5)
    cy = rng.uniform(-0.3, 0.3)
    turn = rng.uniform(0, np.pi)
    z = ((x - cx) + 1j * (y - cy)) * np.exp(1j * turn)
    far = np.abs(z)
    arms = rng.integers(2, 4)
    saddle = z**arms / (0.4 + far)  # grows evenly, so that fringes do not crowd the corners
    rings = rng.uniform(0.8, 1.9) * far**2 / (0.5 + far)
    back = rings + rng.uniform(-0.6, 0.6) * saddle.real + rng.uniform(0, 1)
    front = 0.8 * rings + rng.uniform(0.3, 0.9) * saddle.real + rng.uniform(0, 1)
    cross = rng.uniform(0.3, 0.8) * saddle.imag + HALF
    glow = rng.uniform(0.3, 0.9) * bell(far, rng.uniform(0.15, 0.35))
    return FieldSet(
        back=back,
        front=front,
        veil=cross,
        edge=sharp(rng, 1.2, 60),
        shade=vignette(x, y, 0.3),
        glow=glow,
    )


def strata(rng: Rng, x: Place, y: Place) -> FieldSet:
    """Ranges of hills behind each other, or what a canyon's wall remembers."""
    height = y + rng.uniform(-0.35, 0.35) * x
    height = height + 0.16 * np.sin(rng.uniform(1.5, 2.8) * x + rng.uniform(0, 6))
    height = height + 0.08 * sway(rng, x, y, 2.2)
    layer = rng.uniform(0.8, 1.4) * height + rng.uniform(0, 1)
    waves = np.sin(rng.uniform(1.5, 2.5) * x + rng.uniform(0, 6))
    back = 0.5 * layer + 0.3 * y + 0.2 * waves
    front = rng.uniform(0.7, 1.3) * layer
    front = front + 0.15 * sway(rng, x, y, 1.8)
    glow = rng.uniform(0.2, 0.6) * bell(height + rng.uniform(-0.2, 0.7), 0.25)
    glow = glow * bell(x - rng.uniform(-0.8, 0.8), 0.9)
    return FieldSet(
        back=back,
        front=front,
        veil=layer,
        edge=sharp(rng, 1.5, 60),
        shade=vignette(x, y, 0.3),
        glow=glow,
    )


KINDS: dict[str, Callable[[Rng, Place, Place], FieldSet]] = {
    "horizon": horizon,
    "eclipse": eclipse,
    "silk": silk,
    "aurora": aurora,
    "film": film,
    "interference": interference,
    "crystal": crystal,
    "strata": strata,
}
