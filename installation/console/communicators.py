"""All communicators, and what they have in common: how fast they may ask, and what became of what they asked for."""

from collections.abc import Callable
from typing import Any

from installation.common import clock
from installation.config.settings import Settings
from installation.console import Communicator, HouseNews, RemoteRequest
from installation.console.actions import BadRequest
from installation.console.mqtt import MqttCommunicator
from installation.console.osc import OscCommunicator
from installation.console.rate_limit import TokenBucket

# Prometheus is none of them: it comes to the page and asks.
COMMUNICATORS: tuple[Callable[[Settings], Communicator], ...] = (
    OscCommunicator,
    MqttCommunicator,
)
_REFUSAL_SHOWN_S = 60.0  # one bad request is no lasting trouble


class Link:
    """One communicator, the rate it may ask at, and the last request that was refused."""

    def __init__(self, communicator: Communicator, grant: Callable[[RemoteRequest], None]):
        """`grant(request)` does what is asked for. Raises `BadRequest`."""
        self._communicator = communicator
        self._grant = grant
        self._bucket = TokenBucket(communicator.requests_hz)
        self._waiting: Any = None  # the newest packet that was not granted yet
        self.refusal = ""  # for a minute; the sender was mistaken, and the house is well
        self._refused_ns = 0

    @property
    def message(self) -> str:
        """What is not as it should be; empty when all is well."""
        return self._communicator.message

    def turn(self, news: HouseNews, now_ns: int) -> None:
        """Grants what has come, and publishes. Never waits."""
        if clock.seconds(now_ns - self._refused_ns) > _REFUSAL_SHOWN_S:
            self.refusal = ""
        for packet in self._communicator.poll():
            self._waiting = packet
            self._grant_waiting(now_ns)
        self._grant_waiting(now_ns)
        self._communicator.publish(news, now_ns)

    def close(self) -> None:
        """Lets go of the connection."""
        self._communicator.close()

    def _grant_waiting(self, now_ns: int) -> None:
        """Of what comes too fast the newest waits: a fader is followed to where it comes to rest."""
        if self._waiting is None or not self._bucket.take(now_ns):
            return
        packet = self._waiting
        self._waiting = None
        request: RemoteRequest | None = None
        refusal = ""
        try:
            request = self._communicator.decode(packet)
            self._grant(request)
            self.refusal = ""
        except BadRequest as error:
            refusal = str(error)
            self.refusal = f"{self._communicator.name}: {refusal}"
            self._refused_ns = now_ns
        if request is not None:
            self._communicator.answer(request, refusal)


def started(settings: Settings, grant: Callable[[RemoteRequest], None]) -> list[Link]:
    """All communicators of the table, connected where the settings want them."""
    links = []
    for make in COMMUNICATORS:
        communicator = make(settings)
        communicator.start()
        links.append(Link(communicator, grant))
    return links
