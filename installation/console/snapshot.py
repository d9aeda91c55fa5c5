"""The newest of everything, as the page shows it, and the course of the last minutes. It reads messages and holds no wires."""

from collections import deque
from dataclasses import dataclass, field

from installation.common import clock
from installation.messages import LatentPoint, Level, Presence, Shown, Status

COURSE_STEP_NS = 2 * clock.SECOND_NS
COURSE_STEPS = 150  # five minutes


@dataclass
class Board:
    """Each `note_...` takes the message of one wire."""

    jpeg: bytes = b""
    rooms: dict = field(default_factory=dict)
    report: dict = field(default_factory=dict)
    recent: dict = field(default_factory=dict)
    house: dict = field(default_factory=dict)
    log: list = field(default_factory=list)
    presence: dict = field(default_factory=dict)
    visit: dict = field(default_factory=dict)
    level: dict = field(default_factory=dict)
    course: deque = field(default_factory=lambda: deque(maxlen=COURSE_STEPS))
    _course_ns: int = 0
    _peak: float = 0.0
    _limited: int = 0  # tiles of the screen held back, so far

    def as_json(self) -> dict:
        """All but the picture."""
        parts = ("rooms", "report", "recent", "house", "log", "presence", "visit", "level")
        return {name: getattr(self, name) for name in parts} | {"course": list(self.course)}

    def fact(self, room: str, name: str, default=None):
        """What a room last said of itself under this name."""
        return self.rooms.get(room, {}).get("facts", {}).get(name, default)

    def note_shown(self, shown: Shown) -> None:
        """The screen, small."""
        self.jpeg = shown.jpeg.tobytes()

    def note_presence(self, presence: Presence) -> None:
        """What is kept of the visitors."""
        self.presence = {
            "age_ms": round(clock.seconds(clock.now_ns() - presence.light_ns) * 1000),
            "count": presence.count,
            "visitors": presence.visitors,
            "places": [[round(float(value), 3) for value in row] for row in presence.places],
            "silhouette": ["".join(".#"[cell] for cell in row) for row in presence.silhouette],
        }

    def note_point(self, point: LatentPoint) -> None:
        """Where the visit is."""
        self.visit = {"state": point.state, "attention": round(point.attention, 3)}

    def note_level(self, level: Level) -> None:
        """How loud it is."""
        self._peak = max(self._peak, level.peak)
        self.level = {"peak": round(level.peak, 4), "rms": round(level.rms, 4)}

    def note_status(self, status: Status) -> None:
        """How the rooms fare; every two seconds a step of the course."""
        self.rooms, self.report, self.recent = status.rooms, status.report, status.recent
        self.house, self.log = status.house, status.log
        if status.house["state"] == "asleep":  # nobody sends any more, and what was is not now
            self.jpeg, self.presence, self.visit, self.level = b"", {}, {}, {}
        if clock.now_ns() - self._course_ns >= COURSE_STEP_NS:
            self._course_ns = clock.now_ns()
            self.course.append(self._step())
            self._peak = 0.0

    def _limited_hz(self) -> float:
        """Tiles held back a second since the last step; the display counts from its start."""
        before, self._limited = self._limited, self.fact("display", "limited_tiles", 0)
        return round(max(0, self._limited - before) / clock.seconds(COURSE_STEP_NS), 1)

    def _step(self) -> dict:
        rate = {name: values[0] for name, values in self.recent.items()}
        return {
            "turns": rate.get("turn_ms", 0),
            "pictures": rate.get("picture_ms", 0),
            "light_ms": self.recent.get("light_to_screen_ms", [0, None])[1],
            "frames": rate.get("vision_ms", 0),
            "people": self.presence.get("count", 0),
            "peak": round(self._peak, 3),
            "limited": self._limited_hz(),
        }
