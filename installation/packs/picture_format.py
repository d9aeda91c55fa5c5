"""What an array of numbers can be as a picture: its layout, its range, its pixels.

Values in, values out.
"""

import numpy as np

from installation.packs.tensors import Shape

CHANNELS = (1, 3, 4)
NCHW = "NCHW"
NHWC = "NHWC"
HW = "HW"


def is_plane(shape: Shape) -> bool:
    """(n, 1, h, w) or (n, h, w, 1), as noise comes."""
    return _is_one_channel(shape[1], shape[2:]) or _is_one_channel(shape[3], shape[1:3])


def _is_one_channel(channels: int | None, size: Shape) -> bool:
    return channels == 1 and all(pixels is None or pixels > 1 for pixels in size)


def roughness(pictures: np.ndarray, layout: str) -> float:
    """Mean difference of neighbours up, down and sideways; `pictures` (n, a, b, c)."""
    axes = (2, 3) if layout == NCHW else (1, 2)
    steps = [np.abs(np.diff(pictures, axis=axis)).mean() for axis in axes]
    return float(np.mean(steps))


def why_no_picture(name: str, answer: np.ndarray) -> str:
    """Why an output is none, and what would make it one."""
    shape = list(answer.shape)
    if answer.ndim == 2 and answer.shape[1] in CHANNELS and answer.size > 1:
        return (
            f"{name} {shape} is one colour for each row; where it is a network that colours single places "
            "(CPPN, SIREN, NeRF), export it with the grid of places inside, so that a point goes in and "
            "a picture comes out"
        )
    if answer.ndim in (1, 2) and answer.size > 1:
        return (
            f"{name} {shape} is a row of numbers; "
            "say how large a picture is, as in --shape 3,90,160 (channels, height, width), "
            "or let the model end with a reshape to (n, channels, h, w)"
        )
    if answer.ndim == 3:
        return (
            f"{name} {shape} has three axes; "
            "let the model end with the axis of channels, (n, 1, h, w)"
        )
    if answer.ndim > 4:
        return (
            f"{name} {shape} has {answer.ndim} axes, as films and volumes have; let the model give "
            "one picture of them, (n, channels, h, w), or say its shape, as in --shape 3,90,160"
        )
    if answer.ndim == 4 and not _has_channels(answer.shape):
        return (
            f"{name} {shape} has no axis of 1, 3 or 4 channels (grey, RGB, RGBA); let the model end "
            "with the channels that are to be seen"
        )
    return f"{name} {shape} is no picture of several pixels, (n, channels, h, w)"


def _has_channels(shape: tuple[int, ...]) -> bool:
    return shape[1] in CHANNELS or shape[3] in CHANNELS


def shape_in_words(shape: Shape) -> str:
    """Such as (1, any, 64): a free size is any."""
    sizes = ["any" if size is None else str(size) for size in shape]
    return f"({', '.join(sizes)})"
