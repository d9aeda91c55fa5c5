"""Looks at all houses on the broker and carries changes to them, at a connection of its own that speaks for no house."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from installation.common import clock, system_errors
from installation.config.schema import MqttConfig
from installation.console.broker import topic_claim
from installation.console.broker.connection import BrokerConnection, Packet
from installation.console.broker.file_serving import FileServing
from installation.console.broker.fleet_change import FleetChange
from installation.console.broker.fleet_rollout import FleetRollout
from installation.console.broker.fleet_view import FleetView
from installation.console.broker.house_card import HOUSES
from installation.console.broker.staged_change import StagedChange
from installation.console.broker.topic_claim import Claimant, ClaimState, TopicClaim

FIRST_LOOK_S = 2.0  # retained cards and wills are all there by then
ROLLOUT = "latenzraum/rollout"  # whoever changes houses speaks there, one at a time
_ENDS = ("online", "answer", "delivery", "want")


class FleetWatch:
    """`turn` is called again and again; it never waits."""

    def __init__(
        self, settings: MqttConfig, state: Path, with_pictures: bool = False, name: str = ""
    ):
        """Connects to nobody yet. `name` says whose watch it is."""
        self.view = FleetView()
        self.change: StagedChange | None = None
        self._name = name or "a terminal"
        self._connection = BrokerConnection(settings, state)
        self._ends = (*_ENDS, "picture") if with_pictures else _ENDS
        self._claim: TopicClaim | None = None  # while a change is under way
        self._greeted = 0

    @property
    def message(self) -> str:
        """Why the broker is not reached; empty when all is well."""
        return self._connection.message

    def open(self) -> None:
        """Begins to connect."""
        self._connection.open()

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def turn(self, now_ns: int) -> None:
        """Takes in what has come, and sends what is due."""
        if self._greeted != self._connection.connections:
            self._greeted = self._connection.connections
            claims = [f"{ROLLOUT}/{end}" for end in ("ask", "claim")]
            self._connection.subscribe([f"{HOUSES}/+", *claims])
            self._follow(house.card.topic for house in self.view.houses.values())
        found = []
        for packet in self._connection.received():
            if new := self._hear(packet, now_ns):
                found.append(new)
        self._follow(found)
        if self.change is not None and self._claim is not None:
            self._carry(self.change, self._claim, now_ns)

    def begin(self, names: list[str], action: str, value: str, judge_s: float) -> None:
        """A change for the houses that are named, all where none is. Raises KeyError for one that there is not."""
        self._begin(FleetChange(self.view.chosen(names), action, value, judge_s))

    def send(self, names: list[str], serving: FileServing, judge_s: float) -> None:
        """A pack or release for the houses that are named, all where none is. Raises KeyError as `begin`."""
        self._begin(FleetRollout(self.view.chosen(names), serving, judge_s))

    def forget(self, house_id: str) -> None:
        """Takes the card of a house away that will not come back."""
        self._connection.publish(f"{HOUSES}/{house_id}", b"", retain=True)

    def look(self, seconds: float) -> None:
        """For a terminal: turns for so long."""
        until_ns = clock.now_ns() + int(seconds * clock.SECOND_NS)
        while clock.now_ns() < until_ns:
            self.turn(clock.now_ns())
            clock.rest(0.05)

    def _begin(self, change: StagedChange) -> None:
        """It waits a moment for somebody who is at one already."""
        self.change = change
        run = f"{clock.wall_now():%Y%m%d%H%M%S%f}-{secrets.token_hex(4)}"
        what = f"{self._name}: {change.action} {change.value}".strip()
        self._claim = TopicClaim(Claimant("", what, "", run))
        self._claim.ask(clock.now_ns())
        self._connection.publish(f"{ROLLOUT}/ask", self._claim.ours.encoded())

    def _carry(self, change: StagedChange, claim: TopicClaim, now_ns: int) -> None:
        claim.turn(now_ns)
        if claim.state == ClaimState.LOST and claim.other is not None:
            change.stop(f"another change is under way ({claim.other.name})", now_ns)
        if claim.state == ClaimState.OWNER:
            for topic, payload in change.turn(self.view, now_ns):
                self._connection.publish(topic, payload)
        if change.is_over:
            self._claim = None

    def _hear(self, packet: Packet, now_ns: int) -> str:
        """Returns the topic of a house that was not known before, else nothing."""
        topic, _, end = packet.topic.rpartition("/")
        if topic == ROLLOUT:
            self._hear_claim(end, packet.payload)
        elif end == "want":
            self._serve(topic, packet.payload, now_ns)
        elif end in _ENDS and end != "online":
            if self.change is not None:
                self.change.hear(end, topic, packet.payload)
        else:
            return self.view.hear(packet)
        return ""

    def _hear_claim(self, end: str, payload: bytes) -> None:
        claim = self._claim
        other = topic_claim.decoded(payload)
        if claim is None or other is None:
            return
        if claim.hear_ask(other) if end == "ask" else claim.hear_claim(other):
            self._connection.publish(f"{ROLLOUT}/claim", claim.ours.encoded())

    def _serve(self, topic: str, payload: bytes, now_ns: int) -> None:
        if not isinstance(self.change, FleetRollout):
            return
        try:
            parts = self.change.wants(topic, payload)
        except OSError as error:
            self.change.stop(
                f"the file cannot be read any more: {system_errors.words(error)}", now_ns
            )
            return
        for part_topic, part in parts:
            self._connection.publish(part_topic, part)

    def _follow(self, topics: Iterable[str]) -> None:
        self._connection.subscribe([f"{topic}/{end}" for topic in topics for end in self._ends])
