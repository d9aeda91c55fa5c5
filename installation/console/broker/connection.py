"""A connection to an MQTT broker; the only file that uses paho-mqtt. paho keeps it in a thread of its own."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from installation.common import files, system_errors
from installation.config.schema import MqttConfig

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessage

PASSWORD_FILE = "mqtt-password"  # in the state folder
LARGEST_BYTES = 256 << 10  # of a message: more is nothing of ours
_PASSWORD_BYTES = 4096
_QUEUE = 4000  # messages kept between two turns
_KEEPALIVE_S = 15  # a broker that stands still is told after twice that
_LONGEST_RETRY_S = 60

log = logging.getLogger(__name__)


class Packet(NamedTuple):
    """A message as it came."""

    topic: str
    payload: bytes
    is_retained: bool


class BrokerConnection:
    """Connects again and again by itself; nothing here waits, but for `open` while it loads paho."""

    def __init__(self, settings: MqttConfig, state: Path):
        """Connects to nobody yet. `state` is the folder with the password."""
        self.connections = 0  # how often the broker has let us in
        self._settings = settings
        self._state = state
        self._client: Client | None = None
        self._received: deque[Packet] = deque(maxlen=_QUEUE)
        self._trouble = ""
        self._is_unanswered = False  # a connection was taken, and nothing has come over it yet
        self._is_refused = False
        self._has_told_size = False

    @property
    def message(self) -> str:
        """Why the broker is not reached; empty when all is well."""
        return self._trouble

    @property
    def is_connected(self) -> bool:
        """True while the broker hears us."""
        return self._client is not None and self._client.is_connected()

    def open(self, will_topic: str = "") -> None:
        """Begins to connect; "0" is the last will at that topic."""
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        client = Client(CallbackAPIVersion.VERSION2)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_socket_open = self._on_socket_open
        client.on_message = self._on_message
        if will_topic:
            client.will_set(will_topic, "0", retain=True)
        # said before paho's thread begins: that may be faster than this one
        self._trouble = f"MQTT: waiting for {self._settings.broker}"
        try:
            self._connect(client)
        except (OSError, ValueError) as error:
            self._trouble = f"MQTT is off: {system_errors.words(error)}"
            return
        self._client = client

    def publish(self, topic: str, payload: str | bytes, retain: bool = False) -> None:
        """Says it, where the broker is reached."""
        if self._client is not None:
            self._client.publish(topic, payload, retain=retain)

    def subscribe(self, topics: list[str]) -> None:
        """Wants to hear of these, with + and # as MQTT has them, until the connection ends."""
        if self._client is not None and topics:
            self._client.subscribe([(topic, 0) for topic in topics])

    def received(self) -> Iterator[Packet]:
        """What has come since the last turn."""
        while self._received:
            yield self._received.popleft()

    def close(self) -> None:
        """Takes leave, so that the last will is not read."""
        if self._client is not None:
            self._client.disconnect()
            self._client.loop_stop()
            self._client = None
        self._received.clear()

    def _connect(self, client: Client) -> None:
        """Raises OSError and ValueError for a password, certificates or a broker's name that will not do."""
        if self._settings.username:
            client.username_pw_set(self._settings.username, self._password())
        if self._settings.tls:
            client.tls_set()
        client.reconnect_delay_set(1, _LONGEST_RETRY_S)
        client.connect_async(self._settings.broker, self._settings.port, keepalive=_KEEPALIVE_S)
        client.loop_start()

    def _password(self) -> str:
        """Raises ValueError in words."""
        path = self._state / PASSWORD_FILE
        try:
            return files.read_bounded(path, _PASSWORD_BYTES).decode("utf-8-sig").strip()
        except UnicodeDecodeError as error:
            raise ValueError(f"{path} cannot be read: it is not UTF-8 text") from error
        except OSError as error:
            raise ValueError(f"{path} cannot be read: {system_errors.words(error)}") from error

    def _on_connect(
        self,
        client: Client,
        userdata: Any,
        flags: Any,
        reason: Any,
        properties: Any,
    ) -> None:
        """In paho's thread, when the broker answers, and again after each loss."""
        self._is_unanswered = False
        self._is_refused = reason.is_failure
        if reason.is_failure:
            self._trouble = f"MQTT: {self._settings.broker} refuses: {reason}"
            return
        self._trouble = ""
        self.connections += 1

    def _on_disconnect(
        self,
        client: Client,
        userdata: Any,
        flags: Any,
        reason: Any,
        properties: Any,
    ) -> None:
        if self._is_refused:
            return  # it has said why
        broker = self._settings.broker
        if self._is_unanswered:
            self._trouble = f"MQTT: {broker} takes the connection and does not answer: is a broker there, and is [mqtt] port its own?"
        else:
            self._trouble = f"MQTT: {broker} cannot be reached; trying again"

    def _on_connect_fail(self, client: Client, userdata: Any) -> None:
        self._trouble = f"MQTT: {self._settings.broker} cannot be reached; trying again"

    def _on_socket_open(self, client: Client, userdata: Any, socket: Any) -> None:
        self._is_unanswered = True
        self._is_refused = False

    def _on_message(self, client: Client, userdata: Any, message: MQTTMessage) -> None:
        """In paho's thread."""
        if len(message.payload) <= LARGEST_BYTES:
            packet = Packet(message.topic, bytes(message.payload), bool(message.retain))
            self._received.append(packet)
        elif not self._has_told_size:
            self._has_told_size = True
            log.warning(
                "MQTT: a message of %.1f MB came to %s and was thrown away;"
                " message_size_limit in mosquitto.conf keeps such ones away",
                len(message.payload) / 1e6,
                message.topic[:100],
            )
