"""All communicators, and what they have in common: how fast they may ask, and what became of what they asked for."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from installation.common import clock, files, mistakes
from installation.config.schema import KioskConfig
from installation.config.settings import Settings
from installation.console import Communicator, HouseNews, RemoteRequest
from installation.console.actions import BadRequest
from installation.console.broker.connection import PASSWORD_FILE
from installation.console.exhibitera import ExhibiteraCommunicator
from installation.console.mqtt import MqttCommunicator
from installation.console.osc import OscCommunicator
from installation.console.rate_limit import TokenBucket

# Prometheus is none of them: it comes to the page and asks.
COMMUNICATORS: tuple[Callable[[Settings], Communicator], ...] = (
    OscCommunicator,
    MqttCommunicator,
    ExhibiteraCommunicator,
)
# sections that are followed without a new life of the room
FOLLOWED = ("osc", "mqtt", "exhibitera")
_FADER_S = 0.05
_CALM_S = 0.1
_SHARE = 0.5  # of the time between two reports: a pause is followed by the work of the turn
_REFUSAL_SHOWN_S = 60.0  # one bad request is no lasting trouble
_RESTS_S = 60.0  # a communicator that made a mistake


class Link:
    """One communicator, the rate it may ask at, and the last request that was refused.

    One that makes a mistake rests for a minute: it may be an artist's own, and page and alerts go on without it.
    """

    def __init__(self, communicator: Communicator, grant: Callable[[RemoteRequest], None]):
        """`grant(request)` does what is asked for. Raises `BadRequest`."""
        self._communicator = communicator
        self._grant = grant
        self._bucket = TokenBucket(communicator.requests_hz)
        self._waiting: Any = None  # the newest packet that was not granted yet
        self.refusal = ""  # for a minute; the sender was mistaken, and the house is well
        self._refused_ns = 0
        self._mistake = ""
        self._rests_ns = 0  # since when

    @property
    def message(self) -> str:
        """What is not as it should be; empty when all is well."""
        return self._mistake or self._communicator.message

    def turn(self, news: HouseNews, now_ns: int) -> None:
        """Grants what has come, and publishes. Never waits."""
        if self._mistake and clock.seconds(now_ns - self._rests_ns) < _RESTS_S:
            return
        self._mistake = ""
        try:
            self._turn(news, now_ns)
        except Exception as error:  # mistakes are of all kinds
            self._mistake = _mistake(self._communicator.name, error)
            self._rests_ns = now_ns

    def _turn(self, news: HouseNews, now_ns: int) -> None:
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


class Links:
    """All communicators of the table, connected where the settings want them; they follow when these change."""

    def __init__(self, settings: Settings, grant: Callable[[RemoteRequest], None]):
        """Connects. `grant` as in `Link`."""
        self._grant = grant
        self._settings = settings
        self._stamp = _stamp(settings)
        self._unmade = ""  # which could not be made, and why
        self._links = self._started()
        self._closer: threading.Thread | None = None

    @property
    def message(self) -> str:
        """What is not as it should be; empty when all is well."""
        messages = [link.message for link in self._links]
        return "; ".join(filter(None, (*messages, self._unmade)))

    @property
    def refusal(self) -> str:
        """The newest wishes that were not granted; empty a minute later."""
        return "; ".join(link.refusal for link in self._links if link.refusal)

    @property
    def turn_s(self) -> float:
        """The longest pause between two turns: what comes is followed closely, and what is said keeps its rate."""
        osc = self._settings.osc
        mqtt = self._settings.mqtt
        pauses = [_CALM_S]
        if osc.listen_port or osc.send_port:  # a fader
            pauses.append(_FADER_S)
        if osc.send_port:
            pauses.append(_SHARE / osc.rate_hz)
        if mqtt.broker:
            pauses.append(_SHARE * mqtt.every_s)
        return min(pauses)

    def follow(self, sections: Mapping[str, Any]) -> None:
        """`sections`: those of `FOLLOWED` in kiosk.toml as they hold now, section -> key -> value."""
        known = {name: sections[name] for name in FOLLOWED if name in sections}
        parsed = KioskConfig.model_validate(known)
        wanted = {name: getattr(parsed, name) for name in known}
        followed = self._settings.model_copy(update=wanted)
        stamp = _stamp(self._settings)
        if self._closer is not None or (followed == self._settings and stamp == self._stamp):
            return
        self._settings = followed
        self._stamp = stamp
        links = self._links
        self._links = []
        # beside the loop: a broker that is away keeps who says goodbye to it waiting
        self._closer = threading.Thread(target=_close, args=(links,), name="goodbye", daemon=True)
        self._closer.start()

    def turn(self, news: HouseNews, now_ns: int) -> None:
        """See `Link.turn`."""
        if self._closer is not None and not self._closer.is_alive():
            self._closer = (
                None  # first: what the old ones said last must not come after what the new ones say
            )
            self._links = self._started()
        for link in self._links:
            link.turn(news, now_ns)

    def close(self) -> None:
        """Lets go of all connections."""
        _close(self._links)

    def _started(self) -> list[Link]:
        links = []
        unmade = []
        for make in COMMUNICATORS:
            try:
                communicator = make(self._settings)
                communicator.start()
            except Exception as error:  # as in `Link`
                unmade.append(_mistake(make.__name__, error))
            else:
                links.append(Link(communicator, self._grant))
        self._unmade = "; ".join(unmade)
        return links


def _mistake(name: str, error: Exception) -> str:
    return f"{name} has made a mistake and is not used: {mistakes.in_words(error)}"


def _stamp(settings: Settings) -> tuple[int, int, int] | None:
    """Of the password at the broker: another one is another connection."""
    return files.stamp(settings.state / PASSWORD_FILE)


def _close(links: list[Link]) -> None:
    for link in links:
        link.close()
