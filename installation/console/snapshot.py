"""The newest of everything as the page shows it, and the last minutes. It is handed messages and holds no wires."""

from collections import deque
from typing import Any

from installation import telemetry
from installation.common import clock
from installation.messages import LatentPoint, Level, Presence, Shown, Status
from installation.telemetry import (
    ConsoleTelemetry,
    DisplayTelemetry,
    GeneratorTelemetry,
    VisionTelemetry,
)
from installation.vocabulary import HouseState, RoomName

COURSE_STEP_NS = 2 * clock.SECOND_NS
COURSE_STEPS = 150  # five minutes

_JSON_PARTS = (
    "rooms",
    "report",
    "recent",
    "house",
    "log",
    "presence",
    "visit",
    "level",
)


class Snapshot:
    """Each `record_...` takes the message of one wire; what is not known is empty."""

    def __init__(self) -> None:
        self.jpeg = b""  # the screen, small
        self.rooms: dict[str, dict[str, Any]] = {}  # these six as in `messages.Status`
        self.report: dict[str, Any] = {}
        self.recent: dict[str, list[Any]] = {}
        self.house: dict[str, Any] = {}
        self.log: list[Any] = []
        self.settings: dict[str, dict[str, Any]] = {}  # not part of the status: see `as_json`
        self.presence: dict[str, Any] = {}  # {age_ms, count, visitors, places, silhouette}
        self.visit: dict[str, Any] = {}  # {state, attention}
        self.level: dict[str, Any] = {}  # {peak, rms}, 0..1 of full scale
        self.course: deque[dict[str, Any]] = deque(maxlen=COURSE_STEPS)  # oldest first
        self._stepped_ns = 0
        self._peak = 0.0  # the highest since the last step of the course
        self._limited_tiles = 0  # held back by the flash limiter, at the last step

    @property
    def vision(self) -> VisionTelemetry:
        """What the room with the camera last said of itself."""
        return self._telemetry(RoomName.VISION)

    @property
    def generator(self) -> GeneratorTelemetry:
        """What the room with the model last said of itself."""
        return self._telemetry(RoomName.GENERATOR)

    @property
    def display(self) -> DisplayTelemetry:
        """What the room with the screen last said of itself."""
        return self._telemetry(RoomName.DISPLAY)

    @property
    def console(self) -> ConsoleTelemetry:
        """What our own room last said of itself."""
        return self._telemetry(RoomName.CONSOLE)

    @property
    def shows_visitors(self) -> bool:
        """People are in front of a camera now: none are simulated, and none are on film.

        False also before the room with the camera has said which it is.
        """
        vision = self.vision
        return vision.is_simulated is False and not vision.is_film

    @property
    def visitors(self) -> int | None:
        """Visitors since the start; None where nobody is counted, or nothing is known."""
        return self.presence.get("visitors") if self.shows_visitors else None

    def as_json(self) -> dict[str, Any]:
        """All but the picture."""
        parts = {name: getattr(self, name) for name in _JSON_PARTS}
        return parts | {"course": list(self.course)}

    def record_shown(self, shown: Shown) -> None:
        """The screen, small."""
        self.jpeg = shown.jpeg.tobytes()

    def record_presence(self, presence: Presence | None) -> None:
        """What is kept of the visitors; None: the room with the camera is silent."""
        if presence is None:
            self.presence = {}
            return
        age_s = clock.seconds(clock.now_ns() - presence.light_ns)
        self.presence = {
            "age_ms": round(age_s * 1000),
            "count": presence.count,
            "visitors": presence.visitors,
            "places": [[round(float(value), 3) for value in place] for place in presence.places],
            "silhouette": ["".join(".#"[cell] for cell in row) for row in presence.silhouette],
        }

    def record_point(self, point: LatentPoint) -> None:
        """The state of the visit."""
        self.visit = {"state": point.state, "attention": round(point.attention, 3)}

    def record_level(self, level: Level) -> None:
        """How loud it is."""
        self._peak = max(self._peak, level.peak)
        self.level = {"peak": round(level.peak, 4), "rms": round(level.rms, 4)}

    def record_status(self, status: Status) -> None:
        """How the rooms fare; every two seconds it adds a step to the course."""
        self.rooms = status.rooms
        self.report = status.report
        self.recent = status.recent
        self.house = status.house
        self.log = status.log
        self.settings = status.settings
        if self.house["state"] == HouseState.ASLEEP:
            self._clear_what_was_live()
        now_ns = clock.now_ns()
        if now_ns - self._stepped_ns >= COURSE_STEP_NS:
            self._stepped_ns = now_ns
            self.course.append(self._step())
            self._peak = 0.0

    def _clear_what_was_live(self) -> None:
        """Nobody sends while the house is asleep, and what was does not hold any more."""
        self.jpeg = b""
        self.presence = {}
        self.visit = {}
        self.level = {}

    def _telemetry(self, room: str) -> Any:
        if room not in self.rooms:
            return telemetry.empty(room)
        return telemetry.decoded(room, self.rooms[room]["telemetry"])

    def _step(self) -> dict[str, Any]:
        rate_hz = {name: values[0] for name, values in self.recent.items()}
        light = self.recent.get("light_to_screen_ms", [0, None])
        return {
            "turns": rate_hz.get("turn_ms", 0),
            "pictures": rate_hz.get("picture_ms", 0),
            "light_ms": light[1],
            "frames": rate_hz.get("vision_ms", 0),
            "people": self.presence.get("count", 0),
            "peak": round(self._peak, 3),
            "limited": self._limited_hz(),
        }

    def _limited_hz(self) -> float:
        """Tiles held back a second since the last step; the display counts from the start of its life."""
        before = self._limited_tiles
        self._limited_tiles = self.display.limited_tiles or 0
        grown = max(0, self._limited_tiles - before)
        return round(grown / clock.seconds(COURSE_STEP_NS), 1)
