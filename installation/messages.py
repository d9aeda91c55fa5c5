"""What rooms say to each other: frozen messages, with shapes and units beside each field.

On the wire a message is one frame: four bytes of header length, a JSON header (kind, scalars,
and dtype and shape of each array), then the raw bytes of the arrays. Nothing in it can be executed,
and a reader accepts only what this page declares. It is also the privacy boundary: what `Presence`
has no field for cannot leave the vision room.
"""

import json
import struct
from dataclasses import MISSING, dataclass, field, fields
from math import prod

import numpy as np

SILHOUETTE_SHAPE = (18, 32)  # rows, columns; never finer
MOTION_SHAPE = (9, 16)


class BadMessage(ValueError):
    """Bytes that are not one of our messages."""


def array(dtype: str, *shape: int | None):
    """A field that holds an array of this dtype and shape; None leaves an axis free."""
    return field(metadata={"dtype": np.dtype(dtype), "shape": shape})


@dataclass(frozen=True)
class Presence:
    """What is kept of the visitors. No image, no face, no identity: places, motion, a coarse shape."""

    seq: int
    light_ns: int  # monotonic arrival of the frame in the program
    camera_s: float  # time in the camera's own film, seconds
    visitors: int  # how many have come since the start
    # one row a visitor in view: id (of this visit only), x, y of the centre, width, height (0..1 of
    # the view, y downwards), vx, vy (views per second), closeness (0 far .. 1 fills the view's height)
    places: np.ndarray = array("float32", None, 8)
    flow: np.ndarray = array("float32", 2)  # mean motion of the visitors, views per second
    motion: np.ndarray = array("float32", *MOTION_SHAPE)  # energy on a coarse grid, 0..1
    silhouette: np.ndarray = array("uint8", *SILHOUETTE_SHAPE)  # 1 where somebody is

    @property
    def count(self) -> int:
        """Visitors in view."""
        return len(self.places)


@dataclass(frozen=True)
class LatentPoint:
    """Where the journey is."""

    seq: int
    light_ns: int  # of the newest presence in it; 0 before there was one
    state: str  # of the visit: wandering, following, ...
    attention: float  # 0 nobody .. 1 wholly with the visitors
    point: np.ndarray = array("float32", None)  # (d,) as the model takes it
    generation: int = 0  # of the pack in whose space it lies

    def is_for(self, dimensions: int) -> bool:
        """False for a point of another pack: while packs are changed, some rooms have the new one already."""
        return len(self.point) == dimensions


@dataclass(frozen=True)
class Picture:
    """What the model made of a point."""

    seq: int
    light_ns: int
    point_seq: int
    pixels: np.ndarray = array("uint8", None, None, 3)  # (height, width, 3) RGB
    generation: int = 0  # of the pack that made it


@dataclass(frozen=True)
class Activations:
    """What went on inside while a picture was made; sent only while it is shown. What a pack has not is empty."""

    seq: int
    light_ns: int
    point_seq: int
    # of each hidden layer of the generator, coarse to fine, its strongest maps: (layers, maps, height, width), 0..255
    layers: np.ndarray = array("uint8", None, None, None, None)
    # of each way the second network looks (in colour, as edges):
    seen: np.ndarray = array(
        "uint8", None, None, None, 3
    )  # (ways, height, width, 3) RGB: what it looks at
    kernels: np.ndarray = array(
        "uint8", None, None, None, None, 3
    )  # (ways, n, k, k, 3) RGB: what it looks for first
    features: np.ndarray = array(
        "uint8", None, None, None, None
    )  # (ways, maps, height, width): where it finds it
    scores: np.ndarray = array("float32", None, None)  # (ways, classes), each row sums to 1


@dataclass(frozen=True)
class Change:
    """How much a picture differs from the one before it: what a step of the point meant to the eye."""

    seq: int  # of the picture
    light_ns: int
    since_seq: int  # point of the picture before
    point_seq: int  # point of this picture
    change: float  # mean absolute difference of the two, percent of black to white


@dataclass(frozen=True)
class Shown:
    """What is on the screen: size and panes for the generator, a small JPEG for the console, a point for the sound."""

    seq: int
    light_ns: int
    width: int  # pixels of the screen
    height: int
    inside: str  # names of the panes to look inside that are shown, with spaces between; "" while the picture is closed
    jpeg: np.ndarray = array("uint8", None)  # may be empty
    point_seq: int = 0  # of a picture that was timed lately; 0: none yet
    seen_ns: int = 0  # when it was most of what is seen, monotonic


@dataclass(frozen=True)
class Level:
    """How loud it is."""

    seq: int
    light_ns: int
    peak: float  # since the last message, 0..1 of full scale
    rms: float  # of the last block


@dataclass(frozen=True)
class Beat:
    """Sent by a room's loop at the end of a turn: it lives, and how it fares."""

    room: str
    pid: int
    turn: int
    state: str  # OK or DEGRADED
    words: str  # one sentence for the technician
    facts: dict  # name -> number or text, as it is now
    samples: dict  # name -> list of numbers since the last beat
    keep: dict  # what the room's next life wants to know
    ask: str = ""  # "end": somebody closed the window; "next-pack": somebody pressed its key
    # name -> [[seq, monotonic ns], ...] since the last beat: when the point of that number was "seen", "heard"
    marks: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Status:
    """How all rooms fare, from the parent."""

    seq: int
    rooms: dict  # name -> {state, words, restarts, facts}
    report: dict  # the run so far, as `--report` writes it
    recent: dict  # measurement -> [how many a second, median, greatest] since the status before
    house: dict  # {state: open, closing or asleep, words, next, config: why kiosk.toml is not followed, chosen}
    log: list  # the newest lines for the technician, [time, text] each


@dataclass(frozen=True)
class ActivePack:
    """Which pack is to be shown, from the parent; said again and again, so that nobody misses it."""

    generation: int  # one more with each change of the model, 0 is the pack of the start
    folder: str
    papers: int = 0  # one more each time that only its papers were saved anew


@dataclass(frozen=True)
class Axes:
    """Studio only: the directions of the latent space that matter most, for the artist's panel."""

    seq: int
    generation: int
    axes: np.ndarray = array("float32", None, None)  # (k, d) of length 1
    spread: np.ndarray = array("float32", None)  # (k,) one standard deviation along each


@dataclass(frozen=True)
class Hand:
    """Studio only: what the artist does at the panel on the screen."""

    seq: int
    generation: int  # of the pack that `point` is for
    truncation: float  # of every point, 1 leaves it
    speed: float  # of the journey, 1 is as set
    point: np.ndarray = array(
        "float32", None
    )  # (d,) where the artist holds it; (0,) while it goes its own way
    places: np.ndarray = array("float32", None, 8)  # the mouse as a visitor, as in Presence


@dataclass(frozen=True)
class Command:
    """From the console to the others."""

    seq: int
    verb: str
    value: str


_MESSAGES = (
    Presence,
    LatentPoint,
    Picture,
    Activations,
    Change,
    Shown,
    Level,
    Beat,
    Status,
    ActivePack,
    Axes,
    Hand,
    Command,
)
KINDS = {kind.__name__: kind for kind in _MESSAGES}


class _Form:
    """The fields of a kind of message, looked up once: hundreds of messages are read a second."""

    def __init__(self, kind: type):
        self.kind, self.name = kind, kind.__name__
        self.types = {part.name: part.type for part in fields(kind) if "dtype" not in part.metadata}
        self.needed = {
            part.name
            for part in fields(kind)
            if part.name in self.types and part.default is MISSING
        }
        self.arrays = [
            (part.name, part.metadata["dtype"], part.metadata["shape"])
            for part in fields(kind)
            if part.name not in self.types
        ]


_FORMS = {name: _Form(kind) for name, kind in KINDS.items()}


def encode(message) -> bytes:
    """The message as one frame."""
    form, layout, parts = _FORMS[type(message).__name__], [], []
    for name, dtype, shape in form.arrays:
        value = np.ascontiguousarray(getattr(message, name), dtype)
        _check_shape(form, name, shape, value.shape)
        layout.append(value.shape)
        parts.append(value)
    scalars = {name: getattr(message, name) for name in form.types}
    header = json.dumps([form.name, scalars, layout], allow_nan=False).encode()
    return b"".join(
        (struct.pack("<I", len(header)), header, *(part.data for part in parts if part.size))
    )


def decode(frame):
    """The message in a frame (bytes or any buffer); its arrays are read-only views of that buffer.

    Raises `BadMessage`.
    """
    view = memoryview(frame)
    try:
        (length,) = struct.unpack_from("<I", view)
        name, scalars, layout = json.loads(str(view[4 : 4 + length], "utf-8"))
        form = _FORMS[name]
        return form.kind(
            **_checked_scalars(form, scalars), **_arrays(form, layout, view[4 + length :])
        )
    except BadMessage:
        raise
    except (struct.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadMessage(f"not a message: {error}") from error


def _checked_scalars(form: _Form, scalars: dict) -> dict:
    if not form.needed <= scalars.keys() <= form.types.keys():
        raise BadMessage(f"{form.name}: fields {sorted(scalars)} instead of {sorted(form.types)}")
    for name, value in scalars.items():
        wanted = form.types[name]
        if not (isinstance(value, wanted) or (wanted is float and type(value) is int)):
            raise BadMessage(
                f"{form.name}.{name}: {type(value).__name__} instead of {wanted.__name__}"
            )
    return scalars


def _arrays(form: _Form, layout: list, body: memoryview) -> dict:
    arrays, start = {}, 0
    if len(form.arrays) != len(layout):
        raise BadMessage(f"{form.name}: {len(layout)} arrays instead of {len(form.arrays)}")
    for (name, dtype, wanted), shape in zip(form.arrays, layout):
        _check_shape(form, name, wanted, tuple(shape))
        end = start + prod(shape) * dtype.itemsize
        arrays[name] = np.frombuffer(body[start:end], dtype).reshape(shape)
        start = end
    if start != len(body):
        raise BadMessage(f"{form.name}: {len(body)} bytes instead of {start}")
    return arrays


def _check_shape(form: _Form, name: str, wanted: tuple, shape: tuple) -> None:
    if len(shape) != len(wanted) or any(w not in (None, n) or n < 0 for n, w in zip(shape, wanted)):
        raise BadMessage(f"{form.name}.{name}: shape {shape} instead of {wanted}")
