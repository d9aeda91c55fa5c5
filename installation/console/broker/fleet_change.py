"""One change for several houses, in stages: one house first, the others when it is well with it.

What is asked for are the requests of docs/control.md, and each house checks them itself.
"""

from installation.common import clock, strict_json
from installation.common.plain_text import on_one_line
from installation.console.broker.fleet_view import FleetView, KnownHouse
from installation.console.broker.staged_change import (
    JUDGE_S,
    PATIENCE_S,
    ChangeOfHouse,
    Outcome,
    Request,
    Stage,
    StagedChange,
    trouble_of,
)

_ANSWER_S = 15.0
_NEEDS_COMMANDS = "takes no commands: [mqtt] commands"


class FleetChange(StagedChange):
    """A change under way."""

    def __init__(self, houses: list[KnownHouse], action: str, value: str, judge_s: float = JUDGE_S):
        """Houses that cannot be asked are refused at once, and named."""
        super().__init__(houses, action, value)
        self._judge_s = judge_s
        self._well_ns: int | None = None  # the first has been well since then
        self._first: ChangeOfHouse | None = None
        deaf = {house.card.id for house in houses if not house.card.commands}
        for part in self.of(Outcome.WAITS):
            if part.id in deaf:
                part.outcome = Outcome.REFUSED
                part.reason = _NEEDS_COMMANDS

    def hear(self, end: str, topic: str, payload: bytes) -> None:
        """The answer of a house, at its topic."""
        if end != "answer":
            return
        try:
            answer = strict_json.parsed(payload)
            asked = (answer["action"], answer["value"])
            refusal = on_one_line(str(answer["refusal"]), 300)
        except (ValueError, KeyError, TypeError):
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
            self.stop(f"{first.name} does not answer", now_ns)
        return []

    def _judge(self, view: FleetView, now_ns: int) -> list[Request]:
        first = self._parts[0] if self._first is None else self._first
        pack = self.value if self.action == "pack" else ""
        trouble = trouble_of(view.houses.get(first.id), first.before, pack)
        if trouble:
            self._well_ns = None
            if self._age_s(now_ns) > PATIENCE_S:
                first.outcome = Outcome.UNWELL
                first.reason = trouble
                self.stop(f"{first.name}: {trouble}", now_ns)
            return []
        if self._well_ns is None:
            self._well_ns = now_ns
        if clock.seconds(now_ns - self._well_ns) < self._judge_s:
            return []
        self._enter(Stage.REST, now_ns)
        return self._requests(self.of(Outcome.WAITS))

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
