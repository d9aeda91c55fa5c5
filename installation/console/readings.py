"""What other machines are told about the piece. One table, for OSC, MQTT and docs/control.md."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from installation.console import Readings
from installation.console.snapshot import Snapshot
from installation.vocabulary import Motion, RoomState

Value = int | float | str


@dataclass(frozen=True)
class Reading:
    """One row of READINGS."""

    kind: type[int] | type[float] | type[str]
    sentence: str
    of: Callable[[Snapshot], Value | None]  # None while it is not known


def _rate(name: str) -> Callable[[Snapshot], float | None]:
    """How often a second this measurement was taken lately."""

    def read(snapshot: Snapshot) -> float | None:
        if name not in snapshot.recent:
            return None
        return snapshot.recent[name][0]

    return read


def _worst_state(snapshot: Snapshot) -> str | None:
    states = {room["state"] for room in snapshot.rooms.values()}
    if states and snapshot.house.get("troubles"):
        states.add(RoomState.DEGRADED)
    for state in (RoomState.DOWN, RoomState.DEGRADED, RoomState.OK):
        if state in states:
            return state
    return None


def _troubles(snapshot: Snapshot) -> str | None:
    if "troubles" not in snapshot.house:
        return None
    of_rooms = [
        f"{name}: {room['message'] or room['state']}"
        for name, room in snapshot.rooms.items()
        if room["state"] != RoomState.OK
    ]
    return "; ".join([*snapshot.house["troubles"], *of_rooms])


def _chosen(key: str) -> Callable[[Snapshot], Value | None]:
    """A setting that is followed now."""

    def read(snapshot: Snapshot) -> Value | None:
        value: Value | None = snapshot.house.get("chosen", {}).get(key)
        return value

    return read


def _languages(snapshot: Snapshot) -> str | None:
    languages = snapshot.house.get("chosen", {}).get("languages")
    return None if languages is None else ",".join(languages)


def _motion(snapshot: Snapshot) -> str | None:
    is_reduced = snapshot.house.get("chosen", {}).get("reduced_motion")
    if is_reduced is None:
        return None
    return Motion.REDUCED if is_reduced else Motion.FULL


READINGS = {
    "state": Reading(
        kind=str,
        sentence="OK, DEGRADED or DOWN: the worst of all rooms and of the house itself.",
        of=_worst_state,
    ),
    "troubles": Reading(
        kind=str,
        sentence="What is not OK, in words: of the house itself, such as a kiosk.toml that is not followed, and of its rooms; empty if nothing is.",
        of=_troubles,
    ),
    "refused": Reading(
        kind=str,
        sentence="The latest request that was not granted, and why; empty a minute later.",
        of=lambda snapshot: snapshot.console.refused,
    ),
    "version": Reading(
        kind=str,
        sentence="The version of the program.",
        of=lambda snapshot: snapshot.house.get("version"),
    ),
    "update": Reading(
        kind=str,
        sentence="A version that is on trial, or was taken back, and why; otherwise empty.",
        of=lambda snapshot: snapshot.house.get("update"),
    ),
    "house": Reading(
        kind=str,
        sentence="open, closing or asleep.",
        of=lambda snapshot: snapshot.house.get("state"),
    ),
    "hours": Reading(
        kind=str,
        sentence="The opening hours: until when the house is open, or when it opens.",
        of=lambda snapshot: snapshot.house.get("message"),
    ),
    "visit": Reading(
        kind=str,
        sentence="The state of the visit: wandering, following and so on.",
        of=lambda snapshot: snapshot.visit.get("state"),
    ),
    "inside": Reading(
        kind=str,
        sentence='The panes of "look inside" that are shown; empty while the picture is closed.',
        of=lambda snapshot: snapshot.display.inside,
    ),
    "attention": Reading(
        kind=float,
        sentence="From 0, with nobody, to 1, wholly with the visitors.",
        of=lambda snapshot: snapshot.visit.get("attention"),
    ),
    "people": Reading(
        kind=int,
        sentence="Visitors in view.",
        of=lambda snapshot: snapshot.presence.get("count"),
    ),
    "visitors": Reading(
        kind=int,
        sentence="Visitors since the start; none of a film, a recording or the simulated visitor.",
        of=lambda snapshot: snapshot.visitors,
    ),
    "pack": Reading(
        kind=str,
        sentence="The model that is shown.",
        of=lambda snapshot: snapshot.generator.pack,
    ),
    "languages": Reading(
        kind=str,
        sentence="Languages of the texts on the screen, in their order.",
        of=_languages,
    ),
    "steering": Reading(
        kind=str,
        sentence="How visitors steer.",
        of=_chosen("steering"),
    ),
    "motion": Reading(
        kind=str,
        sentence="full or reduced.",
        of=_motion,
    ),
    "volume": Reading(
        kind=float,
        sentence="Loudness the sound is held at, LUFS.",
        of=_chosen("target_lufs"),
    ),
    "peak": Reading(
        kind=float,
        sentence="Peak of the sound, 0 to 1 of full scale.",
        of=lambda snapshot: snapshot.level.get("peak"),
    ),
    "screen_hz": Reading(
        kind=float,
        sentence="Screen refreshes a second.",
        of=_rate("turn_ms"),
    ),
    "pictures_hz": Reading(
        kind=float,
        sentence="New pictures of the model a second.",
        of=_rate("picture_ms"),
    ),
}


class LiveReadings(Mapping[str, Value]):
    """All readings of this moment, read when somebody asks for the first of them: most turns nobody does."""

    def __init__(self, snapshot: Snapshot):
        self._snapshot = snapshot
        self._known: Readings | None = None

    def __getitem__(self, name: str) -> Value:
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def _all(self) -> Readings:
        if self._known is None:
            self._known = read(self._snapshot)
        return self._known


def read(snapshot: Snapshot) -> Readings:
    """All readings that are known now, each of its kind."""
    known: dict[str, Value] = {}
    for name, reading in READINGS.items():
        value = reading.of(snapshot)
        if value is not None:
            known[name] = reading.kind(value)
    return known
