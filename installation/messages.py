"""What rooms say to each other: frozen messages, with shapes and units beside each field. Data only.

It is also the privacy boundary: what `Presence` has no field for cannot leave the vision room.
`ipc/codec.py` says how a message travels; a reader accepts only what this page declares.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from installation.vocabulary import Ask, RoomState, Verb, VisitState

SILHOUETTE_SHAPE = (18, 32)  # rows, columns; never finer
MOTION_SHAPE = (9, 16)
SHOWN_LIGHT_SHAPE = (9, 16)


def array(dtype: str, *shape: int | None) -> Any:
    """A field that holds an array of this dtype and shape; None leaves an axis free."""
    return field(metadata={"dtype": np.dtype(dtype), "shape": shape})


def array_or_none(dtype: str, *shape: int | None) -> Any:
    """The same for a field that may be left out: it then holds no rows, and free axes are 0."""
    kind = np.dtype(dtype)
    empty = [0, *(size or 0 for size in shape[1:])]
    return field(
        default_factory=lambda: np.zeros(empty, kind),
        metadata={"dtype": kind, "shape": shape},
    )


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
    state: VisitState
    attention: float  # 0 nobody .. 1 wholly with the visitors
    point: np.ndarray = array("float32", None)  # (d,) as the model takes it
    generation: int = 0  # of the pack in whose space it lies
    # of a pack that shows several points side by side: one row each, in the order of the visitors
    # from left to right, the first visitor's own among them (it is also `point`); none: `point` alone
    points: np.ndarray = array_or_none("float32", None, None)  # (n, d)
    # centre across the picture 0..1, and size: 1 fills the narrow side, 0 is not yet or no longer there
    spots: np.ndarray = array_or_none("float32", None, 2)  # (n, 2)
    # what visitors drive beside the point: a number for each [[gesture]] of the pack, in that order
    gestures: np.ndarray = array_or_none("float32", None)
    word: str = ""  # what the points side by side spell, while they spell a word

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
    # how often another row of spots has taken the place of the one before: such a picture does not
    # follow from the last one, and the display crossfades to it
    cuts: int = 0


@dataclass(frozen=True)
class Activations:
    """What went on inside while a picture was made; sent only while it is shown. What a pack has not is empty."""

    seq: int
    light_ns: int
    point_seq: int
    # of each hidden layer of the generator, coarse to fine, its strongest maps: (layers, maps, height, width), 0..255
    layers: np.ndarray = array("uint8", None, None, None, None)
    # of each way in which the second network looks (in colour, as edges)
    # what it looks at: (ways, height, width, 3) RGB
    seen: np.ndarray = array("uint8", None, None, None, 3)
    # what it looks for first: (ways, n, k, k, 3) RGB
    kernels: np.ndarray = array("uint8", None, None, None, None, 3)
    # where it finds it: (ways, maps, height, width)
    features: np.ndarray = array("uint8", None, None, None, None)
    # what it believes: (ways, classes), each row sums to 1
    scores: np.ndarray = array("float32", None, None)


@dataclass(frozen=True)
class Change:
    """How much a picture differs from the one before it: what a step of the point meant to the eye."""

    seq: int  # of the picture
    light_ns: int
    since_seq: int  # point of the picture before; 0 where more than the points changed
    point_seq: int  # point of this picture
    change: float  # mean absolute difference of the two, percent of black to white
    took_s: float = 0.0  # to paint it


@dataclass(frozen=True)
class Shown:
    """What is on the screen: size and panes for generator and journey, a small JPEG for the console, a point for the sound."""

    seq: int
    light_ns: int
    width: int  # pixels of the screen
    height: int
    inside: str  # names of the panes to look inside that are shown, with spaces between; "" while the picture is closed
    jpeg: np.ndarray = array("uint8", None)  # may be empty
    point_seq: int = 0  # of a picture that was timed lately; 0: none yet
    seen_ns: int = 0  # when it was most of what is seen, monotonic
    across: float = 1.0  # of the picture's width, how much is to be seen beside the panes


@dataclass(frozen=True)
class Pause:
    """Whether the picture stands still for a moment, because it would flash if it went on: the point waits with it."""

    seq: int
    light_ns: int  # when it was decided, monotonic
    is_on: bool


@dataclass(frozen=True)
class ShownLight:
    """How bright the screen is, coarsely: with it vision knows the screen when the camera sees it."""

    seq: int
    light_ns: int  # when it was shown, monotonic
    cells: np.ndarray = array(
        "uint8", *SHOWN_LIGHT_SHAPE
    )  # mean grey level of each part of the screen


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
    state: RoomState
    message: str  # one sentence for the technician; empty when all is well
    telemetry: dict  # as `telemetry.encoded` makes it
    samples: dict  # name -> list of numbers since the last beat
    checkpoint: dict  # what the room's next life wants to know
    ask: Ask = Ask.NOTHING
    # name -> [[seq, monotonic ns], ...] since the last beat: when the point of that number was "seen", "heard"
    marks: dict = field(default_factory=dict)
    cpu_s: float = 0.0  # this and the next: processor time and the most memory of this process
    rss_mb: float = 0.0


@dataclass(frozen=True)
class Status:
    """How all rooms fare, from the parent."""

    seq: int
    rooms: dict  # name -> {state, message, restarts, crashes: how many of these, telemetry}
    report: dict  # the run so far, as `--report` writes it
    recent: dict  # measurement -> [how many a second, median, greatest] since the status before
    # {state: a HouseState, message, fade_s, next, config: why kiosk.toml is not followed, version, update: what there is
    # to tell of it, troubles: what is wrong with the house itself, chosen}
    house: dict
    log: list  # the newest lines for the technician, [time, text] each
    settings: dict = field(
        default_factory=dict
    )  # section -> key -> value: what can be set on the page


@dataclass(frozen=True)
class ActivePack:
    """What is to be shown, from the parent; said again and again, so that nobody misses it."""

    generation: int  # one more with each change of the model, 0 is the pack of the start
    folder: str
    papers: int = 0  # one more each time that only its papers were saved anew
    languages: list = field(default_factory=list)  # of texts and words; none: as the room was told


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
    # (d,) where the artist holds it; (0,) while it goes its own way
    point: np.ndarray = array("float32", None)
    places: np.ndarray = array("float32", None, 8)  # the mouse as a visitor, as in Presence


@dataclass(frozen=True)
class Command:
    """From the console to the others."""

    seq: int
    verb: Verb
    value: str


_MESSAGES = (
    Presence,
    LatentPoint,
    Picture,
    Activations,
    Change,
    Shown,
    Pause,
    ShownLight,
    Level,
    Beat,
    Status,
    ActivePack,
    Axes,
    Hand,
    Command,
)
KINDS = {kind.__name__: kind for kind in _MESSAGES}
