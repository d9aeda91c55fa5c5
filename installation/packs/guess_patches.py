"""Rows of patches, as transformers give them: numbers of a picture in an order that shows none."""

import math

import numpy as np

from installation.packs.guess_pictures import CHANNELS_BY_FREQUENCY
from installation.packs.picture_format import NCHW, NHWC, roughness

_CLEARLY = 0.5  # put together, patches are so much smoother than side by side in a row
_SMALLEST = 2  # pixels of a patch's side


def in_patches(pictures: np.ndarray) -> str:
    """What they are and what would help; empty where they are no patches.

    `pictures`: as one would be shown, (n, 1, patches, values).
    """
    _, planes, count, length = pictures.shape
    across = math.isqrt(count)
    if planes != 1 or across * across != count:
        return ""
    plain = roughness(pictures, NCHW)
    for channels in CHANNELS_BY_FREQUENCY:
        side = math.isqrt(length // channels)
        if side < _SMALLEST or channels * side * side != length:
            continue
        together = _put_together(pictures, across, side, channels)
        if any(roughness(each, NHWC) < _CLEARLY * plain for each in together):
            return (
                f"{count} patches of {side}x{side} pixels in a row, as a transformer gives them: let the "
                "model end with what puts them together (unpatchify, a fold), so that a picture "
                "(n, channels, h, w) comes out"
            )
    return ""


def _put_together(
    pictures: np.ndarray, across: int, side: int, channels: int
) -> tuple[np.ndarray, np.ndarray]:
    """(n, h, w, channels), if the channels of a patch come last, and if they come first."""
    count = len(pictures)
    whole = (count, across * side, across * side, channels)
    last = pictures.reshape(count, across, across, side, side, channels)
    first = pictures.reshape(count, across, across, channels, side, side)
    return (
        last.transpose(0, 1, 3, 2, 4, 5).reshape(whole),
        first.transpose(0, 1, 4, 2, 5, 3).reshape(whole),
    )
