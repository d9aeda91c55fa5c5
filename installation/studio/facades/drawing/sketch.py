"""One drawing from a seed: style, hour, surroundings, building, colours."""

from dataclasses import dataclass

import numpy as np

from installation.studio.facades.drawing import (
    altbau,
    baroque,
    brutalism,
    clapboard,
    gothic,
    neues_bauen,
    palette,
    setting,
)
from installation.studio.facades.drawing.ink_canvas import LAYERS, InkCanvas

DRAWERS = {
    "gothic": gothic.draw,
    "baroque": baroque.draw,
    "altbau": altbau.draw,
    "clapboard": clapboard.draw,
    "neues_bauen": neues_bauen.draw,
    "brutalism": brutalism.draw,
}
STYLES = tuple(DRAWERS)


@dataclass(frozen=True)
class FacadeDrawing:
    """One facade."""

    sheets: np.ndarray  # (8, 576, 1024) uint8, 255 is ink
    colours: np.ndarray  # (9, 3) float32 in 0..1
    style: int  # index in STYLES
    hour: str  # name in materials.HOURS


def draw(seed: int, index: int, style: str | None = None) -> FacadeDrawing:
    """The drawing number `index` of the data set `seed`: the same on every machine.

    Styles take turns, so that each has its sixth of any run of indices, unless `style` is given.
    """
    rng = np.random.default_rng([seed, index])
    name = style or STYLES[index % len(STYLES)]
    hour = palette.choose_hour(rng, name)
    canvas = InkCanvas()
    setting.draw(canvas, rng, name, hour)
    draw_building = DRAWERS[name]
    draw_building(canvas, rng)
    _nest(canvas)
    colours = palette.colours(rng, name, hour)
    return FacadeDrawing(canvas.sheets, colours, STYLES.index(name), hour)


def _nest(canvas: InkCanvas) -> None:
    """Cuts the layers so that the composition may rely on them.

    Openings and relief stay only in masses, panes only in openings, discs only in the open sky.
    """
    for inner in ("relief", "opening"):
        canvas.sheets[LAYERS.index(inner)] &= canvas.sheet("mass")
    standing = [canvas.sheet(layer) for layer in ("far", "near", "ground", "mass")]
    open_sky = ~np.maximum.reduce(standing)
    canvas.sheets[LAYERS.index("light")] &= canvas.sheet("opening") | open_sky
