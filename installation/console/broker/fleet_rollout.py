"""One pack or one release for several houses, in stages: one house first, and the others, a few at a time, when it is
well with it. A house that falls ill ends it; what has been taken stays, and is judged by each house itself.

Done again it goes on where it was: a house that has it says so.
"""

from dataclasses import dataclass

from installation.common import clock
from installation.common.arrivals import ArrivalKind
from installation.console.broker.file_offer import Delivery, DeliveryState
from installation.console.broker.file_serving import FileServing
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
from installation.vocabulary import HouseState, RoomState

MOST_AT_ONCE = 4  # houses, after the first: the broker is not the museum's alone
_OFFER_AGAIN_S = 5.0
_SILENT_S = 30.0  # nothing was heard of an offer
_STANDS_S = 90.0  # no byte came
# Until it is proved: a release waits until nobody is in view, and for the morning where the house sleeps.
_PROVE_S = {ArrivalKind.PACK: 300.0, ArrivalKind.RELEASE: 36 * 3600.0}
_ON_ITS_WAY = (DeliveryState.FETCHING, DeliveryState.INTERRUPTED)
_IS_PROVED = {
    ArrivalKind.PACK: "all of it is there: it is tried in quarantine",
    ArrivalKind.RELEASE: "all of it is there: it is checked and rehearsed, and switched to when nobody is in view",
}
_SLEEPS = "sleeps: nothing can be judged before it opens"


@dataclass
class _Progress:
    """What is known of one house."""

    delivery: Delivery | None = None
    since_ns: int = 0  # of its delivery's state, or of the last byte
    heard_ns: int = 0
    offered_ns: int = 0
    taken_ns: int = 0
    well_ns: int = 0  # has been well since then; 0 where it is not
    was_whole: bool = False  # all of it had arrived
    gone_ns: int = 0  # has not been at the broker since then; 0 where it is


class FleetRollout(StagedChange):
    """A rollout under way."""

    def __init__(self, houses: list[KnownHouse], serving: FileServing, judge_s: float = JUDGE_S):
        """Houses that take no such thing are refused at once, and named."""
        by_readiness = sorted(houses, key=_readiness)
        super().__init__(by_readiness, "send", f"{serving.offer.kind} {serving.offer.name}")
        self.serving = serving
        self._judge_s = judge_s
        self._progress = {part.topic: _Progress() for part in self._parts}
        closed = {house.card.id for house in houses if not _is_open(house, serving.offer.kind)}
        for part in self.of(Outcome.WAITS):
            if part.id in closed:
                part.outcome = Outcome.REFUSED
                part.reason = _NEEDS[serving.offer.kind]

    def hear(self, end: str, topic: str, payload: bytes) -> None:
        """What a house says of its delivery."""
        delivery = Delivery.decoded(payload) if end == "delivery" else None
        progress = self._progress.get(topic)
        if progress is None or delivery is None or delivery.sha256 != self.serving.offer.sha256:
            return
        progress.heard_ns = 0  # the next turn says when
        before = progress.delivery
        if before is None or (before.state, before.have) != (delivery.state, delivery.have):
            progress.since_ns = 0
        progress.delivery = delivery

    def wants(self, topic: str, payload: bytes) -> list[tuple[str, bytes]]:
        """Parts of the file, for a house that was offered it. Raises `OSError` where it is gone."""
        is_asked = any(part.topic == topic for part in self.of(Outcome.ASKED)) and not self.is_over
        return self.serving.parts(topic, payload) if is_asked else []

    def turn(self, view: FleetView, now_ns: int) -> list[Request]:
        """What is to be sent now."""
        if self._since_ns is None:
            self._since_ns = now_ns
        if self.is_over:
            return []
        requests = [
            request
            for part in self.of(Outcome.ASKED, Outcome.JUDGED)
            for request in self._tend(part, view, now_ns)
        ]
        ill = self.of(Outcome.UNWELL) or (self.of(Outcome.SILENT) if self._is_first else [])
        unfit = self._found_unfit() if self._is_first else []
        if ill or unfit:
            bad = (ill + unfit)[0]
            self.stop(f"{bad.name}: {bad.reason}", now_ns)
            return []
        return requests + self._begin_more(now_ns)

    def stop(self, reason: str, now_ns: int) -> None:
        """Those that wait stay as they are, and those that were still fetching, too."""
        super().stop(reason, now_ns)
        for part in self.of(Outcome.ASKED):
            delivery = self._progress[part.topic].delivery
            if delivery is None or delivery.state in _ON_ITS_WAY:
                part.outcome = Outcome.WAITS

    def _found_unfit(self) -> list[ChangeOfHouse]:
        """Those that had all of it, and refused it after a look or a rehearsal: it is no better elsewhere."""
        return [part for part in self.of(Outcome.REFUSED) if self._progress[part.topic].was_whole]

    @property
    def _is_first(self) -> bool:
        """No house has proved it yet."""
        return not self.of(Outcome.TAKEN)

    def _begin_more(self, now_ns: int) -> list[Request]:
        active = self.of(Outcome.ASKED, Outcome.JUDGED)
        waiting = self.of(Outcome.WAITS)
        room = (1 if self._is_first else MOST_AT_ONCE) - len(active)
        begun = waiting[: max(0, room)]
        for part in begun:
            part.outcome = Outcome.ASKED
            self._progress[part.topic].since_ns = now_ns
            self._progress[part.topic].heard_ns = now_ns
        if not active and not begun:
            self._enter(Stage.DONE, now_ns)
        elif not self._is_first:
            self.stage = Stage.REST
        else:
            self.stage = Stage.JUDGING if self.of(Outcome.JUDGED) else Stage.FIRST
        return [request for part in begun for request in self._offer(part, now_ns)]

    def _tend(self, part: ChangeOfHouse, view: FleetView, now_ns: int) -> list[Request]:
        progress = self._progress[part.topic]
        progress.since_ns = progress.since_ns or now_ns
        progress.heard_ns = progress.heard_ns or now_ns
        delivery = progress.delivery
        if delivery is None:
            self._await_answer(part, progress, now_ns)
        elif delivery.state == DeliveryState.REFUSED:
            progress.was_whole = delivery.have == self.serving.offer.size_bytes
            self._end(part, Outcome.REFUSED, delivery.reason)
        elif delivery.state == DeliveryState.TAKEN_BACK:
            self._end(part, Outcome.UNWELL, delivery.reason)
        elif delivery.state == DeliveryState.TAKEN:
            self._judge(part, view, now_ns)
        else:
            self._follow(part, progress, delivery, now_ns)
            self._miss(part, progress, view, now_ns)
        is_quiet = clock.seconds(now_ns - progress.heard_ns) > _OFFER_AGAIN_S
        is_due = clock.seconds(now_ns - progress.offered_ns) > _OFFER_AGAIN_S
        is_open = part.outcome == Outcome.ASKED and progress.taken_ns == 0
        return self._offer(part, now_ns) if is_quiet and is_due and is_open else []

    def _await_answer(self, part: ChangeOfHouse, progress: _Progress, now_ns: int) -> None:
        if clock.seconds(now_ns - progress.since_ns) > _SILENT_S:
            self._end(part, Outcome.SILENT, "does not answer")

    def _follow(
        self, part: ChangeOfHouse, progress: _Progress, delivery: Delivery, now_ns: int
    ) -> None:
        """A file on its way, or one that is being proved."""
        part.share = 100 * delivery.have // self.serving.offer.size_bytes
        is_proved = delivery.state == DeliveryState.CHECKING
        part.reason = _IS_PROVED[self.serving.offer.kind] if is_proved else delivery.reason
        is_on_its_way = delivery.state in _ON_ITS_WAY
        age_s = clock.seconds(now_ns - progress.since_ns)
        if is_on_its_way and age_s > _STANDS_S:
            words = f"nothing moves at {part.share} %; what came is kept: send it again later"
            self._end(part, Outcome.SILENT, words)
        elif not is_on_its_way and age_s > _PROVE_S[self.serving.offer.kind]:
            self._end(part, Outcome.UNWELL, f"there is no verdict: {delivery.state}")

    def _miss(self, part: ChangeOfHouse, progress: _Progress, view: FleetView, now_ns: int) -> None:
        """One that is gone while it proves a file does not come back well; a new version may restart."""
        house = view.houses.get(part.id)
        if house is not None and house.is_online:
            progress.gone_ns = 0
            return
        progress.gone_ns = progress.gone_ns or now_ns
        is_asked = part.outcome == Outcome.ASKED and progress.delivery is not None
        if is_asked and clock.seconds(now_ns - progress.gone_ns) > PATIENCE_S:
            self._end(part, Outcome.UNWELL, "is gone")

    def _judge(self, part: ChangeOfHouse, view: FleetView, now_ns: int) -> None:
        """It has it: is it well with it?"""
        progress = self._progress[part.topic]
        progress.taken_ns = progress.taken_ns or now_ns
        part.outcome = Outcome.JUDGED
        part.share = 100
        house = view.houses.get(part.id)
        pack = self.serving.offer.name if self.serving.offer.kind == ArrivalKind.PACK else ""
        trouble = trouble_of(house, part.before, pack)
        part.reason = trouble  # that it is on trial holds no longer
        if house is not None and trouble and house.card.house == HouseState.ASLEEP:
            self._end(part, Outcome.UNWELL if self._is_first else Outcome.TAKEN, _SLEEPS)
        elif trouble:
            progress.well_ns = 0
            if clock.seconds(now_ns - progress.taken_ns) > PATIENCE_S:
                self._end(part, Outcome.UNWELL, trouble)
        else:
            progress.well_ns = progress.well_ns or now_ns
            if clock.seconds(now_ns - progress.well_ns) >= self._judge_s:
                self._end(part, Outcome.TAKEN, "")

    def _end(self, part: ChangeOfHouse, outcome: Outcome, reason: str) -> None:
        part.outcome = outcome
        part.reason = reason

    def _offer(self, part: ChangeOfHouse, now_ns: int) -> list[Request]:
        self._progress[part.topic].offered_ns = now_ns
        return [(f"{part.topic}/offer", self.serving.offer.encoded())]


def _readiness(house: KnownHouse) -> tuple[bool, bool]:
    """The first is one that is well and awake: with another, nothing can be judged."""
    return (house.card.house == HouseState.ASLEEP, house.state != RoomState.OK)


_NEEDS = {
    ArrivalKind.PACK: "takes no packs from the broker: [mqtt] packs",
    ArrivalKind.RELEASE: "takes no updates from the broker: [mqtt] updates",
}


def _is_open(house: KnownHouse, kind: ArrivalKind) -> bool:
    return house.card.packs if kind == ArrivalKind.PACK else house.card.updates
