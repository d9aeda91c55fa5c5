"""Colours: the materials of a style, seen in the light of an hour.

A wall is never given a colour for dusk; it has one colour, and dusk has a light. So every palette is
in tune by construction. All values are RGB in 0..255 here, in 0..1 once they leave this module.
"""

import numpy as np
from numpy.typing import ArrayLike

from installation.studio.facades.drawing.lots import Lots
from installation.studio.facades.drawing.materials import HOURS, MATERIALS, Hour, Rgb

COLOURS = ("sky_top", "sky_low", "far", "near", "ground", "wall", "relief", "opening", "light")

# How often a style is seen at which hour, in the order of HOURS
FAVOURITE_HOURS = {
    "gothic": (1, 1, 1, 3, 3, 3, 2),
    "baroque": (2, 3, 3, 2, 2, 1, 1),
    "altbau": (2, 2, 2, 2, 3, 2, 1),
    "clapboard": (2, 3, 2, 2, 2, 2, 2),
    "neues_bauen": (1, 4, 2, 2, 2, 2, 1),
    "brutalism": (1, 2, 3, 3, 2, 2, 2),
}


def choose_hour(lots: Lots, style: str) -> str:
    """A name in HOURS."""
    return lots.pick("hour", *HOURS, weights=FAVOURITE_HOURS[style])


def colours(rng: np.random.Generator, style: str, hour_name: str) -> np.ndarray:
    """The palette of one drawing, (9, 3) float32 in 0..1, in the order of COLOURS."""
    hour = HOURS[hour_name]
    materials = MATERIALS[style]
    material = materials[int(rng.choice(len(materials)))]
    near = _in_light(hour, material.near)
    opening = _in_light(hour, material.opening)
    palette = {
        "sky_top": hour.sky_top,
        "sky_low": hour.sky_low,
        "far": _mix(hour.sky_low, near, 0.36),
        "near": _mix(hour.sky_low, near, 0.74),
        "ground": _in_light(hour, material.ground),
        "wall": _in_light(hour, material.wall),
        "relief": _in_light(hour, material.relief),
        "opening": _mix(opening, np.array(hour.sky_top) * 0.5, 0.2),
        "light": hour.panes,
    }
    rows = np.array([palette[name] for name in COLOURS], float)
    brightness = rng.uniform(0.95, 1.05)
    drift = brightness + rng.normal(0.0, 0.012, rows.shape)
    return np.clip(rows / 255 * drift, 0, 1).astype(np.float32)


def _in_light(hour: Hour, colour: Rgb) -> np.ndarray:
    """A material's colour at an hour."""
    return _mix(np.array(colour) * hour.level, hour.tint, hour.amount)


def _mix(a: ArrayLike, b: ArrayLike, share: float) -> np.ndarray:
    return np.asarray(a, float) * (1 - share) + np.asarray(b, float) * share
