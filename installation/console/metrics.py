"""The numbers for Prometheus, in its text format 0.0.4."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from installation.console.snapshot import Snapshot
from installation.vocabulary import HouseState, RoomState

_STATE_NUMBERS = {RoomState.OK: 2, RoomState.DEGRADED: 1}  # all others are 0
_MIB = 2**20
PREFIX = "latenzraum_"
INFO = "info"

Sample = tuple[dict[str, str], int | float]  # labels, value


@dataclass(frozen=True)
class Metric:
    """One row of METRICS."""

    name: str  # after the prefix latenzraum_
    kind: str  # gauge or counter
    sentence: str
    samples: Callable[[Snapshot], list[Sample]]  # empty while nothing is known


def _visitors(snapshot: Snapshot) -> int | None:
    """Also while the house is asleep."""
    return snapshot.report.get("visitors") if snapshot.shows_visitors else None


def _room_states(snapshot: Snapshot) -> list[Sample]:
    return [
        ({"room": name}, _STATE_NUMBERS.get(room["state"], 0))
        for name, room in snapshot.rooms.items()
    ]


def _house_health(snapshot: Snapshot) -> list[Sample]:
    """The house itself: its configuration, its version."""
    if not snapshot.house:
        return []
    return [({}, 1 if snapshot.house.get("troubles") else 2)]


def _room_count(what: str) -> Callable[[Snapshot], list[Sample]]:
    return lambda snapshot: [({"room": name}, room[what]) for name, room in snapshot.rooms.items()]


def _room_usage(key: str, scale: float) -> Callable[[Snapshot], list[Sample]]:
    """A number of the report's rooms, multiplied by `scale`."""

    def samples(snapshot: Snapshot) -> list[Sample]:
        rooms = snapshot.report.get("rooms", {})
        return [({"room": name}, usage[key] * scale) for name, usage in rooms.items()]

    return samples


def _recent(place: int, scale: float = 1) -> Callable[[Snapshot], list[Sample]]:
    """A number of the recent measurements (0: how many a second, 1: median), multiplied by `scale`."""

    def samples(snapshot: Snapshot) -> list[Sample]:
        return [
            ({"of": name.removesuffix("_ms")}, numbers[place] * scale)
            for name, numbers in snapshot.recent.items()
        ]

    return samples


def _single(value_of: Callable[[Snapshot], Any]) -> Callable[[Snapshot], list[Sample]]:
    """One number without labels."""

    def samples(snapshot: Snapshot) -> list[Sample]:
        value = value_of(snapshot)
        if value is None:
            return []
        return [({}, value)]

    return samples


METRICS = (
    Metric(
        name="house_health",
        kind="gauge",
        sentence="2 OK, 1 something is wrong with the house itself: its configuration, its version",
        samples=_house_health,
    ),
    Metric(
        name="room_state",
        kind="gauge",
        sentence="2 OK, 1 DEGRADED, 0 DOWN",
        samples=_room_states,
    ),
    Metric(
        name="room_restarts_total",
        kind="counter",
        sentence="Times a room was replaced",
        samples=_room_count("restarts"),
    ),
    Metric(
        name="room_crashes_total",
        kind="counter",
        sentence="Times a room ended by itself, through a mistake or because it was killed",
        samples=_room_count("crashes"),
    ),
    Metric(
        name="room_memory_bytes",
        kind="gauge",
        sentence="Greatest memory of a room",
        samples=_room_usage("rss_mb", _MIB),
    ),
    Metric(
        name="room_cpu_ratio",
        kind="gauge",
        sentence="Processor of a room since the start",
        samples=_room_usage("cpu_percent", 0.01),
    ),
    Metric(
        name="open",
        kind="gauge",
        sentence="1 while the house is open",
        samples=_single(lambda snapshot: int(snapshot.house.get("state") == HouseState.OPEN)),
    ),
    Metric(
        name="running_seconds",
        kind="gauge",
        sentence="Since the start",
        samples=_single(lambda snapshot: snapshot.report.get("seconds")),
    ),
    Metric(
        name="rate_hertz",
        kind="gauge",
        sentence="How often it happened a second, lately",
        samples=_recent(0),
    ),
    Metric(
        name="took_seconds",
        kind="gauge",
        sentence="Median of how long it took, lately",
        samples=_recent(1, scale=0.001),
    ),
    Metric(
        name="visitors_total",
        kind="counter",
        sentence="Visitors seen since the start, but none on film and none simulated",
        samples=_single(_visitors),
    ),
    Metric(
        name="people",
        kind="gauge",
        sentence="Visitors in view",
        samples=_single(lambda snapshot: snapshot.presence.get("count")),
    ),
    Metric(
        name="sound_dropouts_total",
        kind="counter",
        sentence="Audio underruns",
        samples=_single(lambda snapshot: snapshot.report.get("sound", {}).get("xruns")),
    ),
    Metric(
        name="sound_peak_ratio",
        kind="gauge",
        sentence="Peak of the last block, of full scale",
        samples=_single(lambda snapshot: snapshot.level.get("peak")),
    ),
    Metric(
        name="flash_limited_tiles_total",
        kind="counter",
        sentence="Tiles of the screen held back",
        samples=_single(lambda snapshot: snapshot.display.limited_tiles),
    ),
)


def text(snapshot: Snapshot, name: str = "", house_id: str = "") -> str:
    """What is known now; what is not known is left out. `name` and `house_id` of the house are labels of `info`."""
    lines = []
    for metric in (_info(name, house_id), *METRICS):
        samples = metric.samples(snapshot)
        if not samples:
            continue
        full_name = f"{PREFIX}{metric.name}"
        lines.append(f"# HELP {full_name} {metric.sentence}.\n")
        lines.append(f"# TYPE {full_name} {metric.kind}\n")
        for labels, value in samples:
            lines.append(f"{full_name}{_in_braces(labels)} {value}\n")
    return "".join(lines)


def _info(name: str, house_id: str) -> Metric:
    """One series whose labels say which house it is: the others are joined with it by their instance."""

    def samples(snapshot: Snapshot) -> list[Sample]:
        version = snapshot.house.get("version")
        return [({"version": version, "name": name, "id": house_id}, 1)] if version else []

    return Metric(INFO, "gauge", "1, with name, id and version of the house", samples)


def _in_braces(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{pairs}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
