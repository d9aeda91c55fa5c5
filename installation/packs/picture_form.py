"""From an answer of a model to the pixels that are shown: axes, channels, range, alpha, fit."""

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from installation.packs import BadPicture
from installation.packs.metadata import GeneratorMetadata, Range
from installation.packs.picture_format import HW, NCHW, NHWC

Ranges = tuple[tuple[float, float], ...]  # dark and bright of each channel, or one for all

USUAL_RANGE: Ranges = ((-1.0, 1.0),)
# dark and bright as torchvision's models have them: (0 - mean) / std and (1 - mean) / std
IMAGENET: Ranges = ((-2.1179, 2.2489), (-2.0357, 2.4286), (-1.8044, 2.64))
LAST_STEPS = {  # of a graph, and the range of what it gives
    "Tanh": (-1, 1),
    "Sigmoid": (0, 1),
    "HardSigmoid": (0, 1),
    "Softmax": (0, 1),
}
ORDERS = {"grey": (0, 0, 0), "RGB": (0, 1, 2), "BGR": (2, 1, 0)}  # where red, green, blue stand
BY_COUNT = {1: "grey", 3: "RGB", 4: "RGBA"}
WITH_ALPHA = {"RGBA": "RGB", "BGRA": "BGR"}
_CUT = 0.02  # values so far outside the range, as a part of it, are lost


@dataclass(frozen=True)
class PictureForm:
    """What the numbers of an answer mean."""

    layout: str  # NCHW, NHWC or HW; the batch may be missing
    shape: tuple[int, ...] | None = None  # of one picture, where the graph gives a row of numbers
    channels: str | None = None  # grey, RGB, BGR, RGBA or BGRA; None: by their count
    ranges: Ranges = USUAL_RANGE
    alpha: Literal["used", "dropped"] = "used"
    ground: tuple[int, int, int] = (0, 0, 0)  # behind what is transparent, and around the picture
    fit: Literal["fill", "whole", "tiled"] = "fill"

    @classmethod
    def of(cls, generator: GeneratorMetadata, layout: str) -> "PictureForm":
        """As pack.toml says it; `layout` where that leaves it open."""
        return cls(
            layout=generator.layout or layout,
            shape=tuple(generator.shape) if generator.shape else None,
            channels=generator.channels,
            ranges=ranges_of(generator.range),
            alpha=generator.alpha,
            ground=_colour(generator.ground),
            fit=generator.fit,
        )

    @property
    def may_hide(self) -> bool:
        """Whether an alpha of nought would leave ground alone to be seen."""
        return self.channels in WITH_ALPHA and self.alpha == "used"

    def planes(self, answer: np.ndarray) -> np.ndarray:
        """The first picture of an answer, without batch: (c, h, w), or (h, w, c) for other layouts.

        Raises `BadPicture`.
        """
        picture = answer
        axes = 2 if self.layout == HW else 3
        if self.shape is not None:
            wanted = math.prod(self.shape)
            if not wanted or answer.size % wanted:
                raise BadPicture(f"the picture has {answer.size} values, not {self.shape}")
            picture = answer.reshape(-1, *self.shape)[0]
        elif answer.ndim == axes + 1 and answer.size:
            picture = answer[0]
        if picture.ndim != axes and answer.ndim < 3 and picture.size > 1:
            raise BadPicture(
                f"the picture is a row of numbers, {answer.shape}: [generator] shape says its sizes, such "
                "as [3, 64, 64]"
            )
        if picture.ndim != axes or not picture.size:
            raise BadPicture(
                f"the picture has the shape {answer.shape}, "
                "not (n, channels, h, w) or (n, h, w, channels)"
            )
        return picture[..., None] if self.layout == HW else picture

    def rgb(self, answer: np.ndarray) -> np.ndarray:
        """The first picture of an answer, (h, w, 3) uint8 RGB. Raises `BadPicture`."""
        picture = self.planes(answer)
        if picture.dtype != np.uint8:
            picture = self._scaled(picture.astype(np.float32))
        axis = 0 if self.layout == NCHW else 2
        count = picture.shape[axis]
        name = self.channels or BY_COUNT.get(count, "")
        order = ORDERS.get(WITH_ALPHA.get(name, name), ())
        if not order or count != len(name.replace("grey", "1")):
            wanted = f"those of {name}" if name else "1, 3 or 4"
            raise BadPicture(f"the picture has {count} channels, not {wanted}")
        # merging is ten times faster than a transpose of bytes
        planes = picture if axis == 0 else cv2.split(np.ascontiguousarray(picture))
        merged = cv2.merge([planes[number] for number in order])
        if name in WITH_ALPHA and self.alpha == "used":
            return self._over_ground(merged, planes[3])
        return merged

    def cut(self, answer: np.ndarray) -> float:
        """The part of the values that lie outside the range, and are lost. Raises `BadPicture`."""
        picture = self.planes(answer)
        if picture.dtype == np.uint8:
            return 0.0
        dark, bright = self._bounds(picture)
        low, high = np.minimum(dark, bright), np.maximum(dark, bright)  # or a negative of it
        stray = _CUT * (high - low)
        return float(((picture < low - stray) | (picture > high + stray)).mean())

    def fitted(self, picture: np.ndarray, height: int, width: int) -> np.ndarray:
        """A picture (h, w, 3) on a screen of these sides: whole or tiled it gets their proportion.

        One that fills the screen stays as it is, and the display crops it.
        """
        if self.fit == "fill":
            return picture
        own_height, own_width, _ = picture.shape
        across = max(0, round(own_height * width / height) - own_width)
        down = max(0, round(own_width * height / width) - own_height)
        kind = cv2.BORDER_WRAP if self.fit == "tiled" else cv2.BORDER_CONSTANT
        top = down // 2
        left = across // 2
        return cv2.copyMakeBorder(
            picture, top, down - top, left, across - left, kind, value=self.ground
        )

    def _scaled(self, picture: np.ndarray) -> np.ndarray:
        """Floats in the range -> uint8. Raises `BadPicture`."""
        if not np.isfinite(picture).all():
            raise BadPicture("the picture holds values that are no numbers (NaN or infinity)")
        low, high = self._bounds(picture)
        scaled = (picture - low) * (255 / (high - low)) + 0.5
        return np.clip(scaled, 0, 255).astype(np.uint8)

    def _bounds(self, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Dark and bright, to be spread over the picture. Raises `BadPicture`."""
        axis = 0 if self.layout == NCHW else 2
        count = picture.shape[axis]
        if len(self.ranges) not in (1, count):
            raise BadPicture(f"range has {len(self.ranges)} pairs, the picture {count} channels")
        bounds = np.array(self.ranges, np.float32)  # (1 or c, 2)
        spread = (-1, 1, 1) if axis == 0 else (1, 1, -1)
        return bounds[:, 0].reshape(spread), bounds[:, 1].reshape(spread)

    def _over_ground(self, picture: np.ndarray, alpha: np.ndarray) -> np.ndarray:
        share = alpha[..., None].astype(np.float32) / 255
        ground = np.array(self.ground, np.float32)
        mixed: np.ndarray = picture * share + ground * (1 - share) + 0.5
        return mixed.astype(np.uint8)


def ranges_of(given: Range) -> Ranges:
    """As pack.toml has it: a pair, one for each channel, or a word for those of ImageNet."""
    if given is None:
        return USUAL_RANGE
    if given == "imagenet":
        return IMAGENET
    if isinstance(given, tuple):
        return (given,)
    return tuple(given)


def _colour(text: str) -> tuple[int, int, int]:
    """Of "#rrggbb"."""
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def usual_layout(shape: tuple[int | None, ...]) -> str:
    """By the graph's own account of a picture's shape."""
    if len(shape) == 2:
        return HW
    is_last = shape[-1:] in ((1,), (3,), (4,))
    is_first = shape[-3:-2] in ((1,), (3,), (4,))
    return NHWC if is_last and not is_first else NCHW
