"""Looks at all houses on the broker and carries changes to them, at a connection of its own that speaks for no house."""

from collections.abc import Iterable
from pathlib import Path

from installation.common import clock
from installation.config.schema import MqttConfig
from installation.console.broker.connection import BrokerConnection
from installation.console.broker.fleet_change import FleetChange
from installation.console.broker.fleet_view import FleetView
from installation.console.broker.house_card import HOUSES

FIRST_LOOK_S = 2.0  # retained cards and wills are all there by then


class FleetWatch:
    """`turn` is called again and again; it never waits."""

    def __init__(self, settings: MqttConfig, state: Path, with_pictures: bool = False):
        """Connects to nobody yet."""
        self.view = FleetView()
        self.change: FleetChange | None = None
        self._connection = BrokerConnection(settings, state)
        self._ends = ("online", "answer", "picture") if with_pictures else ("online", "answer")
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
            self._connection.subscribe([f"{HOUSES}/+"])
            self._follow(house.card.topic for house in self.view.houses.values())
        found = []
        for packet in self._connection.received():
            topic, _, end = packet.topic.rpartition("/")
            if end == "answer" and self.change is not None:
                self.change.hear(topic, packet.payload)
            elif new := self.view.hear(packet):
                found.append(new)
        self._follow(found)
        if self.change is not None:
            for topic, payload in self.change.turn(self.view, now_ns):
                self._connection.publish(topic, payload)

    def begin(self, names: list[str], action: str, value: str, judge_s: float) -> None:
        """A change for the houses that are named, all where none is. Raises KeyError for one that there is not."""
        self.change = FleetChange(self.view.chosen(names), action, value, judge_s)

    def forget(self, house_id: str) -> None:
        """Takes the card of a house away that will not come back."""
        self._connection.publish(f"{HOUSES}/{house_id}", b"", retain=True)

    def look(self, seconds: float) -> None:
        """For a terminal: turns for so long."""
        until_ns = clock.now_ns() + int(seconds * clock.SECOND_NS)
        while clock.now_ns() < until_ns:
            self.turn(clock.now_ns())
            clock.rest(0.05)

    def _follow(self, topics: Iterable[str]) -> None:
        self._connection.subscribe([f"{topic}/{end}" for topic in topics for end in self._ends])
