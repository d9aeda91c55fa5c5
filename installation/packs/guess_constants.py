"""The inputs of a stranger's graph beside the latent point, and what to feed them."""

import re

from installation.packs.guess_table import Guess
from installation.packs.picture_format import is_plane
from installation.packs.picture_input import layouts
from installation.packs.scene import WHOLE
from installation.packs.tensors import CAST, DTYPES, GraphValue

PSI = 0.7  # StyleGAN's usual truncation: fewer failures, less variety
SIDE = 256  # pixels, where height and width are inputs of their own
MOST_CLASSES = 1000  # a longer row of numbers beside the point is hardly a class
LATENT = re.compile(
    r"(^|[^a-z])(z|latents?|w|ws|styles?|codes?|noise|embeddings?)([^a-z]|$)",
    re.IGNORECASE,
)
CLASS = re.compile(
    r"(^|[^a-z])(c|y|class(es)?|labels?|cond(ition)?|one_?hot|category)([^a-z]|$)",
    re.IGNORECASE,
)
TEXT = re.compile(
    r"text|token|prompt|caption|input_ids|attention_mask|encoder_hidden|(^|[^a-z])clip",
    re.IGNORECASE,
)
_SPREAD = re.compile(r"log_?(var|sigma|std)|(^|[^a-z])(sigma|std|var)([^a-z]|$)", re.IGNORECASE)
_IMAGENET = (1000, 1001)  # classes
_TRUNCATION = re.compile(r"psi|trunc", re.IGNORECASE)
_SIDE = re.compile(
    r"(^|[^a-z])(height|width|h|w|res(olution)?|side|size|pixels)([^a-z]|$)", re.IGNORECASE
)
_SIDES = re.compile(r"(^|[^a-z])(hw|sizes?|res(olution)?|shape)([^a-z]|$)", re.IGNORECASE)
_COUNT = re.compile(r"batch|count|(^|[^a-z])(num|n|samples)([^a-z]|$)", re.IGNORECASE)
_SCALE = re.compile(r"scale|strength", re.IGNORECASE)
_SPOTS = re.compile(r"spots?", re.IGNORECASE)
_NOISE = re.compile(r"noise|(^|[^a-z])eps(ilon)?([^a-z]|$)", re.IGNORECASE)
_NO_TEXT = "0, as of no text; for a text of yours, export it with that text inside"
_PICTURE = (
    "a picture beside the point: held at 0; kiosk pack new NAME FILE --source lets another pack's "
    "picture, or the visitors' shape, go in, and the point rests"
)
_NARROW = -20.0  # the logarithm of a spread
_NO_NOISE = "no noise, so that a place is always the same picture"


def latent_candidates(inputs: list[GraphValue], guess: Guess) -> list[GraphValue]:
    """The inputs that may be the latent point; all others get constants. Raises `BrokenPack`."""
    for node in inputs:
        _check_kind(node, guess)
        if not node.is_float:
            _set_whole(node, guess)
    floats = [node for node in inputs if node.is_float]
    scalars = [node for node in floats if _is_scalar(node, len(floats))]
    if len(scalars) == len(floats):
        scalars = [node for node in scalars if None not in node.shape]
    for node in scalars:
        _set_scalar(node, guess)
    rest = [node for node in floats if node not in scalars]
    if len(rest) == 1:
        return rest
    candidates = []
    others = any(LATENT.search(node.name) and not _NOISE.search(node.name) for node in rest)
    for node in rest:
        if _is_noise(node) or (others and _is_flat_noise(node)):
            guess.set_constant(
                node.name,
                0.0,
                "noise",
                f"an input with the shape of a picture: {_NO_NOISE}",
            )
        else:
            candidates.append(node)
    return candidates


def by_name(candidates: list[GraphValue]) -> list[GraphValue]:
    """Those called a latent point; without one those not called a class or a spread, or as long as a row of classes;
    without one all."""
    unlike_class = [node for node in candidates if not _is_beside(node)]
    like_latent = [node for node in unlike_class if LATENT.search(node.name)]
    return like_latent or unlike_class or candidates


def _is_beside(node: GraphValue) -> bool:
    return bool(CLASS.search(node.name) or _SPREAD.search(node.name)) or (
        node.values in _IMAGENET and not LATENT.search(node.name)
    )


def _check_kind(node: GraphValue, guess: Guess) -> None:
    """Raises `BrokenPack`."""
    if node.type not in DTYPES:
        raise guess.refusal(
            f"its input {node.name} takes {node.type}, which nothing here can feed: {CAST}"
        )


def set_further(node: GraphValue, guess: Guess) -> None:
    """An input beside that of a picture. Raises `BrokenPack`."""
    _check_kind(node, guess)
    if not node.is_float:
        _set_whole(node, guess)
    elif node.values == 1 or not node.shape:
        _set_scalar(node, guess)
    else:
        set_beside(node, guess)


def set_beside(node: GraphValue, guess: Guess) -> None:
    """An input that could be a point where another one is: a class, or a second point."""
    if _SPOTS.search(node.name) and node.shape[1:] == (2,):
        guess.set_constant(
            node.name,
            list(WHOLE),
            "spots",
            "centre and size of a point: one in the middle, filling the picture; "
            "for several side by side see docs/artist.md",
        )
        return
    if _NOISE.search(node.name):
        guess.set_constant(node.name, 0.0, "noise", f"by its name: {_NO_NOISE}")
        return
    if _SPREAD.search(node.name):
        reason = f"how far points stray, by its name: next to nothing, and {_NO_NOISE}"
        guess.set_constant(
            node.name, _NARROW if "log" in node.name.lower() else 0.0, "noise", reason
        )
        return
    if TEXT.search(node.name):
        guess.set_constant(node.name, 0.0, "text", f"numbers of a text: {_NO_TEXT}")
        return
    if _SCALE.search(node.name):
        guess.set_constant(node.name, 1.0, "strength", "by its name: 1.0 is the usual strength")
        return
    if len(node.shape) == 4 and layouts(node.shape) and not LATENT.search(node.name):
        guess.set_constant(node.name, 0.0, "picture", _PICTURE)
        return
    count = node.values or 1
    is_short_row = count <= MOST_CLASSES and len(node.shape) == 2
    if CLASS.search(node.name) or (is_short_row and not LATENT.search(node.name)):
        guess.set_constant(
            node.name,
            [1.0, *[0.0] * (count - 1)],
            "class",
            f"{count} numbers beside the point: a class, of which the first is chosen",
        )
    else:
        guess.set_constant(
            node.name,
            0.0,
            "further point",
            "a second point beside the chosen one: held at its middle",
        )


def _set_whole(node: GraphValue, guess: Guess) -> None:
    if node.type == "tensor(bool)" and not _is_class_row(node):
        guess.set_constant(
            node.name, False, "switch", "a switch: off, as in showing and not in training"
        )
    elif TEXT.search(node.name):
        guess.set_constant(node.name, 0, "text", f"its words: {_NO_TEXT}")
    elif _is_size(node):
        guess.set("size", node.name, "two whole numbers: the height and width wanted")
    elif len(node.shape) > 2:
        raise guess.refusal(
            f"its input {node.name} {list(node.shape)} takes whole numbers (codes of a book?), "
            "between which nothing lies: export the part that takes their vectors"
        )
    elif _COUNT.search(node.name) and not CLASS.search(node.name) and _is_single(node):
        guess.set_constant(node.name, 1, "count", "how many, by its name: one picture")
    elif _SIDE.search(node.name) and _is_single(node):
        guess.set_constant(
            node.name,
            SIDE,
            "size",
            f"a side of the picture, by its name: {SIDE} pixels to begin with",
        )
    elif _is_class_row(node):
        count = node.values or 1
        guess.set_constant(
            node.name,
            [1, *[0] * (count - 1)],
            "class",
            f"{count} whole numbers: a class, of which the first is chosen",
        )
    else:
        guess.set_constant(node.name, 0, "class", "whole numbers: a class; 0 is the first")


def _is_size(node: GraphValue) -> bool:
    """Two whole numbers; the classes of two points look the same."""
    if node.shape == (2,):
        return not CLASS.search(node.name)
    return len(node.shape) == 2 and node.values == 2 and bool(_SIDES.search(node.name))


def _is_class_row(node: GraphValue) -> bool:
    return len(node.shape) == 2 and 1 < (node.values or 1) <= MOST_CLASSES


def _is_single(node: GraphValue) -> bool:
    return not node.shape or node.values in (1, None)


def _is_scalar(node: GraphValue, count: int) -> bool:
    """A single number, or one for each point; the only one of `count` inputs may still be a point."""
    if not node.shape:
        return True
    is_one_each = node.shape == (None,) and not LATENT.search(node.name)
    return count > 1 and (node.values == 1 or is_one_each)


def _set_scalar(node: GraphValue, guess: Guess) -> None:
    if _TRUNCATION.search(node.name):
        guess.set_constant(
            node.name,
            PSI,
            "truncation",
            f"a single number named {node.name}: truncation, where {PSI} is usual",
        )
    else:
        guess.set_constant(node.name, 1.0, "strength", "a single number: 1.0 is the usual strength")


def _is_noise(node: GraphValue) -> bool:
    """It has the shape of a grey picture, and is not called a latent."""
    if len(node.shape) != 4 or not is_plane(node.shape):
        return False
    return bool(_NOISE.search(node.name)) or not LATENT.search(node.name)


def _is_flat_noise(node: GraphValue) -> bool:
    """It is called noise, and is (h, w) or (1, h, w)."""
    if len(node.shape) not in (2, 3) or not _NOISE.search(node.name):
        return False
    *before, height, width = node.shape
    return before in ([], [1]) and all(side is not None and side > 1 for side in (height, width))
