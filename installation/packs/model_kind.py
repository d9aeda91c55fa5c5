"""What a model is that does not make pictures from points, and what can be done with it."""

import re

import numpy as np

from installation.packs.guess_constants import LATENT, TEXT
from installation.packs.picture_format import CHANNELS, shape_in_words
from installation.packs.tensors import GraphValue, Shape

SMALLEST_PICTURE = 16  # side of a picture that goes in
FEWEST_SAMPLES = 1024  # of a sound
_TIME = re.compile(r"time_?steps?|^t$|^sigma", re.IGNORECASE)
_SOUND = re.compile(r"audio|wave(form)?|speech|sound|(^|[^a-z])pcm([^a-z]|$)", re.IGNORECASE)
_STYLES = re.compile(r"^(w|ws|w_plus|styles?|latents?)(_out)?$", re.IGNORECASE)
_MOST_STYLES = 64  # rows
_SCALES = (0.25, 8.0)  # of a picture that comes out, smaller or larger than it went in
_ALIKE = 1.4  # one side may be scaled so much more than the other

Answers = dict[str, np.ndarray]


def by_inputs(inputs: list[GraphValue], packs: list[str]) -> str:
    """What a graph's inputs alone tell; empty where they tell nothing against it.

    `packs`: those whose picture could go in.
    """
    spatial = [node for node in inputs if node.is_float and _has_places(node)]
    if any(_TIME.search(node.name) for node in inputs) and spatial:
        return (
            "it is the denoiser of a diffusion model, which needs many steps for a picture: "
            "too slow here; a generator of one step (a GAN, a VAE's decoder) can be shown"
        )
    words = [node for node in inputs if TEXT.search(node.name)]
    has_point = any(node.is_float and node not in words for node in inputs)
    if any(not node.is_float for node in words) and not has_point:
        return "it is a model that reads words (a language or text model): it paints no pictures"
    photos = [node for node in inputs if node.type == "tensor(uint8)" and _takes_pictures(node)]
    if photos and not any(_may_be_point(node) for node in inputs):
        name = f"{photos[0].name} {shape_in_words(photos[0].shape)}"
        return f"{name} takes a picture: {_image_to_image(packs)}"
    free = [node for node in spatial if _takes_pictures(node)]
    if len(inputs) == 1 and free and free[0].values is None:
        name = f"{free[0].name} {shape_in_words(free[0].shape)}"
        return (
            f"{name} takes a picture of any size: {_image_to_image(packs)}; if it is a decoder all "
            "the same, export it for one size of its points"
        )
    return ""


def by_answers(latent: GraphValue, answers: Answers, packs: list[str]) -> str:
    """What it is by what it takes and gives; empty where it may make pictures from points."""
    shapes = [answer.shape for answer in answers.values()]
    takes = f"{latent.name} {shape_in_words(latent.shape)}"
    gives = ", ".join(f"{name} {shape_in_words(each.shape)}" for name, each in answers.items())
    pair = f"from {takes} it makes {gives}: "
    if _takes_pictures(latent):
        if any(_is_image_to_image(latent, shape) for shape in shapes):
            return pair + _image_to_image(packs)
        if len(latent.shape) == 4 and not any(_is_picture(shape) for shape in shapes):
            return (
                f"{pair}it looks at pictures, as a classifier or an encoder does, and makes none of points: "
                "give it behind a generator, as classifier.onnx (docs/artist.md says what it gives)"
            )
    if any(_is_sound(name, answer.shape) for name, answer in answers.items()):
        return (
            f"{pair}it is an audio model, which makes sound: "
            "give a model of pictures; a pack's sound may come from a voice.onnx behind it, "
            "which makes the partials of a tone (docs/artist.md)"
        )
    if all(_is_mapping(latent, name, answer) for name, answer in answers.items()):
        return (
            f"{pair}it is a mapping network, the first half of a generator: "
            "give both, kiosk pack new NAME mapping.onnx synthesis.onnx"
        )
    return ""


def _image_to_image(packs: list[str]) -> str:
    proposal = ""
    if packs:
        others = f" (or of {', '.join(packs[1:])})" if len(packs) > 1 else ""
        proposal = f"--source {packs[0]} for the picture of that pack{others}, or "
    return (
        "it is an image-to-image network, which changes a picture instead of making one from a "
        f"point; say which goes in: {proposal}--source silhouette for the visitors' coarse shape"
    )


def _takes_pictures(node: GraphValue) -> bool:
    """(n, c, h, w) or (n, h, w, c) with the channels of a picture; without a batch with three."""
    if len(node.shape) not in (3, 4) or LATENT.search(node.name):
        return False
    usual = (1, 3) if len(node.shape) == 4 else (3,)  # (1, rows, values) is a point
    first, middle, last = node.shape[-3:]
    for channels, sides in ((first, (middle, last)), (last, (first, middle))):
        is_large = all(side is None or side >= SMALLEST_PICTURE for side in sides)
        if channels in usual and is_large:
            return True
    return False


def _has_places(node: GraphValue) -> bool:
    """(n, d, h, w): more than the (n, d, 1, 1) of a point."""
    return len(node.shape) == 4 and sum(size != 1 for size in node.shape[1:]) > 1


def _may_be_point(node: GraphValue) -> bool:
    return node.is_float and node.values != 1


def _is_picture(shape: tuple[int, ...]) -> bool:
    """Of a size that may have come of points, however many they are."""
    if len(shape) not in (3, 4):
        return False
    first, middle, last = shape[-3:]
    pairs = ((first, (middle, last)), (last, (first, middle)))
    return any(each in CHANNELS and min(sides) >= SMALLEST_PICTURE for each, sides in pairs)


def _is_image_to_image(node: GraphValue, shape: tuple[int, ...]) -> bool:
    """A picture goes in, and one of its proportion comes out, be it smaller or larger."""
    if len(shape) not in (3, 4):
        return False
    given = node.shape[-3:]
    found = shape[-3:]
    return _is_scaled(given, found, 0) or _is_scaled(given, found, 2)


def _is_scaled(given: Shape, found: tuple[int, ...], channels: int) -> bool:
    """`channels` is their axis, in both."""
    if given[channels] not in CHANNELS or found[channels] not in CHANNELS:
        return False
    scales = []
    for axis in {0, 1, 2} - {channels}:
        size = given[axis]
        if size is not None and found[axis] < SMALLEST_PICTURE:
            return False
        scales.append(found[axis] / (size or found[axis]))
    smallest, largest = _SCALES
    is_of_its_size = smallest <= min(scales) and max(scales) <= largest
    return is_of_its_size and max(scales) < _ALIKE * min(scales)


def _is_sound(name: str, shape: tuple[int, ...]) -> bool:
    """(n, 1 or 2, samples), or as many in a row that is called so."""
    is_named = bool(_SOUND.search(name)) and len(shape) < 4
    has_channels = len(shape) == 3 and shape[1] <= 2
    is_long = bool(shape) and shape[-1] >= FEWEST_SAMPLES
    return is_long and (is_named or has_channels)


def _is_mapping(node: GraphValue, name: str, answer: np.ndarray) -> bool:
    """A point goes in, and rows come out that are called so, have as many values, or are all the same."""
    shape = answer.shape
    if len(node.shape) != 2 or len(shape) not in (2, 3) or shape[0] != 1:
        return False
    rows = int(np.prod(shape[1:-1]))
    if rows > _MOST_STYLES:
        return False
    is_named = bool(_STYLES.search(name))
    is_repeated = rows > 1 and bool((answer == answer[:, :1]).all())
    return shape[-1] == node.shape[1] or is_named or is_repeated
