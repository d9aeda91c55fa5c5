"""What a run amounted to, gathered from the beats: the report.

Its keys never change, so that runs can be compared over the years.
"""

import statistics
from collections.abc import Iterable
from typing import Any

from installation import telemetry
from installation.common import clock
from installation.messages import Beat
from installation.parent.av_sync import AvSync
from installation.parent.growth import Growth
from installation.parent.histogram import Histogram
from installation.parent.process_usage import ProcessUsage
from installation.telemetry import (
    ConsoleTelemetry,
    DisplayTelemetry,
    GeneratorTelemetry,
    SoundTelemetry,
    VisionTelemetry,
)
from installation.vocabulary import RoomName

_RECENT = 1000  # of one beat at most, for the medians of the page
MOST_TOLD = 50
LATE = 1.5  # a turn of the display longer than so many nominal turns counts as late


class RunReport:
    """Listens to beats and processes; `report` says what it all came to."""

    def __init__(self, started_ns: int, nominal_turn_ms: float):
        self._started_ns = started_ns
        self._left_out_s = 0.0  # after the first picture
        self._counts_until_ns: int | None = None
        self._late_ms = LATE * nominal_turn_ms
        self._late = 0
        self._limited_tiles = Growth()
        self._telemetry = {room: telemetry.empty(room) for room in telemetry.KINDS}
        self._histograms: dict[str, Histogram] = {}
        self._begun: dict[str, tuple[int, int]] = {}  # when it was first heard of; how many then
        self._recent = RecentValues(started_ns)
        self._presence = PresenceIntervals()
        self._av_sync = AvSync()
        self._processes = ProcessUsage(started_ns)
        self._counts_before: dict[str, int] = {}  # of the sound, that count no more
        self._told: dict[str, None] = {}  # sentences, in the order in which they came

    def record(self, beat: Beat) -> None:
        """Takes in what a room says of its last turns."""
        self._processes.hear(beat.room, beat.pid, beat.cpu_s, beat.rss_mb)
        now = telemetry.decoded(beat.room, beat.telemetry)
        self._telemetry[beat.room] = telemetry.updated(self._telemetry[beat.room], now)
        if beat.room == RoomName.VISION:
            self._presence.record(now)
        for name, values in beat.samples.items():
            self._recent.record(name, values)
        is_counted = self._counts_now() and self._counts_until_ns is None
        self._limited_tiles.record(self.display.limited_tiles or 0, is_counted)
        if is_counted:
            self._count(beat)

    def weigh(self, room: str, pid: int) -> None:
        """Reads the processor time and memory of a room's process."""
        self._processes.record(room, pid)
        if not self._counts_now():
            self._processes.leave_out()
            self._counts_before = self._sound_counts()

    def leave_out(self, seconds: float) -> None:
        """What is measured until so many seconds after the first picture is in none of its figures."""
        self._left_out_s = seconds

    def close(self) -> None:
        """How long rooms take to end is not part of the run."""
        self._counts_until_ns = clock.now_ns()

    def note_told(self, sentences: Iterable[str]) -> None:
        """What was not as it should be, each once."""
        for sentence in filter(None, sentences):
            if len(self._told) < MOST_TOLD:
                self._told[sentence] = None

    def recent(self) -> dict[str, list[float]]:
        """Measurement -> [how many a second, median, greatest] since this was asked last; without those not made."""
        return self._recent.take()

    def encoded(self, room: str) -> dict[str, Any]:
        """All that a room last said of itself, as `telemetry.encoded`."""
        return telemetry.encoded(self._telemetry[room])

    @property
    def vision(self) -> VisionTelemetry:
        """What the room last said of itself, as all below."""
        return self._telemetry[RoomName.VISION]

    @property
    def generator(self) -> GeneratorTelemetry:
        """See `vision`."""
        return self._telemetry[RoomName.GENERATOR]

    @property
    def sound(self) -> SoundTelemetry:
        """See `vision`."""
        return self._telemetry[RoomName.SOUND]

    @property
    def display(self) -> DisplayTelemetry:
        """See `vision`."""
        return self._telemetry[RoomName.DISPLAY]

    @property
    def console(self) -> ConsoleTelemetry:
        """See `vision`."""
        return self._telemetry[RoomName.CONSOLE]

    def report(self, restarts: dict[str, int]) -> dict[str, Any]:
        """The report as JSON-ready values. Times in the unit of their name; None where nothing was measured."""
        until_ns = self._now_ns()
        lasted_s = clock.seconds(max(0, until_ns - self._counts_from_ns()))
        turns = self._quantiles("turn_ms", 0.5, 0.99)
        return {
            "seconds": round(lasted_s, 2),
            "first_picture_s": self._first_picture_s(),
            "camera": self.vision.camera,
            "pack": self.generator.pack,
            "provider": self.generator.provider,
            "screen": self.display.screen,
            "sound_device": self.sound.sound_device,
            "sound_device_ms": self.sound.device_ms,
            "visitors": self.vision.visitors or 0,
            "presence_s": self._presence.closed_at(self.vision.camera_s),
            "display": {
                "rate_hz": self._rate("turn_ms"),
                "turn_ms": turns | {"max": self._greatest("turn_ms")},
                "late": self._late,
                "limited_tiles": self._limited_tiles.total,  # by the flash limiter
            },
            "pictures": {
                "rate_hz": self._rate("picture_ms"),
                "ms": self._quantiles("picture_ms", 0.5, 0.99),
                "size": self.generator.size,
                "full_hd_hz": self.generator.full_hd_hz,
                "is_full_hd": self.generator.is_full_hd,
            },
            "light_to_screen_ms": self._quantiles("light_to_screen_ms", 0.5, 0.95, 0.99),
            "light_to_sound_ms": self._quantiles("light_to_sound_ms", 0.5, 0.95, 0.99),
            # sound after picture; below 0 before it
            "av_skew_ms": self._quantiles("av_skew_ms", 0.05, 0.5, 0.95),
            "sound": {
                name: count - self._counts_before.get(name, 0)
                for name, count in self._sound_counts().items()
            },
            "rooms": {
                name: {"restarts": count} | self._usage(name, until_ns, lasted_s)
                for name, count in restarts.items()
            },
            "told": list(self._told),
        }

    def _usage(self, room: str, until_ns: int, lasted_s: float) -> dict[str, float | None]:
        """Without a share of time where none was counted: no picture came, or it ended too soon after."""
        usage: dict[str, float | None] = {**self._processes.of(room, until_ns)}
        if lasted_s <= 0:
            usage["cpu_percent"] = None
        return usage

    def _count(self, beat: Beat) -> None:
        """Its measurements are part of the report."""
        for name, values in beat.samples.items():
            self._record_samples(name, values)
        turns_ms = beat.samples.get("turn_ms", ())
        self._late += sum(value > self._late_ms for value in turns_ms)
        heard = beat.marks.get("heard", ())
        seen = beat.marks.get("seen", ())
        for skew_ms in self._av_sync.record(heard, seen):
            self._histogram("av_skew_ms").record(skew_ms)

    def _record_samples(self, name: str, values: list[float]) -> None:
        histogram = self._histogram(name)
        for value in values:
            histogram.record(value)
        self._begun.setdefault(name, (clock.now_ns(), histogram.count))

    def _sound_counts(self) -> dict[str, int]:
        return {"blocks": self.sound.blocks or 0, "xruns": self.sound.xruns or 0}

    def _counts_from_ns(self) -> int:
        """Now, while that is still to come."""
        if not self._left_out_s:
            return self._started_ns
        first_ns = self.display.first_picture_ns
        if not first_ns:
            return clock.now_ns()
        return first_ns + int(self._left_out_s * clock.SECOND_NS)

    def _counts_now(self) -> bool:
        return clock.now_ns() > self._counts_from_ns()

    def _now_ns(self) -> int:
        """Until when it counts."""
        return clock.now_ns() if self._counts_until_ns is None else self._counts_until_ns

    def _histogram(self, name: str) -> Histogram:
        return self._histograms.setdefault(name, Histogram())

    def _first_picture_s(self) -> float | None:
        first_ns = self.display.first_picture_ns
        if not first_ns:
            return None
        return round(clock.seconds(first_ns - self._started_ns), 2)

    def _rate(self, name: str) -> float | None:
        """How often a second, from when it was first heard of: starting up is told by `first_picture_s`."""
        if name not in self._begun:
            return None
        since_ns, before = self._begun[name]
        seconds = clock.seconds(self._now_ns() - since_ns)
        if seconds <= 0:
            return None
        return round((self._histograms[name].count - before) / seconds, 2)

    def _quantiles(self, name: str, *shares: float) -> dict[str, float | None]:
        histogram = self._histograms.get(name, Histogram())
        found = {}
        for share in shares:
            value = histogram.quantile(share)
            found[f"p{share * 100:g}"] = None if value is None else round(value, 2)
        return found

    def _greatest(self, name: str) -> float | None:
        histogram = self._histograms.get(name)
        return round(histogram.max, 2) if histogram else None


class RecentValues:
    """Measurements since they were last asked for."""

    def __init__(self, since_ns: int):
        self._values: dict[str, list[float]] = {}
        self._since_ns = since_ns

    def record(self, name: str, values: list[float]) -> None:
        """Takes in what one beat brought."""
        self._values.setdefault(name, []).extend(values[-_RECENT:])

    def take(self) -> dict[str, list[float]]:
        """See `RunReport.recent`."""
        now = clock.now_ns()
        passed_s = clock.seconds(now - self._since_ns)
        measured = self._values
        self._since_ns = now
        self._values = {}
        if passed_s <= 0:
            return {}
        return {
            name: [
                round(len(values) / passed_s, 2),
                round(statistics.median(values), 2),
                round(max(values), 2),
            ]
            for name, values in measured.items()
            if values
        }


class PresenceIntervals:
    """When somebody was in view, in seconds of the camera's film."""

    def __init__(self) -> None:
        self._intervals: list[list[float]] = []  # [from, to]; of who is still there [from]

    def record(self, vision: VisionTelemetry) -> None:
        """What the vision room said."""
        if vision.camera_s is None:
            return
        now = round(vision.camera_s, 2)
        is_open = bool(self._intervals) and len(self._intervals[-1]) == 1
        if vision.people and not is_open:
            self._intervals.append([now])
        elif not vision.people and is_open:
            self._intervals[-1].append(now)

    def closed_at(self, camera_s: float | None) -> list[list[float]]:
        """[from, to] each; who is still there is there until now."""
        now = round(camera_s or 0.0, 2)
        return [[*interval, now][:2] for interval in self._intervals]
