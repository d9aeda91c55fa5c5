"""The rooms of a status, judged: each by its state and its telemetry."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from installation import telemetry
from installation.common.check_result import CheckResult
from installation.config.settings import Settings
from installation.parent.rate_watch import PACK_SLOW, SCREEN_SLOW, SLOW, least_hz
from installation.telemetry import (
    DisplayTelemetry,
    GeneratorTelemetry,
    SoundTelemetry,
    VisionTelemetry,
)
from installation.vocabulary import RoomName, RoomState, ScreenKind, Severity

SEE_TECHNICIAN = "see docs/technician.md"
SEE_LINE = "see the line; ./kiosk run --strict shows where"
CAMERA_LOST = "plug it in; ./kiosk devices; [camera] source"
CAMERA_SLOW = "more light, [camera] keep_rate, another USB port, smaller [camera] width_px"
NO_SANDBOX = "run it on Linux, where the camera's process can be closed"
OPEN_SANDBOX = "a kernel with Landlock and seccomp: Debian 12 has both"
NO_SCREEN = "start it where DISPLAY is set; connect the screen"
TEXTS = (
    "assets/texts: say it, or say it shorter; [screen] viewing_distance_m; "
    "assets/type, assets/themes"
)
BAD_PACK = "choose another pack, or put it into models/ again"
SERVER_AWAY = "see to the inference server and the network: ./kiosk check tries it"
NO_SOUND = "connect a loudspeaker; the group audio; aplay -l shows what there is"


class Rates(NamedTuple):
    """A measurement, lately."""

    rate_hz: float = 0.0
    median: float = 0.0
    greatest: float = 0.0


@dataclass(frozen=True)
class RoomReport:
    """What a status says of a room; `telemetry` is the room's own record."""

    name: str
    state: RoomState
    message: str
    telemetry: Any
    recent: dict[str, list[float]]  # of all rooms

    def rates(self, measurement: str) -> Rates:
        """Zeros where nothing was measured."""
        return Rates(*self.recent.get(measurement, ()))

    @property
    def is_degraded(self) -> bool:
        """It works, but not as it should; the message says why."""
        return self.state == RoomState.DEGRADED


def reports(status: dict[str, Any]) -> list[RoomReport]:
    """The rooms of a status file."""
    found = []
    for name, room in status["rooms"].items():
        report = RoomReport(
            name=name,
            state=RoomState(room["state"]),
            message=room["message"],
            telemetry=telemetry.decoded(name, room["telemetry"]),
            recent=status["recent"],
        )
        found.append(report)
    return found


def check(status: dict[str, Any], settings: Settings) -> list[CheckResult]:
    """One result or more for each room."""
    results = []
    for room in reports(status):
        results += _check_room(room, settings)
    return results


def _check_room(room: RoomReport, settings: Settings) -> list[CheckResult]:
    if room.state == RoomState.DOWN:
        words = room.message or "does not live"
        return [CheckResult(Severity.BAD, room.name, words, SEE_LINE)]
    if room.name == RoomName.VISION:
        return [_check_camera(room, settings), _check_sandbox(room.telemetry)]
    if room.name == RoomName.DISPLAY:
        return [_check_screen(room, settings), _check_texts(room.telemetry)]
    if room.name == RoomName.GENERATOR:
        return [_check_pack(room, settings)]
    if room.name == RoomName.SOUND:
        return [_check_sound(room, settings)]
    if room.is_degraded:
        return [CheckResult(Severity.WARN, room.name, room.message, SEE_TECHNICIAN)]
    return [CheckResult(Severity.OK, room.name, room.message or "works")]


def _check_camera(room: RoomReport, settings: Settings) -> CheckResult:
    vision: VisionTelemetry = room.telemetry
    source = settings.camera.source
    if room.is_degraded and vision.is_simulated:
        severity = Severity.WARN if source == "auto" else Severity.BAD
        return CheckResult(severity, "camera", room.message, CAMERA_LOST)
    if room.is_degraded:  # pictures come; the message says what would help
        return CheckResult(Severity.WARN, "camera", room.message, SEE_TECHNICIAN)
    asked_hz = settings.camera.rate_hz
    rate_hz = vision.frame_rate_hz or 0.0
    words = f"{vision.camera or 'none'}, {rate_hz:g} pictures a second"
    if vision.exposure:
        words += f", {vision.exposure}"
    is_live = not vision.is_simulated and not Path(source).is_file()
    if is_live and rate_hz < SLOW * asked_hz:
        words += f" of {asked_hz:g} asked for"
        return CheckResult(Severity.WARN, "camera", words, CAMERA_SLOW)
    return CheckResult(Severity.OK, "camera", words)


def _check_sandbox(vision: VisionTelemetry) -> CheckResult:
    words = vision.sandbox or "nothing was said of it"
    if vision.is_confined:
        return CheckResult(Severity.OK, "sandbox", words)
    if vision.is_confined is False and sys.platform != "linux":
        return CheckResult(Severity.WARN, "sandbox", words, NO_SANDBOX)
    return CheckResult(Severity.BAD, "sandbox", words, OPEN_SANDBOX)


def _check_screen(room: RoomReport, settings: Settings) -> CheckResult:
    display: DisplayTelemetry = room.telemetry
    mode = settings.screen.mode
    asked_hz = settings.screen.rate_hz
    turns = room.rates("turn_ms")
    words = (
        f"{display.screen or 'none'}, {turns.rate_hz:g} turns a second, "
        f"the longest took {turns.greatest:g} ms"
    )
    if display.kind == ScreenKind.WINDOWLESS and mode != ScreenKind.WINDOWLESS:
        severity = Severity.WARN if mode == "auto" else Severity.BAD
        return CheckResult(severity, "screen", room.message or words, NO_SCREEN)
    if turns.rate_hz < least_hz(settings)["turn_ms"]:
        words += f"; {asked_hz:g} were asked for"
        return CheckResult(Severity.WARN, "screen", words, SCREEN_SLOW)
    return CheckResult(Severity.OK, "screen", words)


def _check_texts(display: DisplayTelemetry) -> CheckResult:
    """What is missing, or had to be set small."""
    if display.complaints:
        return CheckResult(Severity.WARN, "texts", "; ".join(display.complaints), TEXTS)
    words = "all there, in every language of [screen] languages, and large enough"
    return CheckResult(Severity.OK, "texts", words)


def _check_pack(room: RoomReport, settings: Settings) -> CheckResult:
    generator: GeneratorTelemetry = room.telemetry
    if room.is_degraded:
        remedy = SERVER_AWAY if generator.is_server_away else BAD_PACK
        return CheckResult(Severity.WARN, "pack", room.message, remedy)
    pictures = room.rates("picture_ms")
    pack = generator.pack or settings.generator.pack
    provider = generator.provider or "nothing"
    size = "x".join(map(str, generator.size or [])) or "no size yet"
    words = (
        f"{pack} by {provider}, {size}: {pictures.rate_hz:g} pictures a second, "
        f"{pictures.median:g} ms each, {pictures.greatest:g} ms the longest"
    )
    if generator.full_hd_hz is not None:
        decided = "which is enough" if generator.is_full_hd else "too few for it"
        words += f"; in Full HD {generator.full_hd_hz:g} a second were measured, {decided}"
    if pictures.rate_hz < least_hz(settings)["picture_ms"]:
        return CheckResult(Severity.WARN, "pack", words, PACK_SLOW)
    return CheckResult(Severity.OK, "pack", words)


def _check_sound(room: RoomReport, settings: Settings) -> CheckResult:
    sound: SoundTelemetry = room.telemetry
    device = settings.sound.device
    if device == "none":
        return CheckResult(Severity.OK, "sound", "none, as configured")
    if room.is_degraded or sound.is_silent:
        severity = Severity.WARN if device == "auto" else Severity.BAD
        return CheckResult(severity, "sound", room.message or "nothing is played", NO_SOUND)
    words = f"{sound.sound_device}, {sound.xruns or 0} dropouts"
    return CheckResult(Severity.OK, "sound", words)
