"""A component of Exhibitera's Hub, over its Core API: it reports by HTTP, and the answer brings commands.

Exhibitera 6, exhibitera/hub/api/core/API.md. Off unless [exhibitera] names a Hub. The house opens no port for it: the
restart and the shutdown of the computer, and a picture, would be asked for there, and are not given.
"""

import hashlib
import http
import http.client
import json
import ssl
import threading
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from installation.common import house_id, strict_json, system_errors
from installation.config.schema import ExhibiteraConfig
from installation.config.settings import Settings
from installation.console import HouseNews, RemoteRequest
from installation.console.actions import BadRequest

PING_S = 5.0  # as the Hub wants it; after 30 s without it calls the component away
_PATIENCE_S = 5.0
_ANSWER_BYTES = 65_536
_QUEUE = 16  # commands kept between two turns
_WITH_VISITORS = 0.5  # attention: from here on somebody is at it
_ACTIONS = {"refresh_page": "back", "sleep_display": "sleep", "wake_display": "wake"}


class ExhibiteraCommunicator:
    """Tells the Hub every five seconds that the house is there, and whether visitors are at it."""

    name = "Exhibitera"
    requests_hz = 2.0

    def __init__(self, settings: Settings):
        """Connects to nobody yet."""
        self._settings = settings
        self._commands: deque[str] = deque(maxlen=_QUEUE)
        self._is_visited = False
        self._trouble = ""
        self._is_over = threading.Event()

    @property
    def message(self) -> str:
        """Why the Hub is not reached; empty when all is well."""
        return self._trouble

    def start(self) -> None:
        """Begins to report, beside the loop: a Hub that is away keeps who asks it waiting."""
        asked = self._settings.exhibitera
        if asked.hub:
            known = house_id.read(self._settings.state)
            name = self._settings.console.name or f"Latenzraum {known.id[:4]}"
            component = Component(component_id(known.id), name, asked)
            thread = threading.Thread(
                target=self._report, args=(component,), name="Exhibitera", daemon=True
            )
            thread.start()

    def publish(self, news: HouseNews, now_ns: int) -> None:
        """Keeps what the next report tells. Films and the simulated visitor are nobody: then nobody is counted."""
        attention = news.readings.get("attention", 0.0)
        is_counted = "visitors" in news.readings
        self._is_visited = is_counted and float(attention) >= _WITH_VISITORS

    def poll(self) -> Iterator[str]:
        """The commands that answers brought."""
        while self._commands:
            yield self._commands.popleft()

    def decode(self, packet: str) -> RemoteRequest:
        """The action that a command of the Hub means here. Raises `BadRequest`."""
        if packet in ("restart", "shutdown"):
            raise BadRequest(f"{packet}: the computer is its technician's")
        if packet not in _ACTIONS:
            raise BadRequest(
                f"there is no command {packet[:40]!r}; available: {', '.join(_ACTIONS)}"
            )
        return RemoteRequest(_ACTIONS[packet])

    def answer(self, request: RemoteRequest, refusal: str) -> None:
        """Nothing: the Hub asks for no answer; the page says it."""

    def close(self) -> None:
        """The Hub finds out by itself."""
        self._is_over.set()

    def tell(self, component: "Component") -> None:
        """One report; what the Hub answers waits for `poll`."""
        try:
            commands = component.ping(self._is_visited)
            self._trouble = ""
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._trouble = f"Exhibitera: {component.host}: {_words(error)}; trying again"
            return
        if component.obeys:
            self._commands.extend(commands)

    def _report(self, component: "Component") -> None:
        while not self._is_over.is_set():
            self.tell(component)
            self._is_over.wait(PING_S)


@dataclass(frozen=True)
class Component:
    """What the Hub knows the house as."""

    uuid: str
    name: str
    asked: ExhibiteraConfig

    @property
    def host(self) -> str:
        """The Hub, as it is named in sentences."""
        return urlsplit(self.asked.hub).netloc

    @property
    def obeys(self) -> bool:
        """True where its commands are followed."""
        return self.asked.commands

    def as_json(self, is_visited: bool) -> dict[str, Any]:
        """The body of a ping. `id` is the name in the Hub's list, until somebody gives it another one there."""
        return {
            "uuid": self.uuid,
            "id": self.name,
            "current_interaction": is_visited,
            "permissions": {
                "audio": False,
                "refresh": self.obeys,
                "restart": False,
                "shutdown": False,
                "sleep": self.obeys,
            },
        }

    def ping(self, is_visited: bool) -> list[str]:
        """The commands that the Hub has for us. Raises OSError, HTTPException, and ValueError for a strange answer."""
        parts = urlsplit(self.asked.hub)
        connection = _connection(parts.scheme, parts.hostname or "", parts.port)
        try:
            connection.request(
                "POST",
                f"{parts.path.rstrip('/')}/core/ping",
                json.dumps(self.as_json(is_visited)),
                {"Content-Type": "application/json", "User-Agent": "latenzraum"},
            )
            answer = connection.getresponse()
            body = answer.read(_ANSWER_BYTES)
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise ValueError(f"it answers {answer.status}")
        return commands_in(body)


def component_id(house: str) -> str:
    """A UUID4, as the Hub asks for, that is the same at each start: of the house's id."""
    digest = hashlib.sha256(f"exhibitera {house}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def commands_in(body: bytes) -> list[str]:
    """Raises ValueError where the answer is none of the Core API, or says that the ping was not taken."""
    try:
        told = strict_json.parsed(body)
    except ValueError as error:
        raise ValueError("it is no Hub: its answer is no JSON") from error
    if not isinstance(told, dict) or told.get("success") is not True:
        reason = told.get("reason", "") if isinstance(told, dict) else ""
        raise ValueError(f"it did not take the report: {str(reason)[:200]}")
    commands = told.get("commands")
    return (
        [each for each in commands if isinstance(each, str)] if isinstance(commands, list) else []
    )


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=_PATIENCE_S, context=context)
    return http.client.HTTPConnection(host, port, timeout=_PATIENCE_S)


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer"
    if isinstance(error, ValueError):
        return str(error)
    return system_errors.words(error)
