"""MQTT: readings as retained topics, a last will, and actions; the one door to paho-mqtt. Off unless [mqtt] names a broker."""

from collections import deque
from pathlib import Path
from types import SimpleNamespace

from installation.common import clock
from installation.console.actions import BY_WIRE, Unusable, command
from installation.console.rate_limit import Allowance
from installation.console.snapshot import Board
from installation.console.telemetry import read

_COMMANDS_HZ = 10.0
_REMEMBERED_NS = 60 * clock.SECOND_NS  # one bad wish is no lasting trouble
_WAITING = 100  # messages kept between two turns
_PASSWORD = "mqtt-password"


class Mqtt:
    """paho keeps the connection in a thread of its own; what it hears is obeyed in our turn."""

    def __init__(self, settings: SimpleNamespace, state: Path, board: Board, choices, send):
        """`settings` as [mqtt]; `choices()` what there is to choose from; `send(verb, value)` a command."""
        self._settings, self._board, self._choices, self._send = settings, board, choices, send
        self._heard: deque[tuple[str, bytes]] = deque(maxlen=_WAITING)
        self._waiting: tuple[str, bytes] | None = None
        self._allowance = Allowance(_COMMANDS_HZ)
        self._told_ns, self._told = 0, {}
        self._away = self._refused = (
            ""  # why the broker is not heard; what was wrong with the last wish
        )
        self._refused_ns = 0
        self._client = self._connecting(state) if settings.broker else None

    @property
    def words(self) -> str:
        """What is not as it should be; empty when all is."""
        return self._away or self._refused

    def turn(self, now_ns: int) -> None:
        """Never waits."""
        if self._client is None:
            return
        if now_ns - self._refused_ns > _REMEMBERED_NS:
            self._refused = ""
        self._obey(now_ns)
        if now_ns - self._told_ns >= self._settings.every_s * 1e9 and self._client.is_connected():
            self._told_ns = now_ns
            self._tell()

    def close(self) -> None:
        """Says that we are gone, and goes."""
        if self._client is not None:
            self._client.publish(self._topic("online"), "0", retain=True)
            self._client.disconnect()
            self._client.loop_stop()

    def _connecting(self, state: Path) -> object | None:
        """The client of paho, which is loaded only where it is wanted: it takes long."""
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        client = Client(CallbackAPIVersion.VERSION2)
        client.max_queued_messages_set(_WAITING)
        client.on_connect, client.on_message = self._greet, self._note
        client.on_disconnect = self._miss
        self._away = f"MQTT: waiting for {self._settings.broker}"  # before paho's thread, which may be faster
        client.will_set(self._topic("online"), "0", retain=True)
        try:
            if self._settings.username:
                client.username_pw_set(
                    self._settings.username, (state / _PASSWORD).read_text(encoding="utf-8").strip()
                )
            if self._settings.tls:
                client.tls_set()
            client.reconnect_delay_set(1, 60)
            client.connect_async(self._settings.broker, self._settings.port, keepalive=30)
            client.loop_start()
        except (OSError, ValueError) as error:
            self._away = f"MQTT is off: {error}"
            return None
        return client

    def _greet(self, client, userdata, flags, reason, properties) -> None:
        """Called by paho when the broker answers, and anew after each loss."""
        if reason.is_failure:
            self._away = f"MQTT: {self._settings.broker} refuses: {reason}"
            return
        self._away, self._told = "", {}
        client.publish(self._topic("online"), "1", retain=True)
        if self._settings.commands:
            client.subscribe(self._topic("do/+"))

    def _miss(self, client, userdata, flags, reason, properties) -> None:
        self._away = f"MQTT: {self._settings.broker} is away; it is tried again"

    def _note(self, client, userdata, message) -> None:
        """In paho's thread. What a broker has kept is an old wish, and not obeyed."""
        if not message.retain:
            self._heard.append((message.topic, message.payload))

    def _obey(self, now_ns: int) -> None:
        while self._heard:
            self._waiting = self._heard.popleft()
            self._take_turn(now_ns)
        self._take_turn(now_ns)

    def _take_turn(self, now_ns: int) -> None:
        """Of what comes too fast the newest waits: a fader is obeyed where it came to rest."""
        if self._waiting is None or not self._allowance.take(now_ns):
            return
        (topic, payload), self._waiting = self._waiting, None
        try:
            name = topic.removeprefix(self._topic("do/"))
            self._send(
                *command(name, payload[:300].decode("utf-8", "replace"), self._choices(), BY_WIRE)
            )
            self._refused = ""
        except Unusable as error:
            self._refused, self._refused_ns = f"MQTT: {error}", now_ns

    def _tell(self) -> None:
        """What changed."""
        for name, value in read(self._board).items():
            if self._told.get(name) != value:
                self._told[name] = value
                self._client.publish(self._topic(name), str(value), retain=True)

    def _topic(self, name: str) -> str:
        return f"{self._settings.topic.strip('/')}/{name}"
