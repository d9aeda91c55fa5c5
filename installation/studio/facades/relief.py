"""Light on cut paper: how high each sheet lies, what shadow that casts, how lamps glow at night.

Heights of sheets (what stands before what) and of the work on a wall (relief stands out, openings lie
deeper) are laid a little away from the light and softened: where that is higher than what is seen, there
is shadow; where it is lower, there is an edge that the light falls on. One shifted map does that for all
sheets at once, at any size, whatever the light's direction.

Lengths are pixels of the drawing.
"""

from typing import NamedTuple

import cv2
import numpy as np

from installation.studio.facades.drawing import COLOURS, WIDTH
from installation.studio.facades.fields import COLUMNS, REACH

CELL = WIDTH / COLUMNS  # pixels of the drawing
STEEP = 0.06  # keeps the light's direction apart from nothing, as it shortens shadows near noon


class Steps(NamedTuple):
    """Steps from sheet to sheet that cast the same kind of shadow."""

    # the shadow of each sheet on what is behind it; below 0 it lies deeper. All of compose.STACK, but
    # "street" is the ground alone: no part of the building, on whose wall it casts its shadow
    heights: dict[str, float]
    softness: float  # over which an edge rises
    length: float  # of a shadow, at most


# the street, and who walks on it, lies in front of the wall
SHEETS = Steps({"far": 0.44, "near": 0.53, "street": 1.8, "wall": 0.6}, softness=11.0, length=9.0)
WORK = Steps(
    {"wall": 0.45, "relief": 0.54, "opening": -0.63, "light": 0.2}, softness=5.6, length=3.2
)
KINDS = (SHEETS, WORK)
LOWEST = -0.3  # of all sums of heights
SPAN = 3.6  # from there to the highest
DARKEST_SHADE = 0.48
LIGHTEST_EDGE = 0.12

GLOW_REACH = 3.2  # cells, the standard deviation of the light around a lamp, a sun, a moon
GLOW_STEEP = 6.0  # how sharply a field becomes light before it spreads
GLOW_COLOUR = (255.0, 196.0, 104.0)
GLOW = 0.8  # of it beside a lamp in the dark
LAMP_ITSELF = (
    0.75  # of the glow that a lamp keeps from itself: its own colour says how bright it is
)
DARK_BELOW = 0.5  # mean of sky and wall from which on it is dark
DARK_GAIN = 2.2
DARK_OF = ("sky_top", "sky_low", "wall")  # the colours that say how dark it is
DARKEST = 0.8
GRAIN = 0.03  # of the paper, a standard deviation


def towards_light(light: tuple[float, float]) -> np.ndarray:
    """Where the light stands, (x, y) of length below one: 0 is straight above the paper."""
    both = np.asarray(light, np.float32)
    return np.asarray(both / np.sqrt((both**2).sum() + STEEP))


def darkness(colours: np.ndarray) -> float:
    """How dark the hour is by its colours (9, 3) in 0..1; 0 is day."""
    rows = [COLOURS.index(name) for name in DARK_OF]
    missing = DARK_BELOW - float(colours[rows].mean())
    return float(np.clip(DARK_GAIN * missing, 0, DARKEST))


def heights(kind: Steps, nested: dict[str, np.ndarray]) -> np.ndarray:
    """What one kind of steps adds to the height, softened but not shifted; fields (h, w) by name."""
    total = np.zeros_like(next(iter(nested.values())))
    for name, step in kind.heights.items():
        total += step * np.clip(nested[name] * (REACH / kind.softness) + 0.5, 0, 1)
    return np.asarray(total)


def raised(nested: dict[str, np.ndarray], light: tuple[float, float]) -> np.ndarray:
    """The map of all heights, laid away from the light, (h, w)."""
    parts = []
    for kind in KINDS:
        away = towards_light(light) * kind.length / CELL
        parts.append(shifted(heights(kind, nested), away))
    return np.sum(parts, 0)


def height_seen() -> dict[str, float]:
    """By how much each of compose.STACK is higher than what is behind it."""
    total: dict[str, float] = {}
    for kind in KINDS:
        for name, step in kind.heights.items():
            total[name] = total.get(name, 0.0) + step
    # "ground" is street and building together
    street = total.pop("street")
    total["ground"] = street
    total["wall"] -= street
    return total


def shifted(field: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """The field as it is (x, y) cells further along, between cells linear."""
    x, y = cells
    matrix = np.array([[1, 0, -x], [0, 1, -y]], np.float32)
    size = (field.shape[1], field.shape[0])
    moved = cv2.warpAffine(field, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved)


def glow_kernel() -> np.ndarray:
    """One side of the spreading of light, normalised, (n,) float32; it is used down and across."""
    reach = round(2.5 * GLOW_REACH)
    steps = np.arange(-reach, reach + 1)
    bell = np.exp(-((steps / GLOW_REACH) ** 2) / 2)
    return np.asarray(bell / bell.sum(), np.float32)


def glow_of(light: np.ndarray) -> np.ndarray:
    """The light around what shines, 0..1; its nested field (h, w)."""
    shining = np.clip(light * GLOW_STEEP + 0.5, 0, 1).astype(np.float32)
    kernel = glow_kernel()
    spread = cv2.sepFilter2D(shining, -1, kernel, kernel, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(spread)
