"""Moods: which colours meet in a picture. Given in OKLCh, where equal steps look equal (Ottosson 2020).

The eye sees one octave of light. Each mood borrows from a way of making the rest visible: false-colour
infrared film, ultraviolet fluorescence, thermal cameras, x-rays, interference in thin films.
"""

from typing import NamedTuple

import numpy as np

STOPS = 4  # colours of a plane, the control points of a curve through colour space
COLOURS = 2 * STOPS + 1  # back plane, front plane, glow

Tone = tuple[float, float, float]  # lightness 0..1, chroma, hue in degrees


class Mood(NamedTuple):
    """The colours of both planes, from one end of the curve to the other, and of the glow."""

    back: tuple[Tone, ...]
    front: tuple[Tone, ...]
    glow: Tone


MOODS = {
    "infrared": Mood(
        back=(
            (0.20, 0.06, 235),
            (0.38, 0.10, 215),
            (0.66, 0.12, 195),
            (0.88, 0.07, 180),
        ),
        front=(
            (0.24, 0.10, 10),
            (0.48, 0.20, 12),
            (0.66, 0.22, 2),
            (0.88, 0.09, 350),
        ),
        glow=(0.95, 0.05, 20),
    ),
    "ultraviolet": Mood(
        back=(
            (0.13, 0.07, 285),
            (0.30, 0.18, 285),
            (0.50, 0.25, 295),
            (0.74, 0.15, 310),
        ),
        front=(
            (0.17, 0.08, 265),
            (0.42, 0.20, 264),
            (0.70, 0.14, 235),
            (0.93, 0.14, 120),
        ),
        glow=(0.92, 0.17, 122),
    ),
    "thermal": Mood(
        back=(
            (0.15, 0.08, 290),
            (0.38, 0.19, 330),
            (0.66, 0.22, 35),
            (0.90, 0.16, 90),
        ),
        front=(
            (0.18, 0.09, 275),
            (0.32, 0.17, 300),
            (0.58, 0.23, 12),
            (0.80, 0.16, 65),
        ),
        glow=(0.97, 0.08, 95),
    ),
    "x-ray": Mood(
        back=(
            (0.13, 0.04, 250),
            (0.28, 0.07, 240),
            (0.56, 0.09, 220),
            (0.86, 0.06, 200),
        ),
        front=(
            (0.18, 0.05, 225),
            (0.44, 0.09, 205),
            (0.74, 0.09, 190),
            (0.96, 0.03, 180),
        ),
        glow=(0.92, 0.09, 60),
    ),
    "film": Mood(
        back=(
            (0.24, 0.10, 310),
            (0.62, 0.17, 350),
            (0.82, 0.15, 85),
            (0.72, 0.13, 170),
        ),
        front=(
            (0.28, 0.13, 265),
            (0.66, 0.15, 200),
            (0.84, 0.13, 140),
            (0.80, 0.14, 40),
        ),
        glow=(0.97, 0.04, 100),
    ),
    "pearl": Mood(
        back=(
            (0.94, 0.03, 80),
            (0.88, 0.07, 20),
            (0.83, 0.09, 330),
            (0.80, 0.10, 270),
        ),
        front=(
            (0.70, 0.12, 255),
            (0.84, 0.09, 205),
            (0.93, 0.06, 150),
            (0.97, 0.03, 100),
        ),
        glow=(0.99, 0.02, 90),
    ),
    "ember": Mood(
        back=(
            (0.19, 0.06, 30),
            (0.42, 0.15, 30),
            (0.66, 0.20, 42),
            (0.86, 0.13, 75),
        ),
        front=(
            (0.22, 0.05, 220),
            (0.42, 0.08, 205),
            (0.66, 0.09, 190),
            (0.88, 0.06, 110),
        ),
        glow=(0.95, 0.09, 85),
    ),
    "polar": Mood(
        back=(
            (0.19, 0.06, 255),
            (0.38, 0.10, 215),
            (0.68, 0.15, 168),
            (0.91, 0.12, 140),
        ),
        front=(
            (0.16, 0.06, 275),
            (0.34, 0.14, 285),
            (0.60, 0.18, 320),
            (0.86, 0.09, 345),
        ),
        glow=(0.96, 0.07, 160),
    ),
    "dusk": Mood(
        back=(
            (0.30, 0.08, 275),
            (0.56, 0.13, 310),
            (0.76, 0.15, 15),
            (0.90, 0.10, 70),
        ),
        front=(
            (0.26, 0.07, 250),
            (0.46, 0.11, 262),
            (0.70, 0.12, 290),
            (0.87, 0.08, 40),
        ),
        glow=(0.96, 0.07, 75),
    ),
    "citrus": Mood(
        back=(
            (0.62, 0.22, 30),
            (0.76, 0.18, 55),
            (0.89, 0.18, 98),
            (0.95, 0.10, 115),
        ),
        front=(
            (0.52, 0.15, 190),
            (0.72, 0.15, 165),
            (0.88, 0.17, 125),
            (0.96, 0.08, 100),
        ),
        glow=(0.99, 0.05, 100),
    ),
}
# OKLab to the cones' cube roots, cones to linear sRGB (Ottosson 2020)
_LMS = np.array(
    [
        [1, 0.3963377774, 0.2158037573],
        [1, -0.1055613458, -0.0638541728],
        [1, -0.0894841775, -1.2914855480],
    ]
)
_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


def palette(mood: str, rng: np.random.Generator) -> np.ndarray:
    """(9, 3) sRGB in 0..1: one of the mood's many, as no two evenings are alike."""
    back, front, glow = MOODS[mood]
    if rng.random() < 0.4:
        back, front = front, back
    tones = np.array([*back, *front, glow])
    tones[:, 0] += rng.normal(0, 0.02, COLOURS)
    tones[:, 1] *= rng.uniform(0.9, 1.12)
    tones[:, 2] += rng.normal(0, 9) + rng.normal(0, 6, COLOURS)
    return srgb(tones)


def srgb(tones: np.ndarray) -> np.ndarray:
    """(n, 3) OKLCh -> (n, 3) float32 sRGB in 0..1; what a screen cannot show loses chroma, not hue."""
    lightness = np.clip(tones[:, 0], 0, 1)
    reduced = tones[:, 1].copy()
    hue = np.radians(tones[:, 2])
    for _ in range(40):
        linear = _linear(lightness, reduced, hue)
        is_outside = ((linear < -1e-4) | (linear > 1.0001)).any(1)
        if not is_outside.any():
            break
        reduced[is_outside] *= 0.95
    linear = np.clip(linear, 0, 1)
    curved = 1.055 * linear ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, 12.92 * linear, curved).astype(np.float32)


def _linear(lightness: np.ndarray, chroma_: np.ndarray, hue: np.ndarray) -> np.ndarray:
    """OKLCh as three arrays (n,) -> (n, 3) linear sRGB, also outside 0..1."""
    a = chroma_ * np.cos(hue)
    b = chroma_ * np.sin(hue)
    lab = np.stack([lightness, a, b], 1)
    return ((lab @ _LMS.T) ** 3) @ _RGB.T


def chroma(pictures: np.ndarray) -> np.ndarray:
    """(..., 3) uint8 -> (...) OKLab chroma: 0 is grey, 0.1 clearly a colour."""
    value = pictures.astype(np.float32) / 255
    curved = ((value + 0.055) / 1.055) ** 2.4
    linear = np.where(value <= 0.04045, value / 12.92, curved)
    cones = np.cbrt(linear @ np.linalg.inv(_RGB).T)
    lab = cones @ np.linalg.inv(_LMS).T
    return np.hypot(lab[..., 1], lab[..., 2])
