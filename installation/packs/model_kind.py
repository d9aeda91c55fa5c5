"""What a model is that does not make pictures from points, and what can be done with it."""

import re

import numpy as np

from installation.packs.guess_constants import LATENT, TEXT
from installation.packs.picture_format import CHANNELS, shape_in_words
from installation.packs.tensors import GraphValue, Shape

SMALLEST_PICTURE = 16  # side of a picture that goes in
FEWEST_SAMPLES = 1024  # of a sound
_TIME = re.compile(r"time_?steps?|^t$|^sigma", re.IGNORECASE)
_SCALES = (1, 2, 3, 4, 8)  # of a picture that comes out larger than it went in

Answers = dict[str, np.ndarray]


def by_inputs(inputs: list[GraphValue], packs: list[str]) -> str:
    """What a graph's inputs alone tell; empty where they tell nothing against it.

    `packs`: those whose picture could go in.
    """
    spatial = [node for node in inputs if node.is_float and len(node.shape) == 4]
    if any(_TIME.search(node.name) for node in inputs) and spatial:
        return (
            "it is the denoiser of a diffusion model, which needs many steps for a picture: "
            "too slow here; a generator of one step (a GAN, a VAE's decoder) can be shown"
        )
    words = [node for node in inputs if TEXT.search(node.name)]
    has_point = any(node.is_float and node not in words for node in inputs)
    if any(not node.is_float for node in words) and not has_point:
        return "it is a model that reads words (a language or text model): it paints no pictures"
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
        if all(len(shape) == 2 for shape in shapes):
            return (
                f"{pair}it is a classifier or an encoder, which looks at pictures: "
                "give it behind a generator, as classifier.onnx"
            )
    if any(_is_sound(shape) for shape in shapes):
        return (
            f"{pair}it is an audio model, which makes sound: "
            "give a model of pictures; a pack's sound may come from a voice.onnx behind it, "
            "which makes the partials of a tone (docs/artist.md)"
        )
    if all(_is_mapping(latent, shape) for shape in shapes):
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
    """(n, c, h, w) or (n, h, w, c) with the channels of a picture."""
    if len(node.shape) != 4 or LATENT.search(node.name):
        return False
    for channels, sides in ((node.shape[1], node.shape[2:]), (node.shape[3], node.shape[1:3])):
        is_large = all(side is None or side >= SMALLEST_PICTURE for side in sides)
        if channels in (1, 3) and is_large:
            return True
    return False


def _is_image_to_image(node: GraphValue, shape: tuple[int, ...]) -> bool:
    """A picture goes in, and one of its size, or of some times its size, comes out."""
    if len(shape) != 4:
        return False
    return any(_is_scaled(node.shape, shape, scale) for scale in _SCALES)


def _is_scaled(given: Shape, found: tuple[int, ...], scale: int) -> bool:
    for axes, channels in (((2, 3), 1), ((1, 2), 3)):
        is_picture = given[channels] in CHANNELS and found[channels] in CHANNELS
        sides = [(given[axis] or found[axis]) * scale == found[axis] for axis in axes]
        if is_picture and all(sides):
            return True
    return False


def _is_sound(shape: tuple[int, ...]) -> bool:
    """(n, 1 or 2, samples)."""
    return len(shape) == 3 and shape[1] <= 2 and shape[2] >= FEWEST_SAMPLES


def _is_mapping(node: GraphValue, shape: tuple[int, ...]) -> bool:
    """A point goes in, and rows of as many values come out."""
    if len(node.shape) != 2 or len(shape) not in (2, 3):
        return False
    is_small = int(np.prod(shape[1:-1])) <= 64
    return shape[-1] == node.shape[1] and shape[0] == 1 and is_small
