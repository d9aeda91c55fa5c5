"""What a run amounted to, gathered from the beats: the report.

Its keys never change, so that runs can be compared over the years.
"""

import statistics

import psutil

from installation.common import clock
from installation.messages import Beat
from installation.parent.av_sync import AvSync
from installation.parent.histogram import Histogram

_RECENT = 1000  # of one beat at most, for the medians of the page
LATE = 1.5  # a turn of the display longer than so many nominal turns counts as late


class RunReport:
    """Listens to beats and processes; `report` says what it all came to."""

    def __init__(self, started_ns: int, nominal_turn_ms: float):
        self._started_ns, self._late_ms = started_ns, LATE * nominal_turn_ms
        self._facts: dict[str, dict] = {}
        self._tallies: dict[str, Histogram] = {}
        self._begun: dict[
            str, tuple[int, int]
        ] = {}  # when a measurement was first heard of, and how many then
        self._late = 0
        self._skew = AvSync()
        self._recent: dict[str, list[float]] = {}
        self._recent_ns = started_ns
        self._presence: list[list[float]] = []
        self._lives: dict[int, tuple[str, float, float]] = {}  # pid -> room, cpu s, greatest rss MB

    def note(self, beat: Beat) -> None:
        """Takes in what a room says of its last turns."""
        self._facts.setdefault(beat.room, {}).update(beat.facts)
        for name, values in beat.samples.items():
            tally = self._tallies.setdefault(name, Histogram())
            for value in values:
                tally.add(value)
            self._recent.setdefault(name, []).extend(values[-_RECENT:])
            self._begun.setdefault(name, (clock.now_ns(), tally.count))
        self._late += sum(value > self._late_ms for value in beat.samples.get("turn_ms", ()))
        for skew_ms in self._skew.note(beat.marks.get("heard", ()), beat.marks.get("seen", ())):
            self._tallies.setdefault("av_skew_ms", Histogram()).add(skew_ms)
        if beat.room == "vision":
            self._note_presence(beat.facts)

    def _note_presence(self, facts: dict) -> None:
        if "camera_s" not in facts:
            return
        now, here = round(facts["camera_s"], 2), facts.get("people", 0) > 0
        open_interval = bool(self._presence) and len(self._presence[-1]) == 1
        if here and not open_interval:
            self._presence.append([now])
        elif not here and open_interval:
            self._presence[-1].append(now)

    def weigh(self, room: str, pid: int) -> None:
        """Reads the processor time and memory of a room's process."""
        try:
            process = psutil.Process(pid)
            times, rss = process.cpu_times(), process.memory_info().rss / 2**20
        except psutil.Error:  # it has just ended; its last figures stand
            return
        greatest = max(rss, self._lives.get(pid, (room, 0, 0))[2])
        self._lives[pid] = (room, times.user + times.system, greatest)

    def recent(self) -> dict[str, list[float]]:
        """Measurement -> [how many a second, median, greatest] since this was asked last; without those not made."""
        now = clock.now_ns()
        passed, self._recent_ns = clock.seconds(now - self._recent_ns), now
        measured, self._recent = self._recent, {}
        return {
            name: [
                round(len(values) / passed, 2),
                round(statistics.median(values), 2),
                round(max(values), 2),
            ]
            for name, values in measured.items()
            if values and passed > 0
        }

    def facts(self, room: str) -> dict:
        """All that a room last said of itself."""
        return self._facts.get(room, {})

    def fact(self, room: str, name: str):
        """What a room last said of itself under this name, None if it never did."""
        return self._facts.get(room, {}).get(name)

    def report(self, restarts: dict[str, int]) -> dict:
        """The report as JSON-ready values. Times in the unit of their name; None where nothing was measured."""
        lasted = clock.seconds(clock.now_ns() - self._started_ns)
        return {
            "seconds": round(lasted, 2),
            "first_picture_s": self._first_picture_s(),
            "camera": self.fact("vision", "camera"),
            "pack": self.fact("generator", "pack"),
            "provider": self.fact("generator", "provider"),
            "screen": self.fact("display", "screen"),
            "sound_device": self.fact("sound", "sound_device"),
            "visitors": self.fact("vision", "visitors") or 0,
            "presence_s": self._intervals(),
            "display": {
                "rate_hz": self._rate("turn_ms"),
                "turn_ms": self._quantiles("turn_ms", 0.5, 0.99)
                | {"max": self._greatest("turn_ms")},
                "late": self._late,
            },
            "pictures": {
                "rate_hz": self._rate("picture_ms"),
                "ms": self._quantiles("picture_ms", 0.5, 0.99),
                "size": self.fact("generator", "size"),
            },
            "light_to_screen_ms": self._quantiles("light_to_screen_ms", 0.5, 0.95, 0.99),
            "av_skew_ms": self._quantiles(
                "av_skew_ms", 0.05, 0.5, 0.95
            ),  # sound after picture; below 0 before it
            "sound": {
                "blocks": self.fact("sound", "blocks") or 0,
                "xruns": self.fact("sound", "xruns") or 0,
            },
            "rooms": {name: self._room(name, lasted, count) for name, count in restarts.items()},
        }

    def _first_picture_s(self) -> float | None:
        first_ns = self.fact("display", "first_picture_ns")
        return round(clock.seconds(first_ns - self._started_ns), 2) if first_ns else None

    def _intervals(self) -> list[list[float]]:
        """Closed [from, to] in camera seconds; who is still there is there until now."""
        return [
            interval
            if len(interval) == 2
            else [*interval, round(self.fact("vision", "camera_s"), 2)]
            for interval in self._presence
        ]

    def _rate(self, name: str) -> float | None:
        """How often a second, from when it was first heard of: starting up is told by `first_picture_s`."""
        if name not in self._begun:
            return None
        since_ns, before = self._begun[name]
        seconds = clock.seconds(clock.now_ns() - since_ns)
        return round((self._tallies[name].count - before) / seconds, 2) if seconds > 0 else None

    def _quantiles(self, name: str, *shares: float) -> dict:
        tally = self._tallies.get(name, Histogram())
        values = {share: tally.quantile(share) for share in shares}
        return {
            f"p{share * 100:g}": None if v is None else round(v, 2) for share, v in values.items()
        }

    def _greatest(self, name: str) -> float | None:
        tally = self._tallies.get(name)
        return round(tally.max, 2) if tally else None

    def _room(self, name: str, lasted: float, restarts: int) -> dict:
        lives = [(cpu, rss) for room, cpu, rss in self._lives.values() if room == name]
        return {
            "restarts": restarts,
            "cpu_percent": round(100 * sum(cpu for cpu, _ in lives) / lasted, 1),
            "rss_mb": round(max((rss for _, rss in lives), default=0), 1),
        }
