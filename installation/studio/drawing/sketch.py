"""One drawing from a seed: style, hour, surroundings, building, colours."""

from dataclasses import dataclass

import numpy as np

from . import altbau, baroque, brutalism, clapboard, gothic, neues_bauen, palette, setting
from .canvas import LAYERS, Canvas

STYLES = ("gothic", "baroque", "altbau", "clapboard", "neues_bauen", "brutalism")
DRAWERS = dict(
    zip(STYLES, (gothic, baroque, altbau, clapboard, neues_bauen, brutalism), strict=True)
)


@dataclass(frozen=True)
class Drawing:
    """One facade."""

    sheets: np.ndarray  # (8, 576, 1024) uint8, 255 is ink
    colours: np.ndarray  # (9, 3) float32 in 0..1
    style: int  # index in STYLES
    hour: str  # name in palette.HOURS


def draw(seed: int, index: int, style: str | None = None) -> Drawing:
    """The drawing number `index` of the data set `seed`: the same on every machine.

    Styles take turns, so that each has its sixth of any run of indices, unless `style` is given.
    """
    rng = np.random.default_rng([seed, index])
    name = style or STYLES[index % len(STYLES)]
    hour = palette.choose_hour(rng, name)
    canvas = Canvas()
    setting.draw(canvas, rng, name, hour)
    DRAWERS[name].draw(canvas, rng)
    _nest(canvas)
    return Drawing(canvas.sheets, palette.colours(rng, name, hour), STYLES.index(name), hour)


def _nest(canvas: Canvas) -> None:
    """Openings and relief only in masses, panes only in openings, discs in the open sky: what the composition relies on."""
    for inner in ("relief", "opening"):
        canvas.sheets[LAYERS.index(inner)] &= canvas.sheet("mass")
    before_sky = np.maximum.reduce(
        [canvas.sheet(layer) for layer in ("far", "near", "ground", "mass")]
    )
    canvas.sheets[LAYERS.index("light")] &= canvas.sheet("opening") | ~before_sky
