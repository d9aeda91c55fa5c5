"""What a sound server can play on: the sinks of PulseAudio, or of PipeWire, which answers in its place. By `pactl`.

PortAudio knows the server as one device. Which of its sinks that plays on is told by a variable of the environment,
which libpulse reads when the device is opened.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

SERVER = "pulse"  # what PortAudio calls it
_SINK = "PULSE_SINK"
_LIST = ("pactl", "--format=json", "list", "sinks")
_PATIENCE_S = 3.0  # with a server that may have frozen


@dataclass(frozen=True)
class Sink:
    """One of them."""

    name: str
    description: str  # for people
    positions: tuple[str, ...]  # of its channels, in their order, such as front-left
    rate_hz: float


def sinks() -> list[Sink]:
    """All there are; none where there is no server, or it does not answer."""
    if shutil.which(_LIST[0]) is None:
        return []
    try:
        done = subprocess.run(_LIST, capture_output=True, timeout=_PATIENCE_S, check=True)
        return [_sink(each) for each in json.loads(done.stdout)]
    except (OSError, subprocess.SubprocessError, ValueError, LookupError):
        return []


def play_on(sink: str) -> None:
    """What is opened from now on plays there; "" is the server's own choice."""
    if sink:
        os.environ[_SINK] = sink
    else:
        os.environ.pop(_SINK, None)


def _sink(said: dict[str, Any]) -> Sink:
    """As pactl says it: a rate ends the sample's form, as in "float32le 8ch 48000Hz". Raises LookupError, ValueError."""
    _, _, rate = said["sample_specification"].rpartition(" ")
    return Sink(
        name=said["name"],
        description=said["description"],
        positions=tuple(said["channel_map"].split(",")),
        rate_hz=float(rate.removesuffix("Hz")),
    )
