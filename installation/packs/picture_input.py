"""The input of an image-to-image graph: in which shape and with which numbers it takes a picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.packs.manifest import Pack
from installation.packs.metadata import SourceMetadata
from installation.packs.picture_form import BY_COUNT, ORDERS, WITH_ALPHA, Ranges, ranges_of
from installation.packs.picture_format import CHANNELS, HW, NCHW, NHWC, shape_in_words
from installation.packs.refusals import refusal, require_named
from installation.packs.tensors import DTYPES, GraphValue, Shape

USUAL_SIZE = (320, 576)  # (height, width) where neither graph nor pack.toml says one
SMALLEST_SIDE = 16  # of a picture that goes in
_OPAQUE = 255


@dataclass(frozen=True)
class PictureInput:
    """How a picture (h, w, 3) uint8 RGB becomes what an input takes."""

    value: GraphValue
    layout: str  # NCHW, NHWC or HW
    channels: str  # grey, RGB, BGR, RGBA or BGRA
    ranges: Ranges
    wanted: tuple[int, int]  # (height, width) where the graph leaves them free

    def size(self, height: int, width: int) -> tuple[int, int]:
        """(height, width) of the picture that goes in, for a screen of these sides."""
        tall, wide = self.wanted
        if (height > width) != (tall > wide):  # a screen that stands upright
            tall, wide = wide, tall
        fixed_height, fixed_width = sides(self.value.shape, self.layout)
        return fixed_height or tall, fixed_width or wide

    def array(self, picture: np.ndarray) -> np.ndarray:
        """A picture (h, w, 3) uint8 RGB of its size, in the input's kind, range and shape."""
        planes = self._planes(picture)
        if self.value.type != "tensor(uint8)":
            bounds = np.array(self.ranges, np.float32)  # (1 or c, 2)
            low = bounds[:, 0]
            high = bounds[:, 1]
            planes = low + planes * ((high - low) / np.float32(255))
        if self.layout == NCHW:
            planes = planes.transpose(2, 0, 1)
        elif self.layout == HW:
            planes = planes[..., 0]
        fed: np.ndarray = np.ascontiguousarray(planes, DTYPES[self.value.type])
        batch = len(self.value.shape) - fed.ndim
        if not batch:
            return fed
        return np.repeat(fed[None], self.value.shape[0] or 1, axis=0)

    def _planes(self, picture: np.ndarray) -> np.ndarray:
        """(h, w, channels) uint8."""
        if self.channels == "grey":
            return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None]
        order = ORDERS[WITH_ALPHA.get(self.channels, self.channels)]
        ordered = picture[..., list(order)]
        if self.channels not in WITH_ALPHA:
            return ordered
        alpha = np.full((*picture.shape[:2], 1), _OPAQUE, np.uint8)
        return np.concatenate([ordered, alpha], axis=2)


def picture_input(pack: Pack, inputs: dict[str, GraphValue], taken: set[str]) -> PictureInput:
    """Of the graph of an image-to-image pack; `taken` are inputs that get something else.

    Raises `BrokenPack`.
    """
    takes = pack.takes
    if takes is None:
        raise refusal(pack, "it is no image-to-image pack")
    require_named(pack, takes.input, inputs, "[source] input")
    rest = [name for name in inputs if name not in taken]
    named = [takes.input] if takes.input else [n for n in rest if layouts(inputs[n].shape)]
    if len(named) != 1:
        raise refusal(
            pack, f"[source] input must name the one that takes a picture: {', '.join(inputs)}"
        )
    value = inputs[named[0]]
    try:
        return of_value(value, takes)
    except ValueError as error:
        raise refusal(pack, f"its input {value.name} {error}") from error


def of_value(value: GraphValue, takes: SourceMetadata) -> PictureInput:
    """As pack.toml says it, else by the input's own shape. Raises `ValueError`, in words."""
    shape = shape_in_words(value.shape)
    if value.type not in DTYPES or not (value.is_float or value.type == "tensor(uint8)"):
        raise ValueError(f"takes {value.type}, in which no picture goes in")
    possible = layouts(value.shape)
    layout = takes.layout or (possible[0] if possible else "")
    if layout not in possible:
        said = f"[source] layout = {takes.layout}" if takes.layout else "a picture"
        raise ValueError(f"{shape} does not take {said}")
    count = channels(value.shape, layout) or 3
    name = takes.channels or BY_COUNT[count]
    if len(name.replace("grey", "1")) != count:
        raise ValueError(f"{shape} takes {count} channels, [source] channels says {name}")
    ranges = ranges_of(takes.range)
    if len(ranges) not in (1, count):
        raise ValueError(f"{shape}: [source] range has {len(ranges)} pairs for {count} channels")
    fixed = sides(value.shape, layout)
    wanted = takes.size or USUAL_SIZE
    for side, own in zip(wanted, fixed, strict=True):
        if takes.size and own not in (None, side):
            raise ValueError(f"{shape}: [source] size says {list(takes.size)} (height, width)")
    return PictureInput(value, layout, name, ranges, wanted)


def layouts(shape: Shape) -> list[str]:
    """In which an input of this shape can take a picture, the likeliest first."""
    axes = len(shape)
    found = []
    if axes in (3, 4):
        for layout in (NCHW, NHWC):
            count = channels(shape, layout)
            if (count in CHANNELS or count is None) and _are_sides(sides(shape, layout)):
                found.append(layout)
        if None not in (channels(shape, layout) for layout in found):
            return found
        known = [layout for layout in found if channels(shape, layout) is not None]
        return known or found
    if axes == 2 and _are_sides(sides(shape, HW)):
        return [HW]
    return []


def channels(shape: Shape, layout: str) -> int | None:
    """How many the input takes; None where that is free."""
    if layout == HW:
        return 1
    return shape[-3] if layout == NCHW else shape[-1]


def sides(shape: Shape, layout: str) -> tuple[int | None, int | None]:
    """(height, width) of a picture; None where one is free."""
    if layout == NHWC:
        return shape[-3], shape[-2]
    return shape[-2], shape[-1]


def fitted(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """A picture (h, w, 3) that fills these sides: of another proportion, its middle."""
    own_height, own_width = picture.shape[:2]
    if (own_height, own_width) == (height, width):
        return picture
    scale = max(height / own_height, width / own_width)
    rows = max(1, min(own_height, round(height / scale)))
    columns = max(1, min(own_width, round(width / scale)))
    top = (own_height - rows) // 2
    left = (own_width - columns) // 2
    cut = picture[top : top + rows, left : left + columns]
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.resize(cut, (width, height), interpolation=how)


def _are_sides(pair: tuple[int | None, int | None]) -> bool:
    return all(side is None or side >= SMALLEST_SIDE for side in pair)
