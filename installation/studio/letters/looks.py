"""The looks of the pack `letters`: what [look] of its pack.toml says.

A look is a table of values for inputs of the generator graph. Lengths are parts of the picture's
narrow side; outside the letter they count negative, at its outline 0.

- `kind` (1,): 0 sheets of paper in light; 1 three transparent inks, printed over each other.
- `day`, `night` (palettes, bands, 3): colours 0..255; of sheets from the ground to the letter, of
  inks the paper and three inks.
- `edges` (bands - 1,): where each next band begins, rising; of inks from where on each covers.
- `overlap_day`, `overlap_night` (palettes, 3): where letters lie over each other; sheets only.
- `line_day`, `line_night` (palettes, 3): colour of echo lines around the sheets.
- `line_pitch`, `line_width`, `line_reach` (1,): from line to line, how thick (0: none), how far
  out.
- `shadow` (1,): how dark, 0..1; `shadow_length`, `shadow_softness` (1,): how far it falls, how soft
  it ends. Of inks the length is how far two of them are printed beside the first.
- `bevel` (1,): how much edges catch the light, 0..1; `bevel_width` (1,): how far in they are round.
- `grain` (1,): of the paper; 0.03 is three hundredths lighter and darker.
- `spread` (1,): inks only, how far apart in style the three prints of a lone letter are, 0..1.

Palettes lie around a circle: two directions of style say which is seen, and neighbours pass into
each other. `hour` turns day to night. The gestures `light_x`, `light_y`, `hour` and `glow` are no
part of a look.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Colours = Sequence[str]  # "#rrggbb"
Look = dict[str, Any]  # input of the graph -> its value

# around the circle, neighbours alike: blue, green, yellow, orange, red, violet
STEPS_BY_DAY: Sequence[Colours] = (
    ("#f1eee4", "#cfe1e8", "#93c5dc", "#4a9fcd", "#2173b3", "#174a86", "#faf6ea"),
    ("#f3efdd", "#efdf9a", "#c4cf68", "#7cb35f", "#2f8b66", "#175a50", "#faf5e4"),
    ("#f5efdc", "#f6e08c", "#edc252", "#dc9c3a", "#b06f30", "#66402a", "#fbf4e3"),
    ("#f6efdf", "#f9d96c", "#f7a845", "#ee7b56", "#d25366", "#8c2c55", "#fcf4e7"),
    ("#f1e9dc", "#f2bfa9", "#ea8670", "#dc6b58", "#b04356", "#581c29", "#faf2e6"),
    ("#f4ebe6", "#f5c6d1", "#ec8cb0", "#c65a9f", "#7d3f94", "#3f2d79", "#fdf4eb"),
)
STEPS_BY_NIGHT: Sequence[Colours] = (
    ("#0a1424", "#0f223b", "#163659", "#1f5280", "#3c7dac", "#8abad3", "#f5f1df"),
    ("#0a1714", "#0f2b26", "#164a40", "#2d7556", "#78a65b", "#d3c963", "#fbf4d2"),
    ("#150f0b", "#2d1d12", "#523319", "#8a5823", "#c4893a", "#ebc565", "#fdf2cd"),
    ("#190d1c", "#391530", "#6f2143", "#ad4354", "#e1764e", "#f4ad53", "#fdefc6"),
    ("#150a0d", "#301118", "#5c1e2a", "#933746", "#cc6153", "#ee8c6f", "#fce6d6"),
    ("#100c1f", "#231940", "#412968", "#703c8a", "#ae5a9a", "#e796b1", "#fde8e4"),
)
ECHO_BY_DAY: Sequence[Colours] = (
    ("#2b5dac", "#f8f0da"),
    ("#2c7f63", "#f8f2d8"),
    ("#e58a2b", "#fff6e0"),
    ("#d96f50", "#fcf2e2"),
    ("#a53d7f", "#fdeee8"),
)
ECHO_BY_NIGHT: Sequence[Colours] = (
    ("#0f2347", "#f7f1dc"),
    ("#0d2725", "#f5f0cf"),
    ("#2b1a12", "#fbdc84"),
    ("#25100f", "#f8ecdb"),
    ("#20153c", "#fbe4e0"),
)
LINES_BY_DAY: Colours = ("#a6cbea", "#a5d7a8", "#fde0a0", "#f9b29a", "#f0b0cf")
LINES_BY_NIGHT: Colours = ("#5a9bd4", "#58ab84", "#e8963f", "#dd6d57", "#d06fb0")
INKS_BY_DAY: Sequence[Colours] = (
    ("#f3efe2", "#3a86d1", "#7fd3b6", "#ff7a66"),
    ("#f4f0de", "#3fae6f", "#f8d84a", "#3f8fd8"),
    ("#f6f0df", "#ff7f45", "#ffd23e", "#38a6b0"),
    ("#f4ede0", "#f2503f", "#fbd14b", "#2f7fc0"),
    ("#f5ede8", "#ff5fa0", "#ffa04d", "#7d6be0"),
)
INKS_BY_NIGHT: Sequence[Colours] = (
    ("#0c1424", "#2f7fd0", "#2c9d86", "#d0584a"),
    ("#0b1815", "#2f9d62", "#b8952c", "#2f78c0"),
    ("#190f1c", "#dd6433", "#b98a25", "#2a8a94"),
    ("#160c0f", "#d8402f", "#b98b2c", "#2c72b0"),
    ("#120d22", "#d8468a", "#c9772e", "#6757cc"),
)
RELIEF_BY_DAY: Sequence[Colours] = (
    ("#dde5e8", "#e2e9eb", "#e7edee", "#eef2f2"),
    ("#e2e6d6", "#e6eadb", "#ebeee1", "#f1f3e8"),
    ("#eee3c8", "#f1e7cf", "#f4ebd7", "#f8f1e1"),
    ("#ebdcd0", "#eee1d6", "#f1e6dd", "#f6eee7"),
    ("#e6dce2", "#eae1e6", "#eee7eb", "#f4eff1"),
)
RELIEF_BY_NIGHT: Sequence[Colours] = (
    ("#1b2c48", "#24395a", "#2f486d", "#46648f"),
    ("#16322d", "#1e413a", "#295249", "#3d7065"),
    ("#3c2335", "#4b2d41", "#5c394f", "#7d5168"),
    ("#3c1d21", "#4c272b", "#5e3337", "#804a4c"),
    ("#2b2249", "#372c5a", "#45386d", "#61528f"),
)
PAPER = "#f3ede0"
DIM_PAPER = "#a79d8c"
BLACK = "#1a1a1c"
NO_LINES: Look = {
    "line_day": [PAPER],
    "line_night": [PAPER],
    "line_pitch": 0.05,
    "line_width": 0.0,
    "line_reach": 0.02,
}
NO_LIGHT: Look = {
    "shadow": 0.0,
    "shadow_length": 0.01,
    "shadow_softness": 0.01,
    "bevel": 0.0,
    "bevel_width": 0.004,
}


def steps() -> Look:
    """Sheets of paper, each lying on the next."""
    return {
        "kind": 0,
        "day": _lists(STEPS_BY_DAY),
        "night": _lists(STEPS_BY_NIGHT),
        "edges": [-0.36, -0.265, -0.185, -0.12, -0.066, 0.0],
        "overlap_day": _of(STEPS_BY_DAY, 2),
        "overlap_night": _of(STEPS_BY_NIGHT, 5),
        **NO_LINES,
        "shadow": 0.5,
        "shadow_length": 0.014,
        "shadow_softness": 0.018,
        "bevel": 0.22,
        "bevel_width": 0.004,
        "grain": 0.026,
        "spread": 0.5,
    }


def echo() -> Look:
    """One sheet, and lines around it that grow thinner."""
    return {
        "kind": 0,
        "day": _lists(ECHO_BY_DAY),
        "night": _lists(ECHO_BY_NIGHT),
        "edges": [0.0],
        "overlap_day": list(LINES_BY_DAY),
        "overlap_night": list(LINES_BY_NIGHT),
        "line_day": list(LINES_BY_DAY),
        "line_night": list(LINES_BY_NIGHT),
        "line_pitch": 0.054,
        "line_width": 0.0125,
        "line_reach": 0.8,
        "shadow": 0.4,
        "shadow_length": 0.014,
        "shadow_softness": 0.018,
        "bevel": 0.2,
        "bevel_width": 0.004,
        "grain": 0.026,
        "spread": 0.5,
    }


def overprint() -> Look:
    """Three transparent inks."""
    return {
        "kind": 1,
        "day": _lists(INKS_BY_DAY),
        "night": _lists(INKS_BY_NIGHT),
        "edges": [0.0, 0.0, 0.0],
        "overlap_day": _of(INKS_BY_DAY, 1),
        "overlap_night": _of(INKS_BY_NIGHT, 1),
        **NO_LINES,
        **NO_LIGHT,
        "shadow_length": 0.006,
        "grain": 0.034,
        "spread": 0.5,
    }


def relief() -> Look:
    """One sheet of paper, embossed."""
    return {
        "kind": 0,
        "day": _lists(RELIEF_BY_DAY),
        "night": _lists(RELIEF_BY_NIGHT),
        "edges": [-0.15, -0.07, 0.0],
        "overlap_day": _of(RELIEF_BY_DAY, 0),
        "overlap_night": _of(RELIEF_BY_NIGHT, 0),
        **NO_LINES,
        "shadow": 0.34,
        "shadow_length": 0.018,
        "shadow_softness": 0.03,
        "bevel": 0.2,
        "bevel_width": 0.014,
        "grain": 0.022,
        "spread": 0.5,
    }


def plain() -> Look:
    """Black on paper, by night in dim light."""
    return {
        "kind": 0,
        "day": [[PAPER, BLACK]],
        "night": [[DIM_PAPER, BLACK]],
        "edges": [0.0],
        "overlap_day": ["#d8352a"],
        "overlap_night": ["#d8352a"],
        **NO_LINES,
        **NO_LIGHT,
        "grain": 0.03,
        "spread": 0.5,
    }


def _lists(palettes: Sequence[Colours]) -> list[list[str]]:
    return [list(palette) for palette in palettes]


def _of(palettes: Sequence[Colours], band: int) -> list[str]:
    return [palette[band] for palette in palettes]


# the table [look] of pack.toml
LOOK_TABLE: Mapping[str, Any] = {
    "show": "steps",
    "steps": steps(),
    "echo": echo(),
    "overprint": overprint(),
    "relief": relief(),
    "plain": plain(),
}
