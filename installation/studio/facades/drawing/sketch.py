"""One drawing from a seed: style, hour, surroundings, building, colours."""

from dataclasses import dataclass

import numpy as np

from installation.studio.facades.drawing import (
    altbau,
    baroque,
    bridges,
    brutalism,
    clapboard,
    gothic,
    neues_bauen,
    palette,
    setting,
    street,
)
from installation.studio.facades.drawing.ink_canvas import LAYERS, InkCanvas
from installation.studio.facades.drawing.lots import DecidedLots, Decisions, Lots

DRAWERS = {
    "gothic": gothic.draw,
    "baroque": baroque.draw,
    "altbau": altbau.draw,
    "clapboard": clapboard.draw,
    "neues_bauen": neues_bauen.draw,
    "brutalism": brutalism.draw,
}
STYLES = tuple(DRAWERS)
BRIDGES = 0.22  # share of drawings that are one style below and another above


@dataclass(frozen=True)
class FacadeDrawing:
    """One facade."""

    sheets: np.ndarray  # (8, 576, 1024) uint8, 255 is ink
    colours: np.ndarray  # (9, 3) float32 in 0..1
    style: int  # index in STYLES
    crown: int  # the style of its upper part: `style`, but for a bridge
    hour: str  # name in materials.HOURS
    decisions: Decisions  # of which its sheets follow, but for a bridge


def hour_of(seed: int, index: int, style: str | None = None) -> str:
    """The hour in which `draw` shows that drawing, a name in materials.HOURS."""
    return palette.choose_hour(Lots(_house_rng(seed, index), {}), _style(index, style))


def draw(seed: int, index: int, style: str | None = None) -> FacadeDrawing:
    """The drawing number `index` of the data set `seed`: the same on every machine.

    Styles take turns, so that each has its sixth of any run of indices, unless `style` is given.
    """
    name = _style(index, style)
    decisions: Decisions = {}
    rng = _house_rng(seed, index)
    canvas = InkCanvas()
    hour = _draw_house(canvas, Lots(rng, decisions), name)
    colours = palette.colours(rng, name, hour)
    lots = Lots(np.random.default_rng([seed, index, 1]), decisions)
    crown = _crown(canvas, lots.rng, name)
    _draw_life(canvas, lots, hour)
    return FacadeDrawing(
        canvas.sheets,
        colours,
        STYLES.index(name),
        STYLES.index(crown),
        hour,
        decisions,
    )


def sheets_of(style: str, decisions: Decisions) -> np.ndarray:
    """The sheets of a house of one style for which all is decided, (8, 576, 1024) uint8."""
    lots = DecidedLots(decisions)
    canvas = InkCanvas()
    hour = _draw_house(canvas, lots, style)
    _draw_life(canvas, lots, hour)
    return canvas.sheets


def _draw_house(canvas: InkCanvas, lots: Lots, style: str) -> str:
    """A house in its surroundings; returns the hour."""
    hour = palette.choose_hour(lots, style)
    setting.draw(canvas, lots, style, hour)
    DRAWERS[style](canvas, lots)
    return hour


def _draw_life(canvas: InkCanvas, lots: Lots, hour: str) -> None:
    """Clouds and people around the house, which is cut to what the composition relies on."""
    street.draw_clouds(canvas, lots, hour)
    street.draw_people_at_home(canvas, lots)
    street.draw_street(canvas, lots)
    _nest(canvas)


def _house_rng(seed: int, index: int) -> np.random.Generator:
    return np.random.default_rng([seed, index])


def _style(index: int, wanted: str | None) -> str:
    return wanted or STYLES[index % len(STYLES)]


def _crown(canvas: InkCanvas, rng: np.random.Generator, style: str) -> str:
    """Makes some houses a bridge to another style; returns the style of the upper part."""
    if rng.random() >= BRIDGES:
        return style
    others = [name for name in STYLES if name != style]
    name = others[int(rng.integers(len(others)))]
    upper = InkCanvas()
    DRAWERS[name](upper, Lots(rng, {}))
    return name if bridges.crown(canvas, upper, rng) else style


def _nest(canvas: InkCanvas) -> None:
    """Cuts the layers so that the composition may rely on them.

    Openings and relief stay only in masses, panes only in openings, discs only in the open sky.
    """
    for inner in ("relief", "opening"):
        canvas.sheets[LAYERS.index(inner)] &= canvas.sheet("mass")
    standing = [canvas.sheet(layer) for layer in ("far", "near", "ground", "mass")]
    open_sky = ~np.maximum.reduce(standing)
    canvas.sheets[LAYERS.index("light")] &= canvas.sheet("opening") | open_sky
