"""The technician's page, and what other machines are told of the piece and may ask of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from installation.console.actions import Choices

Readings = Mapping[str, int | float | str]  # name of a reading -> its value, as `readings.READINGS`


@dataclass(frozen=True)
class RemoteRequest:
    """What another machine asks for. Nothing of it is checked yet."""

    action: str  # a name of `actions.REMOTE_ACTIONS`, if the sender got it right
    value: str = ""


@dataclass(frozen=True)
class HouseNews:
    """What other machines may be told of the piece just now."""

    readings: Readings
    choices: Choices
    # the screen, small, as a JPEG, signed when it is asked for; empty while there is none
    picture: Callable[[], bytes] = bytes


class Communicator(Protocol):
    """A connection to other machines: it tells them how the piece fares, and takes what they ask for.

    Made from the settings of the house; `communicators.COMMUNICATORS` lists them all. A communicator that is
    switched off does nothing. No method may wait or raise: what goes wrong is said in `message`.
    """

    name: str  # "OSC": stands in front of what is said about a refused request
    requests_hz: float  # the most requests a second that are granted

    @property
    def message(self) -> str:
        """What is not as it should be, in one sentence; empty when all is well."""

    def start(self) -> None:
        """Connects."""

    def publish(self, news: HouseNews, now_ns: int) -> None:
        """Called in each turn with all that is known; how often it is sent is up to it."""

    def poll(self) -> Iterable[Any]:
        """What has come since the last turn, as it came: most of a flood is never decoded."""

    def decode(self, packet: Any) -> RemoteRequest:
        """One of the packets of `poll`. Raises `actions.BadRequest` where it cannot be read."""

    def answer(self, request: RemoteRequest, refusal: str) -> None:
        """What became of a request: `refusal` says why it is not granted, empty where it is."""

    def close(self) -> None:
        """Says goodbye, where that is usual, and lets go of the connection."""
