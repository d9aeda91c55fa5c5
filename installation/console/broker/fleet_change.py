"""One change for several houses, in stages: one house first, the others when it is well with it. Pure: time is handed in.

What is asked for are the requests of docs/control.md, and each house checks them itself.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from installation.common import clock
from installation.console.broker.fleet_view import FleetView, KnownHouse
from installation.vocabulary import RoomState

JUDGE_S = 30.0  # the first has to be well for so long
PATIENCE_S = 180.0  # and to become so: a pack warms up, and is on probation
_ANSWER_S = 15.0
_NEEDS_COMMANDS = "takes no commands: [mqtt] commands"


class Stage(StrEnum):
    """How far a change is."""

    FIRST = "first"  # one house is asked
    JUDGING = "judging"  # is it well with it?
    REST = "rest"  # all others are asked
    DONE = "done"
    STOPPED = "stopped"  # the first is not well: the others were not asked


class Outcome(StrEnum):
    """What became of it in one house."""

    WAITS = "waits"
    ASKED = "asked"
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
    outcome: Outcome = Outcome.WAITS
    reason: str = ""


Request = tuple[str, str]  # topic, payload


class FleetChange:
    """A change under way; `turn` says what is to be sent."""

    def __init__(self, houses: list[KnownHouse], action: str, value: str, judge_s: float = JUDGE_S):
        """Houses that cannot be asked are refused at once, and named."""
        self.action = action
        self.value = value
        self.stage = Stage.FIRST
        self.reason = ""
        self._judge_s = judge_s
        self._parts = [_part(house) for house in houses]
        self._before = {house.card.id: house.state for house in houses}
        self._since_ns: int | None = None  # of the stage
        self._well_ns: int | None = None  # the first has been well since then
        self._first: ChangeOfHouse | None = None

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

    def hear(self, topic: str, payload: bytes) -> None:
        """The answer of a house, at its topic."""
        try:
            answer = json.loads(payload)
            asked = (answer["action"], answer["value"])
            refusal = str(answer["refusal"])[:300]
        except (ValueError, KeyError, TypeError, RecursionError):
            return
        for part in self.of(Outcome.ASKED, Outcome.SILENT):
            if part.topic == topic and asked == (self.action, self.value):
                part.outcome = Outcome.REFUSED if refusal else Outcome.TAKEN
                part.reason = refusal

    def turn(self, view: FleetView, now_ns: int) -> list[Request]:
        """What is to be sent now."""
        if self._since_ns is None:
            self._since_ns = now_ns
        if self.stage == Stage.FIRST:
            return self._ask_first(now_ns)
        if self.stage == Stage.JUDGING:
            return self._judge(view, now_ns)
        if self.stage == Stage.REST:
            self._wait_for_rest(now_ns)
        return []

    def _ask_first(self, now_ns: int) -> list[Request]:
        """The first that does not refuse: that it cannot says nothing about the others."""
        first = self._first
        if first is None or first.outcome == Outcome.REFUSED:
            waiting = self.of(Outcome.WAITS)
            if not waiting:
                self._enter(Stage.DONE, now_ns)
                return []
            self._first = waiting[0]
            self._since_ns = now_ns
            return self._requests(waiting[:1])
        if first.outcome == Outcome.TAKEN:
            self._enter(Stage.JUDGING, now_ns)
        elif self._age_s(now_ns) > _ANSWER_S:
            first.outcome = Outcome.SILENT
            self._stop(f"{first.name} does not answer", now_ns)
        return []

    def _judge(self, view: FleetView, now_ns: int) -> list[Request]:
        first = self._parts[0] if self._first is None else self._first
        trouble = self._trouble(view.houses.get(first.id))
        if trouble:
            self._well_ns = None
            if self._age_s(now_ns) > PATIENCE_S:
                first.outcome = Outcome.UNWELL
                first.reason = trouble
                self._stop(f"{first.name}: {trouble}", now_ns)
            return []
        if self._well_ns is None:
            self._well_ns = now_ns
        if clock.seconds(now_ns - self._well_ns) < self._judge_s:
            return []
        self._enter(Stage.REST, now_ns)
        return self._requests(self.of(Outcome.WAITS))

    def _trouble(self, house: KnownHouse | None) -> str:
        """Why a house is not well with it; empty where it is, or is no worse than before."""
        if house is None or not house.is_online:
            return "is gone"
        if self.action == "pack" and house.card.pack != self.value:
            return f"does not show {self.value}"
        if house.state not in (RoomState.OK, self._before[house.card.id]):
            return house.card.troubles or f"is {house.state}"
        return ""

    def _wait_for_rest(self, now_ns: int) -> None:
        waiting = self.of(Outcome.ASKED)
        if waiting and self._age_s(now_ns) <= _ANSWER_S:
            return
        for part in waiting:
            part.outcome = Outcome.SILENT
        self._enter(Stage.DONE, now_ns)

    def _requests(self, parts: list[ChangeOfHouse]) -> list[Request]:
        for part in parts:
            part.outcome = Outcome.ASKED
        return [(f"{part.topic}/do/{self.action}", self.value) for part in parts]

    def _stop(self, reason: str, now_ns: int) -> None:
        self.reason = reason
        self._enter(Stage.STOPPED, now_ns)

    def _enter(self, stage: Stage, now_ns: int) -> None:
        self.stage = stage
        self._since_ns = now_ns

    def _age_s(self, now_ns: int) -> float:
        return clock.seconds(now_ns - (self._since_ns or now_ns))


def _part(house: KnownHouse) -> ChangeOfHouse:
    part = ChangeOfHouse(house.card.id, house.card.name, house.card.topic)
    if not house.is_online:
        part.outcome = Outcome.REFUSED
        part.reason = "is not there"
    elif not house.card.commands:
        part.outcome = Outcome.REFUSED
        part.reason = _NEEDS_COMMANDS
    return part
