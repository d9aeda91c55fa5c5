"""The house on one page: who lives in it and how the rooms are joined. Data only: every process may read it.

Light goes one way: camera -> presence -> point -> picture -> screen, and point -> sound.
"""

from dataclasses import dataclass

from installation import messages

LATEST, EVERY = "latest", "every"


@dataclass(frozen=True)
class ProcessSpec:
    """One row of CAST."""

    name: str
    module: str  # holds the class Room
    duty: str
    start_s: float = 20.0  # until the first beat: imports, opening, warming up; doubled each time it was too short
    stall_s: float = 2.5  # between beats afterwards
    niceness: int = 0
    realtime: int = (
        0  # priority among what must be on time, where the system allows it; 0 is ordinary
    )
    outlived: bool = False  # by what it shows, when it is killed: so that is how it is renewed


@dataclass(frozen=True)
class Wire:
    """One row of WIRES."""

    name: str
    message: type
    kind: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    rate_hz: float  # nominal, 0 for now and then


# The slowest to warm up first. A positive niceness yields the processor: the screen comes before all else. Two in real
# time, screen and sound, are enough: with a third on two cores the sound server's main thread stood behind them.
CAST = (
    ProcessSpec(
        "generator", "installation.generator.process", "latent point -> picture", niceness=5
    ),
    ProcessSpec(
        "display",
        "installation.display.process",
        "newest pictures -> the screen",
        realtime=2,
        outlived=True,
    ),
    ProcessSpec(
        "vision",
        "installation.vision.process",
        "frame -> who is there, where, how they move",
        niceness=-10,
    ),
    ProcessSpec(
        "journey",
        "installation.journey.process",
        "presence, time -> the next latent point",
        niceness=-5,
    ),
    ProcessSpec("sound", "installation.sound.process", "latent point, presence -> sound"),
    ProcessSpec(
        "console",
        "installation.console.process",
        "the technician's page",
        start_s=60.0,
        stall_s=15.0,
        niceness=5,
    ),
)
# Not in the house from the start: the next pack, while it is warmed up to take the generator's place.
STANDBY = ProcessSpec(
    "standby",
    "installation.generator.standby",
    "another pack, in the wings",
    start_s=90.0,
    niceness=5,
)
ROOMS = tuple(member.name for member in CAST)

WIRES = (
    Wire(
        "presence",
        messages.Presence,
        LATEST,
        ("vision",),
        ("journey", "sound", "display", "console"),
        30,
    ),
    Wire(
        "point",
        messages.LatentPoint,
        LATEST,
        ("journey",),
        ("generator", "sound", "display", "console"),
        60,
    ),
    Wire("picture", messages.Picture, LATEST, ("generator",), ("display",), 32),
    Wire(
        "activations", messages.Activations, LATEST, ("generator",), ("display",), 0
    ),  # 5 while it is shown
    Wire("change", messages.Change, LATEST, ("generator",), ("journey",), 32),
    Wire("shown", messages.Shown, LATEST, ("display",), ("generator", "sound", "console"), 5),
    Wire("level", messages.Level, LATEST, ("sound",), ("console",), 20),
    Wire("status", messages.Status, LATEST, ("kiosk",), ("console", "display"), 2),
    Wire("axes", messages.Axes, LATEST, ("generator",), ("display",), 0),  # studio only, as is hand
    Wire("hand", messages.Hand, LATEST, ("display",), ("journey", "sound"), 0),
    Wire(
        "active_pack",
        messages.ActivePack,
        LATEST,
        ("kiosk",),
        ("journey", "display", "sound", "standby"),
        10,
    ),
    Wire("beat", messages.Beat, EVERY, (*ROOMS, STANDBY.name), ("kiosk",), 10),
    Wire(
        "command",
        messages.Command,
        EVERY,
        ("console",),
        ("generator", "display", "journey", "sound", "kiosk"),
        0,
    ),
)
