"""How each room says it fares: one typed record a room, sent with its beat. None where nothing is known yet."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from installation.vocabulary import RoomName


@dataclass
class VisionTelemetry:
    """Of the camera and what is seen."""

    camera: str | None = None  # its name
    exposure: str | None = None  # what is done about it, in words
    is_simulated: bool | None = None  # a stand-in: what it shows are no visitors
    is_film: bool | None = None  # played from a file: whom it shows are not here now
    camera_s: float | None = None  # seconds of the camera's own film
    people: int | None = None  # in view now
    visitors: int | None = None  # since the start
    frame_rate_hz: float | None = None
    sandbox: str | None = None  # how this process is confined, in words
    is_confined: bool | None = None  # False: something is not enforced on this machine


@dataclass
class JourneyTelemetry:
    """Of the visit."""

    state: str | None = None  # a `VisitState`
    attention: float | None = None  # 0 nobody .. 1 wholly with the visitors


@dataclass
class GeneratorTelemetry:
    """Of the pack and its pictures."""

    pack: str | None = None
    provider: str | None = None  # of ONNX Runtime, or the model at the inference server
    is_server_away: bool | None = None  # it is to paint and does not: this machine stands in
    size: list | None = None  # [width, height], pixels
    full_hd_hz: float | None = None  # Full HD pictures a second, as measured
    is_full_hd: bool | None = None  # they were enough: pictures are in Full HD
    bad_pictures: int | None = None  # left out: not finite, or of a wrong size
    activations: int | None = None  # how often hidden layers were sent


@dataclass
class SoundTelemetry:
    """Of the loudspeaker and its buffers; counts are since the start of the run, over all lives of the room."""

    scheduling: str | None = None  # what the system granted, in words
    sound_device: str | None = None  # its name
    is_silent: bool | None = None  # nothing is played
    device_ms: float | None = None  # what the device holds
    latency_ms: float | None = None  # from the making of a block to the loudspeaker
    target_lufs: float | None = None
    target_dba: float | None = None
    measuring: bool | None = None  # the calibration noise is playing
    blocks: int | None = None
    xruns: int | None = None  # the device ran dry
    ring_underruns: int | None = None  # it did for want of the room's blocks
    near_xruns: int | None = None


@dataclass
class DisplayTelemetry:
    """Of the screen."""

    screen: str | None = None  # kind, size and graphics card, in words
    kind: str | None = None  # a `ScreenKind`
    first_picture_ns: int | None = None  # monotonic; None before there was one
    limited_tiles: int | None = None  # held back by the flash limiter since the start of this life
    inside: str | None = None  # names of the panes that are shown, with spaces between
    complaints: list = field(default_factory=list)  # about texts that do not fit, in words


@dataclass
class ConsoleTelemetry:
    """Of the page."""

    port: int | None = None
    refused: str | None = None  # the newest wish of another machine that was not granted, and why


Telemetry = (
    VisionTelemetry
    | JourneyTelemetry
    | GeneratorTelemetry
    | SoundTelemetry
    | DisplayTelemetry
    | ConsoleTelemetry
)

KINDS: dict[str, type] = {
    RoomName.VISION: VisionTelemetry,
    RoomName.JOURNEY: JourneyTelemetry,
    RoomName.GENERATOR: GeneratorTelemetry,
    RoomName.STANDBY: GeneratorTelemetry,
    RoomName.SOUND: SoundTelemetry,
    RoomName.DISPLAY: DisplayTelemetry,
    RoomName.CONSOLE: ConsoleTelemetry,
}


def empty(room: str) -> Any:
    """What is known of a room that has said nothing yet."""
    return KINDS[room]()


def encoded(telemetry: Telemetry) -> dict[str, Any]:
    """As it travels: the fields that are known."""
    return {name: value for name, value in asdict(telemetry).items() if value is not None}


def decoded(room: str, values: dict[str, Any]) -> Any:
    """The record of this room. Raises ValueError where `values` has a field that the record has not."""
    kind = KINDS[room]
    known = {each.name for each in fields(kind)}
    if unknown := values.keys() - known:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**values)


def updated(before: Telemetry, after: Telemetry) -> Any:
    """What is known now: `after`, and what it does not say as it was `before`."""
    return type(after)(**encoded(before) | encoded(after))
