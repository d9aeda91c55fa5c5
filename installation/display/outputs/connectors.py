"""What xrandr says of the monitors that are connected. Text in, values out."""

import re
from dataclasses import dataclass

_CONNECTED = re.compile(r"^(\S+) connected\b ?(?:primary )?(\d+x\d+\+\d+\+\d+)?")
_MODE = re.compile(r"^\s+(\d+x\d+\S*)\s+(.*)$")


@dataclass(frozen=True)
class Connector:
    """One of them."""

    name: str  # of the socket, such as HDMI-1
    place: str = ""  # size and place of what it shows; "" where it shows nothing
    mode: str = ""  # that it has now
    preferred: str = ""  # the mode that it calls its own; "" where it says none


def connectors(said: str) -> list[Connector]:
    """All that are connected."""
    found: list[Connector] = []
    is_connected = False
    for line in said.splitlines():
        head = _CONNECTED.match(line)
        mode = _MODE.match(line)
        if head:
            found.append(Connector(head[1], head[2] or ""))
        elif mode and is_connected:
            found[-1] = _with_mode(found[-1], mode[1], mode[2])
        if not line.startswith(" "):
            is_connected = head is not None
    return found


def rightmost(found: list[Connector]) -> str:
    """The name of the one that shows what is farthest to the right; one shows something."""
    showing = [each for each in found if each.place]
    return max(showing, key=lambda each: int(re.split(r"[x+]", each.place)[2])).name


def _with_mode(connector: Connector, mode: str, rates: str) -> Connector:
    """`rates` are the mode's, the present one with a star and the preferred one with a plus behind it."""
    return Connector(
        connector.name,
        connector.place,
        mode if "*" in rates else connector.mode,
        connector.preferred or (mode if "+" in rates else ""),
    )
