"""The words that rooms share, each written once. A member is its own text: `Verb.LOOK == "look"`."""

from collections.abc import Iterable
from enum import StrEnum


class RoomName(StrEnum):
    """The processes of the house."""

    VISION = "vision"
    JOURNEY = "journey"
    GENERATOR = "generator"
    DISPLAY = "display"
    SOUND = "sound"
    CONSOLE = "console"
    STANDBY = "standby"  # the generator of the next pack, while it warms up
    KIOSK = "kiosk"  # the parent


class Verb(StrEnum):
    """What a command asks."""

    LOOK = "look"  # open the picture; the value may name a pane
    BACK = "back"  # close it again
    CLOSE = "close"  # end the visit: the house closes
    OPEN = "open"
    MOTION = "motion"  # the value is a `Motion`
    VOLUME = "volume"  # the value is a loudness in LUFS
    NOISE = "noise"  # the calibration noise, for so many seconds
    SET = "set"  # keys of kiosk.toml: the value is JSON, {section: {key: value}}
    RESTART = "restart"  # the value names a room
    SLEEP = "sleep"
    WAKE = "wake"


class Motion(StrEnum):
    """How lively changes are."""

    FULL = "full"
    REDUCED = "reduced"


class Ask(StrEnum):
    """What a room asks of the parent in its beat."""

    NOTHING = ""
    END = "end"  # somebody closed the window
    NEXT_PACK = "next-pack"  # somebody pressed its key


class VisitState(StrEnum):
    """What a visit is just now; `journey/states.py` says how it changes."""

    WANDERING = "wandering"
    GREETING = "greeting"
    FOLLOWING = "following"
    LOOKING = "looking-inside"
    PARTING = "parting"
    CLOSED = "closed"


class RoomState(StrEnum):
    """How a room fares."""

    OK = "OK"
    DEGRADED = "DEGRADED"  # it works, but not as it should: its message says why
    DOWN = "DOWN"
    REFUSED = "REFUSED"  # it cannot work as asked, and a new start would not help


class HouseState(StrEnum):
    """Whether the house receives visitors."""

    OPEN = "open"
    CLOSING = "closing"
    ASLEEP = "asleep"


class Severity(StrEnum):
    """How bad a finding is: the one scale of checks, rooms and reports."""

    OK = "OK"  # as it should be
    WARN = "WARN"  # it runs, but look at it
    BAD = "BAD"  # it does not run as asked


class PaneName(StrEnum):
    """The panes of "look inside", in the order in which they follow one another."""

    KEPT = "kept"  # what the camera keeps of the visitors
    WHERE = "where"  # the point on the map of latent space
    GROWTH = "growth"  # the picture, layer by layer
    BELIEFS = "beliefs"  # what a second network believes it sees
    LEARNED = "learned"  # the nearest works it was trained on


class ScreenKind(StrEnum):
    """How the picture reaches a screen."""

    FULLSCREEN = "fullscreen"
    WINDOWED = "windowed"
    WINDOWLESS = "windowless"


class CameraName(StrEnum):
    """What `[camera] source` may be, in words; `vision/sources.py` says which camera is meant."""

    AUTO = "auto"
    SIMULATED = "simulated"
    DEVICE = "a number (0) or /dev/..."
    STREAM = "an http(s):// or rtsp:// address"
    RECORDING = "the path of a recording (.presence)"
    CLIP = "the path of a clip that FFmpeg decodes"


class Several(StrEnum):
    """What several monitors show."""

    SAME = "same"  # the same picture, each of them
    JOINED = "joined"  # one picture together


class OutputName(StrEnum):
    """What else may get the finished frame, beside the screen; `display/outputs/output_table.py` says what opens it."""

    PIPE = "pipe"  # raw frames for media servers
    SCREENS = "screens"  # other machines of the network, which run `kiosk screen`
    NDI = "ndi"  # vision mixers and media servers of the network


class Steering(StrEnum):
    """How visitors steer; `journey/steering.py` says which class does it."""

    AUTO = "auto"
    WANDER = "wander"
    MIRROR = "mirror"
    PLANE = "plane"


class GestureSource(StrEnum):
    """What may drive an input of a pack's graph beside the point."""

    PLACE = "place"  # across the view, 0 left .. 1 right
    DEPTH = "depth"  # down the view, 0 top .. 1 bottom
    CLOSENESS = "closeness"  # 0 far .. 1 fills the view's height
    HAND = "hand"  # how high the silhouette reaches, 0 bottom .. 1 top of the view
    MOTION = "motion"  # 0 still .. 1 lively
    COUNT = "count"  # visitors in view, 0 nobody .. 1 five or more
    HOUR = "hour"  # of the day, 0 midnight .. 1 the next
    WORD = "word"  # 1 while a word is celebrated, else 0


def one_of(words: Iterable[str]) -> str:
    """For a sentence: a, b, or c."""
    *others, last = words
    return f"{', '.join(others)}, or {last}"
