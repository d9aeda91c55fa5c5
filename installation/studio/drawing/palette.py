"""Colours: the materials of a style, seen in the light of an hour.

A wall is never given a colour for dusk; it has one colour, and dusk has a light. So every palette is
in tune by construction. All values are RGB in 0..255 here, in 0..1 once they leave this module.
"""

from dataclasses import dataclass

import numpy as np

from .parts import pick

COLOURS = ("sky_top", "sky_low", "far", "near", "ground", "wall", "relief", "opening", "light")


@dataclass(frozen=True)
class Hour:
    """Light: a sky of two colours, a disc (sun or moon), a tint over all things."""

    sky_top: tuple
    sky_low: tuple
    disc: tuple[
        int, int, int
    ]  # x, y and radius in pixels of the drawing; radius 0 is none. It shines as the panes do; no two of them meet
    tint: tuple
    amount: float  # of the tint, 0..1
    level: float  # brightness of the materials
    panes: tuple  # colour of the panes: lamp light, or the sky in the glass


HOURS = {
    "dawn": Hour(
        (112, 156, 200),
        (255, 208, 184),
        (890, 182, 34),
        (255, 206, 186),
        0.2,
        0.94,
        (255, 236, 196),
    ),
    "noon": Hour(
        (38, 118, 190), (178, 222, 238), (0, 0, 0), (255, 250, 235), 0.04, 1.04, (196, 226, 238)
    ),
    "gold": Hour(
        (222, 128, 104), (255, 222, 150), (120, 210, 58), (255, 190, 120), 0.2, 1.0, (255, 232, 164)
    ),
    "rose": Hour(
        (66, 60, 132), (255, 142, 118), (905, 300, 66), (206, 98, 120), 0.3, 0.8, (255, 212, 118)
    ),
    "blue": Hour(
        (16, 32, 88), (98, 134, 192), (0, 0, 0), (52, 78, 150), 0.44, 0.62, (255, 200, 92)
    ),
    "night": Hour(
        (8, 12, 44), (54, 66, 132), (140, 110, 36), (38, 50, 116), 0.5, 0.58, (255, 196, 84)
    ),
    "fog": Hour(
        (172, 188, 192), (232, 228, 214), (836, 80, 42), (212, 216, 210), 0.4, 0.96, (255, 234, 180)
    ),
}

# wall, relief, opening, near, ground
MATERIALS = {
    "gothic": [
        ((198, 156, 118), (236, 208, 168), (48, 34, 48), (112, 90, 104), (136, 120, 120)),
        ((140, 150, 166), (208, 212, 212), (28, 32, 54), (84, 94, 122), (122, 124, 136)),
        ((174, 94, 80), (226, 168, 138), (50, 22, 36), (108, 72, 84), (138, 112, 108)),
    ],
    "baroque": [
        ((238, 182, 78), (255, 246, 222), (98, 46, 42), (88, 130, 84), (218, 198, 158)),
        ((234, 154, 140), (255, 240, 228), (80, 58, 74), (100, 138, 104), (214, 192, 176)),
        ((246, 224, 176), (255, 252, 240), (44, 108, 102), (76, 122, 92), (210, 196, 168)),
    ],
    "altbau": [
        ((192, 84, 60), (244, 216, 180), (54, 34, 44), (152, 108, 90), (140, 130, 124)),
        ((142, 188, 160), (248, 240, 216), (40, 56, 60), (180, 148, 118), (138, 136, 128)),
        ((244, 204, 120), (255, 248, 224), (92, 56, 48), (170, 118, 106), (146, 134, 124)),
        ((106, 140, 178), (238, 236, 224), (30, 36, 58), (152, 126, 118), (130, 130, 134)),
    ],
    "clapboard": [
        ((188, 52, 44), (252, 242, 226), (48, 38, 48), (70, 114, 78), (144, 170, 92)),
        ((104, 162, 188), (254, 250, 240), (36, 50, 74), (82, 126, 94), (152, 174, 106)),
        ((250, 212, 108), (255, 252, 238), (66, 84, 86), (92, 132, 82), (150, 172, 96)),
        ((118, 150, 112), (250, 246, 228), (44, 46, 44), (66, 106, 84), (160, 168, 100)),
    ],
    "neues_bauen": [
        ((248, 246, 240), (222, 50, 38), (32, 38, 50), (108, 144, 108), (192, 188, 176)),
        ((246, 246, 244), (30, 94, 184), (28, 34, 52), (112, 140, 116), (186, 188, 186)),
        ((252, 248, 234), (248, 180, 24), (42, 42, 52), (104, 142, 104), (196, 190, 172)),
        ((230, 88, 54), (252, 242, 216), (26, 50, 86), (98, 134, 104), (194, 182, 168)),
    ],
    "brutalism": [
        ((182, 162, 142), (214, 200, 182), (44, 38, 42), (124, 120, 116), (156, 148, 140)),
        ((148, 158, 166), (194, 202, 206), (32, 38, 50), (106, 116, 124), (140, 146, 150)),
        ((198, 150, 132), (228, 194, 176), (58, 36, 44), (128, 108, 108), (160, 142, 134)),
    ],
}

# How often a style is seen at which hour, in the order of HOURS
FAVOURITE_HOURS = {
    "gothic": (1, 1, 1, 3, 3, 3, 2),
    "baroque": (2, 3, 3, 2, 2, 1, 1),
    "altbau": (2, 2, 2, 2, 3, 2, 1),
    "clapboard": (2, 3, 2, 2, 2, 2, 2),
    "neues_bauen": (1, 4, 2, 2, 2, 2, 1),
    "brutalism": (1, 2, 3, 3, 2, 2, 2),
}


def choose_hour(rng: np.random.Generator, style: str) -> str:
    """A name in HOURS."""
    return pick(rng, *HOURS, weights=FAVOURITE_HOURS[style])


def colours(rng: np.random.Generator, style: str, hour_name: str) -> np.ndarray:
    """The palette of one drawing, (9, 3) float32 in 0..1, in the order of COLOURS."""
    hour = HOURS[hour_name]
    wall, relief, opening, near, ground = (_under(hour, c) for c in pick(rng, *MATERIALS[style]))
    low = np.array(hour.sky_low, float)
    rows = [hour.sky_top, low, _mix(low, near, 0.36), _mix(low, near, 0.74), ground, wall, relief]
    rows += [_mix(opening, np.array(hour.sky_top) * 0.5, 0.2), hour.panes]
    drift = rng.uniform(0.95, 1.05) + rng.normal(0.0, 0.012, (len(COLOURS), 3))
    return np.clip(np.array(rows, float) / 255 * drift, 0, 1).astype(np.float32)


def _under(hour: Hour, material) -> np.ndarray:
    return _mix(np.array(material) * hour.level, hour.tint, hour.amount)


def _mix(a, b, share: float) -> np.ndarray:
    return np.asarray(a, float) * (1 - share) + np.asarray(b, float) * share
