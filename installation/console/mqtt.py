"""MQTT: readings as retained topics, a last will, requests and their answers, Home Assistant's discovery.

Off unless [mqtt] names a broker. Nothing is said under a topic that another house speaks under.
"""

import json
import logging
import secrets
from collections import deque
from collections.abc import Iterator

from installation.common import clock, house_id
from installation.config.settings import Settings
from installation.console import HouseNews, RemoteRequest
from installation.console.broker import house_card, topic_claim
from installation.console.broker.connection import BrokerConnection, Packet
from installation.console.broker.discovery import Discovery
from installation.console.broker.house_card import HOUSES, HouseCard
from installation.console.broker.topic_claim import Claimant, ClaimState, TopicClaim
from installation.console.intake import Intake
from installation.console.rate_limit import Rhythm

log = logging.getLogger(__name__)

_REQUESTS_HZ = 10.0
_QUEUE = 100  # requests kept between two turns
_PAYLOAD_BYTES = 300
_MOST_MOVES = 3  # to another topic: then somebody plays a trick on us


class MqttCommunicator:
    """Speaks under a topic once it is known that no other house does."""

    name = "MQTT"

    def __init__(self, settings: Settings):
        """Connects to nobody yet."""
        self.requests_hz = _REQUESTS_HZ
        self._settings = settings
        self._connection = BrokerConnection(settings.mqtt, settings.state)
        self._greeted = 0  # connections for which the topic was asked for
        self._topic = ""
        self._claim: TopicClaim | None = None  # None while it is switched off
        self._moves = 0
        self._clash = ""
        self._requests: deque[Packet] = deque(maxlen=_QUEUE)
        self._published: dict[str, str] = {}  # as the broker has it
        self._rhythm = Rhythm()
        self._pictured_ns = 0
        self._card: HouseCard | None = None  # as the broker has it
        self._card_ns = 0
        self._intake = Intake(settings)

    @property
    def message(self) -> str:
        """Why the broker is not reached, or which house is in the way; empty when all is well."""
        return "; ".join(part for part in (self._connection.message, self._clash) if part)

    def start(self) -> None:
        """Begins to connect; that goes on in the background, again and again."""
        mqtt = self._settings.mqtt
        if not mqtt.broker:
            return
        known = house_id.read(self._settings.state)
        if known.moved_from:
            log.warning(
                "the state folder came from another machine: this house goes on as %s; "
                "if the other one plays as well, the second at the broker takes another id",
                known.id,
            )
        self._begin(known, mqtt.topic.strip("/"))

    def publish(self, news: HouseNews, now_ns: int) -> None:
        """What has changed, every [mqtt] every_s seconds."""
        if self._claim is None or not self._connection.is_connected:
            return
        if self._greeted != self._connection.connections:
            self._greet(self._claim, now_ns)
        if self._claim.state == ClaimState.LOST:
            self._move(self._claim)
            return
        if self._claim.turn(now_ns):
            self._take_seat(self._claim)
        if self._claim.state == ClaimState.OWNER:
            self._report(self._claim.ours, news, now_ns)
            self._take_in(news, now_ns)

    def poll(self) -> Iterator[Packet]:
        """What has come under `do/`; what houses say of their topics is dealt with at once."""
        for packet in self._connection.received():
            if packet.topic.startswith(f"{self._topic}/do/"):
                if not packet.is_retained:  # else it is old
                    self._requests.append(packet)
            elif packet.topic.startswith((f"{self._topic}/offer", f"{self._topic}/part/")):
                end = packet.topic.removeprefix(f"{self._topic}/")
                if not packet.is_retained:
                    self._intake.hear(end, packet.payload, clock.now_ns())
            elif self._claim is not None:
                self._hear(self._claim, packet)
        while self._requests:
            yield self._requests.popleft()

    def decode(self, packet: Packet) -> RemoteRequest:
        """The end of the topic, and the payload as text: of a file or a pipe, without the end of its line."""
        text = packet.payload[:_PAYLOAD_BYTES].decode("utf-8", "replace")
        return RemoteRequest(
            action=packet.topic.removeprefix(f"{self._topic}/do/"),
            value=text.rstrip("\r\n"),
        )

    def answer(self, request: RemoteRequest, refusal: str) -> None:
        """At `answer`, as JSON."""
        told = {"action": request.action, "value": request.value, "refusal": refusal}
        self._connection.publish(f"{self._topic}/answer", json.dumps(told, ensure_ascii=False))

    def close(self) -> None:
        """Tells the broker that we are gone."""
        if self._claim is not None and self._claim.state == ClaimState.OWNER:
            self._connection.publish(f"{self._topic}/online", "0", retain=True)
        self._connection.close()

    def _begin(self, known: house_id.HouseId, topic: str) -> None:
        """Another claim, at a connection of its own: the last will belongs to the topic."""
        started = f"{clock.wall_now():%Y%m%d%H%M%S%f}-{secrets.token_hex(4)}"
        name = self._settings.console.name or f"Latenzraum {known.id[:4]}"
        self._claim = TopicClaim(Claimant(known.id, name, known.machine, started))
        self._topic = topic or f"latenzraum/{known.id}"
        self._greeted = 0
        self._connection = BrokerConnection(self._settings.mqtt, self._settings.state)
        self._connection.open(will_topic=f"{self._topic}/online")

    def _greet(self, claim: TopicClaim, now_ns: int) -> None:
        self._greeted = self._connection.connections
        self._published = {}
        self._rhythm.begin_anew()
        self._card = None
        claim.ask(now_ns)
        self._connection.subscribe([f"{self._topic}/{end}" for end in ("ask", "claim", "online")])
        self._connection.publish(f"{self._topic}/ask", claim.ours.encoded())

    def _take_seat(self, claim: TopicClaim) -> None:
        """The topic is ours."""
        self._connection.publish(f"{self._topic}/claim", claim.ours.encoded())
        self._connection.publish(f"{self._topic}/online", "1", retain=True)
        if self._settings.mqtt.commands:
            self._connection.subscribe([f"{self._topic}/do/+"])
        if self._settings.mqtt.packs or self._settings.mqtt.updates:
            self._connection.subscribe([f"{self._topic}/offer", f"{self._topic}/part/+/+"])

    def _hear(self, claim: TopicClaim, packet: Packet) -> None:
        if packet.topic == f"{self._topic}/online":
            # the last will of an earlier life may be read late
            if packet.payload != b"1" and claim.state == ClaimState.OWNER:
                self._connection.publish(packet.topic, "1", retain=True)
            return
        other = topic_claim.decoded(packet.payload)
        if other is None or packet.is_retained:
            return
        is_ask = packet.topic == f"{self._topic}/ask"
        if claim.hear_ask(other) if is_ask else claim.hear_claim(other):
            self._connection.publish(f"{self._topic}/claim", claim.ours.encoded())

    def _move(self, claim: TopicClaim) -> None:
        """Another house speaks under our topic: this one takes one that is its own, and says so."""
        self._connection.close()
        other = claim.other or claim.ours
        self._moves += 1
        known = house_id.read(self._settings.state)
        if other.id == known.id or self._topic == f"latenzraum/{known.id}":
            known = house_id.renew(self._settings.state)
        where = f"the MQTT topic {self._topic} is that of the house {other.name} (id {other.id})"
        if self._moves > _MOST_MOVES:
            self._claim = None
            self._clash = f"{where}, and so were others before: MQTT is off until the next start"
            return
        self._begin(known, "")
        self._clash = f"{where}: this one is under {self._topic} {_remedy(claim.ours, other)}"

    def _report(self, ours: Claimant, news: HouseNews, now_ns: int) -> None:
        mqtt = self._settings.mqtt
        if not self._rhythm.is_due(mqtt.every_s, now_ns):
            return
        for name, value in news.readings.items():
            self._retain(f"{self._topic}/{name}", str(value))
        card = HouseCard.of(ours.id, ours.name, self._topic, mqtt, news.readings)
        if house_card.is_news(card, self._card, clock.seconds(now_ns - self._card_ns)):
            self._card = card
            self._card_ns = now_ns
            self._connection.publish(f"{HOUSES}/{ours.id}", card.encoded(), retain=True)
        if mqtt.discovery:
            self._discover(ours, news)
        if mqtt.picture_s and clock.seconds(now_ns - self._pictured_ns) >= mqtt.picture_s:
            self._pictured_ns = now_ns
            # an empty one takes the last one away: while the house is asleep there is none
            self._connection.publish(f"{self._topic}/picture", news.picture(), retain=True)

    def _take_in(self, news: HouseNews, now_ns: int) -> None:
        """What other houses send."""
        for end, payload in self._intake.turn(now_ns):
            self._connection.publish(f"{self._topic}/{end}", payload)
        pack = self._intake.chosen(news, now_ns)
        if pack:  # as if somebody asked for it: checked, written into kiosk.toml, and answered
            self._requests.append(Packet(f"{self._topic}/do/pack", pack.encode(), False))

    def _discover(self, ours: Claimant, news: HouseNews) -> None:
        mqtt = self._settings.mqtt
        found = Discovery(ours.id, ours.name, self._topic)
        message = found.message(news, mqtt.commands, bool(mqtt.picture_s))
        self._retain(found.config_topic(mqtt.discovery), json.dumps(message, ensure_ascii=False))

    def _retain(self, topic: str, payload: str) -> None:
        """Only what has changed."""
        if self._published.get(topic) != payload:
            self._published[topic] = payload
            self._connection.publish(topic, payload, retain=True)


def _remedy(ours: Claimant, other: Claimant) -> str:
    if ours.id == other.id:
        return (
            "with an id of its own, as both have the same state folder or disk, one a copy of the other; "
            "where [mqtt] topic is set, set another one"
        )
    return "and obeys nobody there; set another [mqtt] topic, or leave it empty"
