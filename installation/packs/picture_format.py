"""What an array of numbers can be as a picture: its layout, its range, its pixels.

Values in, values out.
"""

import cv2
import numpy as np

from installation.packs import BadPicture
from installation.packs.tensors import Shape

CHANNELS = (1, 3)
NCHW = "NCHW"
NHWC = "NHWC"
_USUAL_RANGE = (-1.0, 1.0)
_BULK = (0.001, 0.999)  # quantiles: values beyond them are strays


def is_plane(shape: Shape) -> bool:
    """(n, 1, h, w) or (n, h, w, 1), as noise comes."""
    return _is_one_channel(shape[1], shape[2:]) or _is_one_channel(shape[3], shape[1:3])


def _is_one_channel(channels: int | None, size: Shape) -> bool:
    return channels == 1 and all(pixels is None or pixels > 1 for pixels in size)


def layouts(shape: tuple[int, ...]) -> list[str]:
    """The layouts in which an answer (n, a, b, c) can be a picture of more than one pixel."""
    possible = []
    if shape[1] in CHANNELS and min(shape[2:]) > 1:
        possible.append(NCHW)
    if shape[3] in CHANNELS and min(shape[1:3]) > 1:
        possible.append(NHWC)
    return possible


def parts(shape: tuple[int, ...], layout: str) -> tuple[int, int, int]:
    """(channels, height, width) of an answer (n, a, b, c)."""
    _, first, second, third = shape
    if layout == NCHW:
        return first, second, third
    return third, first, second


def rank(answer: np.ndarray) -> tuple[int, int]:
    """Larger pictures before smaller, coloured before grey."""
    layout = layouts(answer.shape)[0]
    channels, height, width = parts(answer.shape, layout)
    return height * width, channels


def roughness(pictures: np.ndarray, layout: str) -> float:
    """Mean difference of neighbours up, down and sideways; `pictures` (n, a, b, c)."""
    axes = (2, 3) if layout == NCHW else (1, 2)
    steps = [np.abs(np.diff(pictures, axis=axis)).mean() for axis in axes]
    return float(np.mean(steps))


def range_of(pictures: np.ndarray) -> tuple[int, int]:
    """The usual range that holds the bulk of the values; strays count for nothing."""
    low, high = np.quantile(pictures, _BULK)
    if max(-low, high) > 4:
        return 0, 255
    if low < -0.1 * max(high, 0.5):
        return -1, 1
    return 0, 1


def why_no_picture(name: str, answer: np.ndarray) -> str:
    """Why an output is none, and what would make it one."""
    shape = list(answer.shape)
    if answer.ndim == 2:
        return (
            f"{name} {shape} is a row of numbers; "
            "let the model end with a reshape to (n, channels, h, w)"
        )
    if answer.ndim == 3:
        return (
            f"{name} {shape} has three axes; "
            "let the model end with the axis of channels, (n, 1, h, w)"
        )
    if answer.ndim == 4 and 4 in (shape[1], shape[3]):
        return f"{name} {shape} has four channels; leave out the transparency"
    return f"{name} {shape}"


def shape_in_words(shape: Shape) -> str:
    """Such as (1, any, 64): a free size is any."""
    sizes = ["any" if size is None else str(size) for size in shape]
    return f"({', '.join(sizes)})"


def as_rgb(
    answer: np.ndarray,
    layout: str,
    value_range: tuple[float, float] | None,
) -> np.ndarray:
    """An answer (n, ...) of any layout and range -> its first picture (h, w, 3) uint8 RGB.

    Grey becomes RGB. Raises `BadPicture`.
    """
    if answer.ndim != 4 or not answer.size:
        raise BadPicture(
            f"the picture has the shape {answer.shape}, "
            "not (n, channels, h, w) or (n, h, w, channels)"
        )
    picture = answer[0]
    channels = picture.shape[-1 if layout == NHWC else 0]
    if channels not in CHANNELS:
        raise BadPicture(f"the picture has {channels} channels, not 1 or 3")
    if picture.dtype != np.uint8:
        picture = _scaled(picture.astype(np.float32), value_range or _USUAL_RANGE)
    if layout == NCHW:  # merging is ten times faster than a transpose of bytes
        return cv2.merge([picture[0], picture[channels // 2], picture[-1]])
    if channels == 1:
        picture = np.repeat(picture, 3, axis=-1)
    return np.ascontiguousarray(picture)


def _scaled(picture: np.ndarray, value_range: tuple[float, float]) -> np.ndarray:
    """Floats in `value_range` -> uint8."""
    if not np.isfinite(picture).all():
        raise BadPicture("the picture holds values that are no numbers (NaN or infinity)")
    low, high = value_range
    scaled = (picture - low) * (255 / (high - low)) + 0.5
    return np.clip(scaled, 0, 255).astype(np.uint8)
