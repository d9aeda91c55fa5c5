"""Colours blended as the eye sees them, in Oklab: between two clear ones lies no mud."""

import numpy as np

from installation.common.oklab_axes import TO_CONES, TO_OKLAB


def blended(first: np.ndarray, second: np.ndarray, share: float) -> np.ndarray:
    """(n, 3) RGB in 0..1 twice -> (n, 3) float32, `share` of the way from the first to the second."""
    start = _to_oklab(first)
    mixed = start + (_to_oklab(second) - start) * share
    return _from_oklab(mixed).astype(np.float32)


def _to_oklab(colours: np.ndarray) -> np.ndarray:
    """sRGB (n, 3) in 0..1 -> (n, 3)."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ TO_CONES.T) @ TO_OKLAB.T)


def _from_oklab(lab: np.ndarray) -> np.ndarray:
    cones = (lab @ np.linalg.inv(TO_OKLAB).T) ** 3
    linear = np.clip(cones @ np.linalg.inv(TO_CONES).T, 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
