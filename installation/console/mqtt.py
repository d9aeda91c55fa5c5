"""MQTT: readings as retained topics, a last will, requests; the only file that uses paho-mqtt.

Off unless [mqtt] names a broker.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from installation.common import clock
from installation.config.settings import Settings
from installation.console import Readings, RemoteRequest

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessage

Packet = tuple[str, bytes]  # topic, payload

_REQUESTS_HZ = 10.0
_QUEUE = 100  # messages kept between two turns, and while the broker is away
_PAYLOAD_BYTES = 300
_KEEPALIVE_S = 30
_LONGEST_RETRY_S = 60
_PASSWORD_FILE = "mqtt-password"


class MqttCommunicator:
    """paho keeps the connection in a thread of its own; what it receives waits for `poll`."""

    name = "MQTT"

    def __init__(self, settings: Settings):
        """Connects to nobody yet."""
        self.requests_hz = _REQUESTS_HZ
        self._settings = settings.mqtt
        self._password_path = settings.state / _PASSWORD_FILE
        self._client: Client | None = None
        self._received: deque[Packet] = deque(maxlen=_QUEUE)
        self._published: dict[str, int | float | str] = {}  # as the broker has it
        self._published_ns = 0
        self._trouble = ""

    @property
    def message(self) -> str:
        """Why the broker is not reached; empty when all is well."""
        return self._trouble

    def start(self) -> None:
        """Begins to connect; that goes on in the background, again and again."""
        if self._settings.broker:
            self._client = self._connecting()

    def publish(self, readings: Readings, now_ns: int) -> None:
        """What has changed, every [mqtt] every_s seconds."""
        if self._client is None or not self._client.is_connected():
            return
        if clock.seconds(now_ns - self._published_ns) < self._settings.every_s:
            return
        self._published_ns = now_ns
        for name, value in readings.items():
            if self._published.get(name) != value:
                self._published[name] = value
                self._client.publish(self._topic(name), str(value), retain=True)

    def poll(self) -> Iterator[Packet]:
        """What has come under `do/`."""
        while self._received:
            yield self._received.popleft()

    def decode(self, packet: Packet) -> RemoteRequest:
        """The end of the topic, and the payload as text."""
        topic, payload = packet
        return RemoteRequest(
            action=topic.removeprefix(self._topic("do/")),
            value=payload[:_PAYLOAD_BYTES].decode("utf-8", "replace"),
        )

    def close(self) -> None:
        """Tells the broker that we are gone."""
        if self._client is not None:
            self._client.publish(self._topic("online"), "0", retain=True)
            self._client.disconnect()
            self._client.loop_stop()

    def _connecting(self) -> Client | None:
        """paho's client. The library is loaded only where it is wanted: that takes long."""
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        client = Client(CallbackAPIVersion.VERSION2)
        client.max_queued_messages_set(_QUEUE)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.will_set(self._topic("online"), "0", retain=True)
        # said before paho's thread begins: that may be faster than this one
        self._trouble = f"MQTT: waiting for {self._settings.broker}"
        try:
            self._open(client)
        except (OSError, ValueError) as error:
            self._trouble = f"MQTT is off: {error}"
            return None
        return client

    def _open(self, client: Client) -> None:
        """Raises OSError and ValueError for a password, certificates or a broker's name that will not do."""
        if self._settings.username:
            password = self._password_path.read_text(encoding="utf-8").strip()
            client.username_pw_set(self._settings.username, password)
        if self._settings.tls:
            client.tls_set()
        client.reconnect_delay_set(1, _LONGEST_RETRY_S)
        client.connect_async(self._settings.broker, self._settings.port, keepalive=_KEEPALIVE_S)
        client.loop_start()

    def _on_connect(
        self,
        client: Client,
        userdata: Any,
        flags: Any,
        reason: Any,
        properties: Any,
    ) -> None:
        """In paho's thread, when the broker answers, and again after each loss."""
        if reason.is_failure:
            self._trouble = f"MQTT: {self._settings.broker} refuses: {reason}"
            return
        self._trouble = ""
        self._published = {}
        client.publish(self._topic("online"), "1", retain=True)
        if self._settings.commands:
            client.subscribe(self._topic("do/+"))

    def _on_disconnect(
        self,
        client: Client,
        userdata: Any,
        flags: Any,
        reason: Any,
        properties: Any,
    ) -> None:
        self._trouble = f"MQTT: {self._settings.broker} cannot be reached; trying again"

    def _on_message(self, client: Client, userdata: Any, message: MQTTMessage) -> None:
        """In paho's thread. Retained requests are ignored: they are old."""
        if not message.retain:
            self._received.append((message.topic, bytes(message.payload)))

    def _topic(self, name: str) -> str:
        return f"{self._settings.topic.strip('/')}/{name}"
