"""What all changes of several houses have in common: their stages, and what became of each house."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from installation.common import clock
from installation.console.broker.fleet_view import FleetView, KnownHouse
from installation.vocabulary import RoomState

JUDGE_S = 30.0  # a house has to be well for so long
PATIENCE_S = 180.0  # and to become so: a pack warms up, and is on probation


class Stage(StrEnum):
    """How far a change is."""

    FIRST = "first"  # one house is asked
    JUDGING = "judging"  # is it well with it?
    REST = "rest"  # the others are asked
    DONE = "done"
    STOPPED = "stopped"  # a house is not well with it: those that wait are not asked


class Outcome(StrEnum):
    """What became of it in one house."""

    WAITS = "waits"
    ASKED = "asked"
    JUDGED = "judged"  # it took it; is it well with it?
    TAKEN = "taken"
    REFUSED = "refused"
    SILENT = "silent"
    UNWELL = "unwell"


@dataclass
class ChangeOfHouse:
    """One house of a change."""

    id: str
    name: str
    topic: str
    before: str  # its state when the change began
    outcome: Outcome = Outcome.WAITS
    reason: str = ""
    share: int = 0  # percent of a file that have arrived


Request = tuple[str, str]  # topic, payload


class StagedChange:
    """One house first, the others when it is well with it; `turn` says what is to be sent. Pure: time is handed in."""

    def __init__(self, houses: list[KnownHouse], action: str, value: str):
        self.action = action
        self.value = value
        self.stage = Stage.FIRST
        self.reason = ""
        self._parts = [_part(house) for house in houses]
        self._since_ns: int | None = None  # of the stage

    @property
    def is_over(self) -> bool:
        """True when nothing more happens."""
        return self.stage in (Stage.DONE, Stage.STOPPED)

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return {
            "action": self.action,
            "value": self.value,
            "stage": self.stage,
            "reason": self.reason,
            "houses": [asdict(part) for part in self._parts],
        }

    def of(self, *outcomes: Outcome) -> list[ChangeOfHouse]:
        """The houses with one of these outcomes."""
        return [part for part in self._parts if part.outcome in outcomes]

    def hear(self, end: str, topic: str, payload: bytes) -> None:
        """What a house says at `end` of its topic."""
        raise NotImplementedError

    def turn(self, view: FleetView, now_ns: int) -> list[Request]:
        """What is to be sent now."""
        raise NotImplementedError

    def stop(self, reason: str, now_ns: int) -> None:
        """Those that wait stay as they are."""
        self.reason = reason
        self._enter(Stage.STOPPED, now_ns)

    def _enter(self, stage: Stage, now_ns: int) -> None:
        self.stage = stage
        self._since_ns = now_ns

    def _age_s(self, now_ns: int) -> float:
        return clock.seconds(now_ns - (self._since_ns or now_ns))


def trouble_of(house: KnownHouse | None, before: str, pack: str = "") -> str:
    """Why a house is not well; empty where it is, or is no worse than before. `pack` has to be on its screen."""
    if house is None or not house.is_online:
        return "is gone"
    if pack and house.card.pack != pack:
        return f"does not show {pack}"
    if house.state not in (RoomState.OK, before):
        return house.card.troubles or f"is {house.state}"
    return ""


def _part(house: KnownHouse) -> ChangeOfHouse:
    part = ChangeOfHouse(house.card.id, house.card.name, house.card.topic, house.state)
    if not house.is_online:
        part.outcome = Outcome.REFUSED
        part.reason = "is not there"
    return part
