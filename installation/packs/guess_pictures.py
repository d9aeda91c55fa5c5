"""In which form an answer can be a picture, and what its values mean: from shapes and statistics."""

import math

import numpy as np

from installation.packs.picture_form import IMAGENET, PictureForm
from installation.packs.picture_format import CHANNELS, HW, NCHW, NHWC, roughness

Range = list[float] | str  # as it stands in pack.toml

SMALLEST_SIDE = 8  # of a picture without an axis for channels
_BULK = (0.001, 0.999)  # quantiles: values beyond them are strays
_SLACK = 0.06  # around the values that ImageNet's mean and deviation give
_BEYOND = 1.3  # values that no picture of -1 to 1 has
_COARSE = 4  # cells on each side of a picture without its grain
_GRAIN = 0.1  # of the pictures' difference is left in the coarse cells where it is grain alone
GRAIN = (
    "The pictures differ in their grain alone, as noise does: are its points pictures that were "
    "encoded, as with the decoder of a diffusion model? White noise is none; a map.npz with points "
    "of real pictures, and bandwidth, or [[place]]s would help."
)
_CLEARLY = 0.95  # a form that comes later must be so much smoother
_MOST_LOST = 0.2  # of the values; a range that loses more is none


def possible_forms(
    shape: tuple[int, ...],
    batch: int,
    told: list[int] | None = None,
) -> list[PictureForm]:
    """The forms in which an answer of this shape can be a picture, the likeliest first.

    `told`: the sizes of one picture, where somebody knows them.
    """
    if told:
        return _forms_of_sizes(tuple(told), tuple(told))
    if len(shape) == 4:
        return _forms_of_sizes(shape[1:], None)
    if len(shape) == 3:
        if shape[0] == batch > 1:
            return _forms_of_sizes(shape[1:], None)
        return _forms_of_sizes(shape, None)
    if len(shape) != 2:
        return []
    if shape[0] not in (1, batch):
        return _forms_of_sizes(shape, None)
    return _forms_of_row(shape[1])


def range_of(pictures: np.ndarray, form: PictureForm) -> tuple[Range, str]:
    """The range that holds the bulk of the values, and why; strays count for nothing.

    `pictures`: (n, ...) planes in this form.
    """
    low, high = np.quantile(pictures, _BULK)
    seen = f"seen in {len(pictures)} pictures: {pictures.min():.3g} to {pictures.max():.3g}"
    if _is_imagenet(pictures, form):
        return "imagenet", f"{seen}, as with ImageNet's mean and deviation left in"
    usual: list[float] = [0, 1]
    if max(-low, high) > 4:
        usual = [0, 255]
    elif low < -0.1 * max(high, 0.5):
        usual = [-1, 1]
    lost = ((pictures < usual[0] - 0.02) | (pictures > usual[1] + 0.02)).mean()
    if lost > _MOST_LOST and low < high:
        return [_rounded(low), _rounded(high)], f"{seen}: no usual range, these become dark, bright"
    return usual, seen


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


def _forms_of_sizes(sizes: tuple[int, ...], shape: tuple[int, ...] | None) -> list[PictureForm]:
    """Of the axes of one picture."""
    if len(sizes) == 2:
        return [PictureForm(HW, shape)] if min(sizes) >= SMALLEST_SIDE else []
    found = []
    if len(sizes) == 3 and sizes[0] in CHANNELS and min(sizes[1:]) > 1:
        found.append(PictureForm(NCHW, shape))
    if len(sizes) == 3 and sizes[2] in CHANNELS and min(sizes[:2]) > 1:
        found.append(PictureForm(NHWC, shape))
    return found


def _forms_of_row(length: int) -> list[PictureForm]:
    """Of a row of numbers that may be a square picture."""
    found = []
    for channels in (3, 1, 4):
        side = math.isqrt(length // channels)
        if channels * side * side != length or side < SMALLEST_SIDE:
            continue
        if channels == 1:
            found.append(PictureForm(HW, (side, side)))
        else:
            found.append(PictureForm(NCHW, (channels, side, side)))
            found.append(PictureForm(NHWC, (side, side, channels)))
    return found


def smoothest(answers: list[np.ndarray], forms: list[PictureForm]) -> tuple[PictureForm, str]:
    """What lies side by side in a picture is alike: the form in which it is most, and the figures."""
    rough = []
    for form in forms:
        pictures = np.stack([form.planes(answer) for answer in answers]).astype(np.float32)
        rough.append(roughness(pictures, form.layout))
    measured = [f"{_in_words(form)} {value:.3g}" for form, value in zip(forms, rough, strict=True)]
    best = 0
    for number, value in enumerate(rough):
        if value < _CLEARLY * rough[best]:
            best = number
    return forms[best], ", ".join(measured)


def _in_words(form: PictureForm) -> str:
    return f"{form.layout} {list(form.shape)}" if form.shape else form.layout


def _is_imagenet(pictures: np.ndarray, form: PictureForm) -> bool:
    """Whether each channel keeps within what its mean and deviation allow, and goes far out."""
    axis = 1 if form.layout == NCHW else 3
    if pictures.shape[axis] != len(IMAGENET):
        return False
    for number, (dark, bright) in enumerate(IMAGENET):
        low, high = np.quantile(pictures.take(number, axis), _BULK)
        if low < dark - _SLACK or high > bright + _SLACK:
            return False
    low, high = np.quantile(pictures, _BULK)
    return bool(low < -_BEYOND and high > _BEYOND)


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")
