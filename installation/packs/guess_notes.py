"""What an artist should know of the pictures that a stranger's model gave while it was tried."""

import re
from dataclasses import dataclass

import numpy as np

from installation.packs.guess_pictures import Range
from installation.packs.picture_format import CHANNELS

SAME = 1e-3  # pictures that differ by less, as a part of the way from dark to bright, are the same
STRAYS = 0.02  # values so far outside the range, or so many of them, are worth a note
TREMBLES = (
    "The same point gives another picture each time: "
    "export it with its noise fixed, or the picture trembles."
)
_FLAT = 0.01  # as SAME, for pictures of nearly one colour
_PALE = 0.6  # of a range; where all values keep within less, they may be meant to fill it
_COARSE = 4  # cells on each side of a picture without its grain
_GRAIN = 0.1  # of the pictures' difference is left in the coarse cells where it is grain alone
GRAIN = (
    "The pictures differ in their grain alone, as noise does: are its points pictures that were "
    "encoded, as with the decoder of a diffusion model? White noise is none; a map.npz with points "
    "of real pictures, and bandwidth, or [[place]]s would help."
)

RED_LAST = (
    "Do they look blue? The last channel is the brightest in nearly all of them, as red is in most "
    'photographs: then write channels = "BGR".'
)
_OTHER_COLOURS = re.compile(
    r"(^|[^a-z])(yuv|ycbcr|ycc|nv12|i420|lab|oklab|luv|xyz|hsv|hsl|hls|cmyk)([^a-z]|$)",
    re.IGNORECASE,
)  # in an output's name
_BRIGHTER = 0.1  # of the contrast, from the first channel to the last
_NEARLY_ALL = 0.9  # of the pictures


@dataclass(frozen=True)
class SeenPictures:
    """The pictures of some points."""

    pictures: np.ndarray  # (n, ...) float32
    contrast: float  # from dark to bright, in the same values

    def is_first(self, again: np.ndarray) -> bool:
        """Whether this is the first picture."""
        return bool(np.abs(again - self.pictures[0]).mean() / self.contrast <= SAME)

    def doubts(self) -> list[str]:
        """Where they hardly differ."""
        if self.pictures.std() / self.contrast < _FLAT:
            return ["The pictures are nearly of one colour: was it exported untrained?"]
        if self.pictures.std(0).mean() / self.contrast < _FLAT:
            return [
                "All points give nearly the same picture: "
                "are the weights those of the trained model?"
            ]
        return []

    def last_is_brightest(self) -> bool:
        """Of three channels in nearly all pictures, by far, with the second between."""
        axis = 1 if self.pictures.shape[1] in CHANNELS else 3
        means = self.pictures.mean(tuple({1, 2, 3} - {axis}))  # (n, channels)
        if means.shape[1] != 3:
            return False
        first, second, last = means.T
        is_rising = (first < second) & (second < last)
        rise = float((last - first).mean()) / self.contrast
        return bool(is_rising.mean() >= _NEARLY_ALL) and rise > _BRIGHTER

    def about_range(self, given: Range, lost: float) -> list[str]:
        """Where values are cut, `lost` as a part of them, or leave much of the range unused."""
        if lost > STRAYS:
            return [f"{lost:.0%} of the values lie outside {given} and will be cut."]
        low = float(self.pictures.min())
        high = float(self.pictures.max())
        used = (high - low) / self.contrast
        if not _FLAT < used < _PALE or lost:
            return []
        return [
            f"The pictures use {used:.0%} of {given} ({low:.3g} to {high:.3g}): "
            "where they look pale or dark, narrow range."
        ]


def about_colours(output: str) -> list[str]:
    """Where the name of the picture says that it is in no red, green and blue."""
    found = _OTHER_COLOURS.search(output)
    if found is None:
        return []
    return [
        f"By its name {output} is {found[2].upper()}, and its numbers are shown as red, green and blue: "
        "let the model end with a conversion to RGB."
    ]


def grain_only(pictures: np.ndarray) -> bool:
    """Whether pictures of different points are all the same but for their grain.

    `pictures`: (n, c, h, w) or (n, h, w, c) of any range.
    """
    axis = 1 if pictures.shape[1] in CHANNELS else 3
    grey = pictures.mean(axis)  # (n, h, w)
    count, height, width = grey.shape
    rows = height // _COARSE
    columns = width // _COARSE
    if rows < _COARSE or columns < _COARSE:
        return False
    cut = grey[:, : rows * _COARSE, : columns * _COARSE]
    cells = cut.reshape(count, _COARSE, rows, _COARSE, columns).mean((2, 4))
    fine = float(cut.std(0).mean())
    return fine > 0 and float(cells.std(0).mean()) < _GRAIN * fine
