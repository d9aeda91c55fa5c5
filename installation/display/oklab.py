"""Colours as the eye orders them: Oklab (Ottosson 2020), in lightness, chroma and hue. Values only."""

import numpy as np

from installation.common.oklab_axes import TO_CONES, TO_OKLAB
from installation.display.canvas import Ink

_STEPS = 24  # in which chroma is taken back until a screen can show the colour


def lab_of(colours: np.ndarray) -> np.ndarray:
    """(n, 3) of red, green, blue, 0..255 -> (n, 3): lightness 0..1, and two axes of colour, about -0.4..0.4."""
    share = np.asarray(colours, np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ TO_CONES.T) @ TO_OKLAB.T


def ink_of(lightness: float, chroma: float, hue: float) -> Ink:
    """The nearest colour of this lightness and hue (radians) that a screen shows, with less chroma where it must."""
    for share in np.linspace(1, 0, _STEPS):
        axes = share * chroma * np.array([np.cos(hue), np.sin(hue)])
        linear = _linear_of(np.array([lightness, *axes]))
        if linear.min() >= -1e-6 and linear.max() <= 1 + 1e-6:
            break
    share_of_white = np.clip(linear, 0, 1)
    curved = np.where(
        share_of_white <= 0.0031308,
        12.92 * share_of_white,
        1.055 * share_of_white ** (1 / 2.4) - 0.055,
    )
    red, green, blue = (255 * curved).round().astype(int).tolist()
    return red, green, blue


def _linear_of(lab: np.ndarray) -> np.ndarray:
    """(3,) Oklab -> (3,) linear sRGB; outside 0..1 where no screen shows it."""
    roots = np.linalg.solve(TO_OKLAB, lab)
    return np.linalg.solve(TO_CONES, roots**3)
