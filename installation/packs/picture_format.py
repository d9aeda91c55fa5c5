"""What an array of numbers can be as a picture: its layout, its range, or why it is none. Values in, values out."""

import numpy as np

CHANNELS = (1, 3)


def is_plane(shape: tuple) -> bool:
    """(n, 1, h, w) or (n, h, w, 1), as noise comes."""
    return any(
        shape[axis] == 1 and all(size is None or size > 1 for size in rest)
        for axis, rest in ((1, shape[2:]), (3, shape[1:3]))
    )


def layouts(shape: tuple[int, ...]) -> list[str]:
    """The layouts in which an answer (n, a, b, c) can be a picture of more than one pixel."""
    possible = [("NCHW", shape[1], shape[2:]), ("NHWC", shape[3], shape[1:3])]
    return [layout for layout, channels, size in possible if channels in CHANNELS and min(size) > 1]


def parts(shape: tuple[int, ...], layout: str) -> tuple[int, int, int]:
    """(channels, height, width)."""
    return tuple(shape[axis] for axis in ((1, 2, 3) if layout == "NCHW" else (3, 1, 2)))


def rank(answer: np.ndarray) -> tuple[int, int]:
    """Larger pictures before smaller, coloured before grey."""
    channels, height, width = parts(answer.shape, layouts(answer.shape)[0])
    return height * width, channels


def roughness(pictures: np.ndarray, layout: str) -> float:
    """Mean difference of neighbours up, down and sideways; `pictures` (n, a, b, c)."""
    axes = (2, 3) if layout == "NCHW" else (1, 2)
    return float(np.mean([np.abs(np.diff(pictures, axis=axis)).mean() for axis in axes]))


def range_of(pictures: np.ndarray) -> tuple[int, int]:
    """The usual range that holds the bulk of the values; strays count for nothing."""
    low, high = np.quantile(pictures, (0.001, 0.999))
    if max(-low, high) > 4:
        return 0, 255
    return (-1, 1) if low < -0.1 * max(high, 0.5) else (0, 1)


def no_picture(name: str, answer: np.ndarray) -> str:
    """Why an output is none, and what would make it one."""
    shape = list(answer.shape)
    if answer.ndim == 2:
        return f"{name} {shape} is a row of numbers; let the model end with a reshape to (n, channels, h, w)"
    if answer.ndim == 3:
        return f"{name} {shape} has three axes; let the model end with the axis of channels, (n, 1, h, w)"
    if answer.ndim == 4 and 4 in (shape[1], shape[3]):
        return f"{name} {shape} has four channels; leave out the transparency"
    return f"{name} {shape}"


def shape_in_words(shape: tuple) -> str:
    """A free size is any."""
    return f"({', '.join('any' if size is None else str(size) for size in shape)})"
