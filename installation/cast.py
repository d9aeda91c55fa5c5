"""The house on one page: who lives in it and how the rooms are joined. Data only: every process may read it.

Light goes one way: camera -> presence -> point -> picture -> screen, and point -> sound.
"""

from dataclasses import dataclass
from enum import StrEnum

from installation import messages
from installation.vocabulary import RoomName

LEAST_STALE_S = 1.5  # a room that is started again is missed by nobody in this time
STALE_PERIODS = 10


class WireKind(StrEnum):
    """What becomes of a message that nobody has read when the next one comes."""

    LATEST = "latest"  # it is dropped
    EVERY = "every"  # it waits, in bounded numbers


@dataclass(frozen=True)
class ProcessSpec:
    """One row of CAST."""

    name: str
    module: str  # holds the class Room
    start_s: float = 20.0  # until the first beat; doubled each time that it was too short
    stall_s: float = 2.5  # between beats afterwards
    longest_stall_s: float = 2.5  # up to which that is doubled each time that it was too short
    # a positive one yields the processor to others, a negative one takes it from them
    niceness: int = 0
    hurries: bool = False  # it yields only from its first turn on: the start waits for it
    # priority in the real-time class from its first turn on, where the system allows it; 0 is ordinary
    realtime: int = 0
    schedules_itself: bool = False  # the room asks for that priority itself, thread by thread
    fences_early: bool = False  # its module has `before_wires`, for before they start threads
    outlived: bool = False  # by what it shows, with which its next life begins: it is killed, and says no goodbye
    cleared_by: str = ""  # of an outlived room: the program that takes away what is left of it


@dataclass(frozen=True)
class Wire:
    """One row of WIRES."""

    name: str
    message: type
    kind: WireKind
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    rate_hz: float = 0.0  # nominal; 0 is now and then

    @property
    def stale_s(self) -> float | None:
        """The newest message counts for so long; None for a wire without a rate: for ever."""
        if not self.rate_hz:
            return None
        return max(LEAST_STALE_S, STALE_PERIODS / self.rate_hz)


VISION = RoomName.VISION
JOURNEY = RoomName.JOURNEY
GENERATOR = RoomName.GENERATOR
DISPLAY = RoomName.DISPLAY
SOUND = RoomName.SOUND
CONSOLE = RoomName.CONSOLE
KIOSK = RoomName.KIOSK

# The page comes first: it says what keeps the others from starting. Then the slowest to warm up. Two rooms in real time, screen and sound, are enough: with a third one on two
# cores the sound server's main thread stood behind them.
CAST = (
    # the technician's page
    ProcessSpec(
        name=CONSOLE,
        module="installation.console.process",
        start_s=60.0,
        stall_s=15.0,
        longest_stall_s=15.0,
        niceness=5,
    ),
    # latent point -> picture
    ProcessSpec(
        name=GENERATOR,
        module="installation.generator.process",
        longest_stall_s=20.0,  # of a picture on a slow machine; the screen turns meanwhile
        niceness=5,
        hurries=True,
    ),
    # newest pictures -> the screen
    ProcessSpec(
        name=DISPLAY,
        module="installation.display.process",
        niceness=-8,
        realtime=2,
        outlived=True,
        cleared_by="installation.display.outputs.clear_screen",
    ),
    # frame -> who is there, where, how they move
    ProcessSpec(
        name=VISION,
        module="installation.vision.process",
        niceness=-10,
        fences_early=True,
    ),
    # presence, time -> the next latent point
    ProcessSpec(
        name=JOURNEY,
        module="installation.journey.process",
        niceness=-5,
    ),
    # latent point, presence -> sound
    ProcessSpec(
        name=SOUND,
        module="installation.sound.process",
        realtime=5,
        schedules_itself=True,
    ),
)
# Not in the house from the start: the next pack, while it is warmed up to take the generator's place.
STANDBY = ProcessSpec(
    name=RoomName.STANDBY,
    module="installation.generator.standby",
    start_s=90.0,
    niceness=5,
)
ROOMS = tuple(spec.name for spec in CAST)


def _latest(
    name: str, message: type, writer: str, readers: tuple[str, ...], rate_hz: float = 0.0
) -> Wire:
    return Wire(name, message, WireKind.LATEST, (writer,), readers, rate_hz)


WIRES = (
    _latest("presence", messages.Presence, VISION, (JOURNEY, SOUND, DISPLAY, CONSOLE), 30),
    _latest("point", messages.LatentPoint, JOURNEY, (GENERATOR, SOUND, DISPLAY, CONSOLE), 60),
    _latest("picture", messages.Picture, GENERATOR, (DISPLAY,), 32),
    _latest("activations", messages.Activations, GENERATOR, (DISPLAY,)),  # while they are shown
    _latest("change", messages.Change, GENERATOR, (JOURNEY,), 32),
    _latest("shown", messages.Shown, DISPLAY, (JOURNEY, GENERATOR, SOUND, CONSOLE), 5),
    _latest("pause", messages.Pause, DISPLAY, (JOURNEY,), 5),
    # on a wire of this kind its one reader binds: vision, once confined, joins nothing any more
    Wire("shown_light", messages.ShownLight, WireKind.EVERY, (DISPLAY,), (VISION,), 5),
    _latest("level", messages.Level, SOUND, (CONSOLE,), 20),
    _latest("status", messages.Status, KIOSK, (CONSOLE, DISPLAY), 2),
    _latest("axes", messages.Axes, GENERATOR, (DISPLAY,)),  # in the studio only
    _latest("hand", messages.Hand, DISPLAY, (JOURNEY, SOUND)),  # in the studio only
    _latest(
        "active_pack",
        messages.ActivePack,
        KIOSK,
        (JOURNEY, GENERATOR, DISPLAY, SOUND, STANDBY.name),
        10,
    ),
    Wire("beat", messages.Beat, WireKind.EVERY, (*ROOMS, STANDBY.name), (KIOSK,)),
    Wire(
        "command",
        messages.Command,
        WireKind.EVERY,
        (CONSOLE,),
        (GENERATOR, DISPLAY, JOURNEY, SOUND, KIOSK),
    ),
)


def spec_of(name: str) -> ProcessSpec:
    """The row of this process."""
    return next(spec for spec in (*CAST, STANDBY) if spec.name == name)
