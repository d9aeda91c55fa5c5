"""What drawings of light are made of: slow unrest, bells, edges; functions of the place."""

import numpy as np

from installation.studio.colours.compose import HALF

TURN = 2 * np.pi

Place = np.ndarray  # (n,) x or y of places, or a value there
Rng = np.random.Generator


def sway(rng: Rng, x: Place, y: Place, pace: float, waves: int = 3) -> Place:
    """A slow unrest around 0, about -1..1: a few waves in all directions."""
    unrest = np.zeros(())
    for _ in range(waves):
        angle = rng.uniform(0, np.pi)
        turn = rng.uniform(0, TURN)
        quick = rng.uniform(0.6, 1.3)
        along = x * np.cos(angle) + y * np.sin(angle)
        unrest = unrest + np.sin(pace * quick * along + turn)
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


def sharp(rng: Rng, least: float, most: float) -> float:
    """How steep a veil's edge is, as a logarithm: mist or knife."""
    return rng.uniform(np.log(least), np.log(most))
