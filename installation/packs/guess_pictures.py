"""In which form an answer can be a picture, and what its values mean: from shapes and statistics."""

import math
from dataclasses import dataclass

import numpy as np

from installation.packs.picture_form import IMAGENET, PictureForm, Ranges
from installation.packs.picture_format import CHANNELS, HW, NCHW, NHWC, roughness

Range = list[float] | str  # as it stands in pack.toml

CHANNELS_BY_FREQUENCY = (3, 1, 4)
SMALLEST_SIDE = 8  # of a picture without an axis for channels
_BULK = (0.001, 0.999)  # quantiles: values beyond them are strays
_SLACK = 0.014  # of a range, around what a normalisation gives
_FAR = 0.86  # of it, and more, pictures are seen to fill
_STRAYS = 0.02  # values so far outside a range, or so many of them, are not of it
_CLEARLY = 0.95  # a form that comes later must be so much smoother
_LONGEST = 3  # times as long as wide, of a picture in a row of numbers
_FEWEST = 1024  # numbers of a row that may be a picture and no square
_SMOOTH = 0.35  # roughness by deviation: more is no picture in this form, of noise it is 1.1
_OBLONG = 0.6  # a form that is no square must be so much smoother than any square
# of 1, 8, 10, 12 and 16 bits, with and without a sign
WHOLE_RANGES = (
    (0, 1), (0, 255), (-128, 127), (0, 1023), (0, 4095), (0, 32767), (0, 65535), (-32768, 32767)
)  # fmt: skip
_LEAST_USED = 0.2  # of such a range
_MOST_LOST = 0.2  # of the values; a range that loses more is none


@dataclass(frozen=True)
class Normalisation:
    """What the makers of classifiers do to pictures that go in, and some leave in what comes out."""

    name: str  # in words
    bounds: Ranges  # dark and bright of each channel, in the order of the model
    channels: str
    written: Range | list[list[float]]  # as pack.toml has it

    def is_seen_in(self, channels: list[np.ndarray]) -> bool:
        """Whether each channel (low, high) keeps within its bounds, and they fill them together."""
        filled = []
        for (low, high), (dark, bright) in zip(channels, self.bounds, strict=True):
            slack = _SLACK * (bright - dark)
            if low < dark - slack or high > bright + slack:
                return False
            filled.append((high - low) / (bright - dark))
        return max(filled) > _FAR


def _both_orders(name: str, bounds: Ranges, written: Range | None = None) -> list[Normalisation]:
    pairs = [list(pair) for pair in bounds]
    return [
        Normalisation(name, bounds, "RGB", written or pairs),
        Normalisation(name, bounds[::-1], "BGR", pairs[::-1]),
    ]


# Caffe's: the mean colour is taken away from 0 to 255; blue comes first there
CAFFE: Ranges = ((-123.68, 131.32), (-116.78, 138.22), (-103.94, 151.06))
NORMALISATIONS = (
    *_both_orders("ImageNet's mean and deviation", IMAGENET, "imagenet"),
    *_both_orders("Caffe's mean colour", CAFFE)[::-1],
)


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
    if len(shape) > 4:  # films of one picture, volumes of one layer
        return _forms_without_ones(shape, batch)
    if len(shape) == 3:
        if shape[0] == batch > 1:
            return _forms_of_sizes(shape[1:], None)
        return _forms_of_sizes(shape, None)
    if len(shape) == 1:
        return _forms_of_row(shape[0])
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
    usual: list[float] = [0, 1]
    if max(-low, high) > 4:
        usual = [0, 255]
    elif low < -0.1 * max(high, 0.5):
        usual = [-1, 1]
    lost = ((pictures < usual[0] - 0.02) | (pictures > usual[1] + 0.02)).mean()
    if lost > _MOST_LOST and low < high:
        return [_rounded(low), _rounded(high)], f"{seen}: no usual range, these become dark, bright"
    return usual, seen


def whole_range(pictures: np.ndarray) -> list[int] | None:
    """Of whole numbers: the narrowest usual range that holds them; None where they leave most of it."""
    low, high = np.quantile(pictures, _BULK)
    for dark, bright in WHOLE_RANGES:
        slack = _SLACK * (bright - dark)
        if dark - slack <= low and high <= bright + slack:
            is_used = high - low > _LEAST_USED * (bright - dark)
            return [dark, bright] if is_used else None
    return None


def normalised_as(pictures: np.ndarray, form: PictureForm) -> Normalisation | None:
    """Which one was left in the values, as their bounds tell; None where none was.

    `pictures`: (n, ...) planes in this form.
    """
    axis = 1 if form.layout == NCHW else 3
    if pictures.shape[axis] != 3:
        return None
    channels = [np.quantile(pictures.take(number, axis), _BULK) for number in range(3)]
    return next((each for each in NORMALISATIONS if each.is_seen_in(channels)), None)


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


def _forms_without_ones(shape: tuple[int, ...], batch: int) -> list[PictureForm]:
    """Of one picture with further axes of the length 1."""
    after = shape[1:] if shape[0] == batch else shape
    sizes = tuple(size for size in after if size > 1)
    return _forms_of_sizes(sizes, sizes)


def why_shape(axes: int, told: list[int] | None) -> str:
    """The reason of a shape; `axes` are those of the answer."""
    if told:
        return "as told"
    if axes > 4:
        return "its further axes are of the length 1"
    return "so many numbers could be a picture of this size"


def _forms_of_row(length: int) -> list[PictureForm]:
    """Of a row of numbers that may be a square picture."""
    found = []
    for channels in CHANNELS_BY_FREQUENCY:
        side = math.isqrt(length // channels)
        if channels * side * side != length or side < SMALLEST_SIDE:
            continue
        if channels == 1:
            found.append(PictureForm(HW, (side, side)))
        else:
            found.append(PictureForm(NCHW, (channels, side, side)))
            found.append(PictureForm(NHWC, (side, side, channels)))
    return found


def oblong_forms(length: int) -> list[PictureForm]:
    """Of a row of numbers that may be a picture of any usual proportion."""
    found = []
    for channels in CHANNELS_BY_FREQUENCY if length >= _FEWEST else ():
        pixels = length // channels
        for height in _heights(pixels) if channels * pixels == length else ():
            width = pixels // height
            if channels == 1:
                found.append(PictureForm(HW, (height, width)))
            else:
                found.append(PictureForm(NCHW, (channels, height, width)))
                found.append(PictureForm(NHWC, (height, width, channels)))
    return found


def _heights(pixels: int) -> list[int]:
    """Of pictures with so many pixels, neither square nor very long."""
    least = max(SMALLEST_SIDE, math.isqrt(pixels // _LONGEST))
    possible = range(least, pixels // least + 1)
    return [height for height in possible if pixels % height == 0 and height**2 != pixels]


def form_of_row(
    answers: list[np.ndarray], squares: list[PictureForm]
) -> tuple[PictureForm | None, str]:
    """In which form a row of numbers is a picture, and the figures; None where no one can tell."""
    best = None
    measured = ""
    if squares:
        best, measured = smoothest(answers, squares)
    oblong = oblong_forms(answers[0].size)
    if not oblong:
        return best, measured
    other, _ = smoothest(answers, oblong)
    rough = [_roughness(answers, form) for form in (other, best) if form is not None]
    spread = float(np.std(np.stack(answers)))
    is_smooth = rough[0] < _SMOOTH * spread
    if is_smooth and (best is None or rough[0] < _OBLONG * rough[1]):
        return other, f"{_in_words(other)} {rough[0]:.3g}, the smoothest of {len(oblong)} forms"
    return best, measured


def _roughness(answers: list[np.ndarray], form: PictureForm) -> float:
    pictures = np.stack([form.planes(answer) for answer in answers]).astype(np.float32)
    return roughness(pictures, form.layout)


def smoothest(answers: list[np.ndarray], forms: list[PictureForm]) -> tuple[PictureForm, str]:
    """What lies side by side in a picture is alike: the form in which it is most, and the figures."""
    rough = [_roughness(answers, form) for form in forms]
    measured = [f"{_in_words(form)} {value:.3g}" for form, value in zip(forms, rough, strict=True)]
    best = 0
    for number, value in enumerate(rough):
        if value < _CLEARLY * rough[best]:
            best = number
    return forms[best], ", ".join(measured)


def _in_words(form: PictureForm) -> str:
    return f"{form.layout} {list(form.shape)}" if form.shape else form.layout


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")


def keeps_within(pictures: np.ndarray, bounds: tuple[float, float]) -> bool:
    """Whether values are what a last step gives: where they were made whole numbers, they are not."""
    low, high = bounds
    return bool(((pictures < low - _STRAYS) | (pictures > high + _STRAYS)).mean() < _STRAYS)
