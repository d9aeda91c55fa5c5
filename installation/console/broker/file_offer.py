"""A file that one house offers the others over the broker, and what a house says became of it.

Nothing in either is trusted: sizes and names are bounded, the checksum is of what has arrived, a pack is proved in
quarantine and a release by its signature. `TOPIC/offer` carries an offer to a house, `TOPIC/delivery` its answer.
"""

import json
import platform
import re
import sys
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from installation.common import strict_json
from installation.common.arrivals import NAME, ArrivalKind
from installation.common.plain_text import on_one_line

MOST_BYTES = {ArrivalKind.PACK: 512 << 20, ArrivalKind.RELEASE: 2 << 30}
_MOST_MESSAGE = 4096  # bytes
_LONGEST = 300  # characters of a reason
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class FileOffer:
    """One file."""

    kind: ArrivalKind
    name: str  # of the pack, or of the version
    size_bytes: int
    sha256: str
    seal: str = ""  # of a pack: the same where the same files lie in it
    machine: str = ""  # that a release is for, as `this_machine`

    @property
    def key(self) -> str:
        """Names it in topics and files."""
        return self.sha256[:16]

    def encoded(self) -> str:
        """As it travels."""
        return json.dumps(asdict(self))

    @classmethod
    def decoded(cls, payload: bytes) -> Self | None:
        """None for what is no offer."""
        known = _parsed(payload)
        try:
            offer = cls(
                kind=ArrivalKind(known["kind"]),
                name=str(known["name"]),
                size_bytes=int(known["size_bytes"]),
                sha256=str(known["sha256"]),
                seal=str(known.get("seal", ""))[:64],
                machine=on_one_line(str(known.get("machine", "")), 100),
            )
        except (KeyError, ValueError, TypeError):
            return None
        is_plain = NAME.fullmatch(offer.name) and _SHA256.fullmatch(offer.sha256)
        is_bounded = 0 < offer.size_bytes <= MOST_BYTES[offer.kind]
        return offer if is_plain and is_bounded else None


class DeliveryState(StrEnum):
    """How far a house is with what it was offered."""

    FETCHING = "fetching"
    INTERRUPTED = "interrupted"  # what has come is kept
    CHECKING = "checking"  # quarantine of a pack; signature and rehearsal of a release
    ON_TRIAL = "on trial"  # a release that runs, and is judged
    TAKEN = "taken"
    REFUSED = "refused"
    TAKEN_BACK = "taken back"  # a release that did not do well


@dataclass(frozen=True)
class Delivery:
    """What a house says of an offer."""

    sha256: str
    state: DeliveryState
    reason: str = ""
    have: int = 0  # bytes that are there

    def encoded(self) -> str:
        """As it travels."""
        return json.dumps(asdict(self) | {"reason": self.reason[:_LONGEST]}, ensure_ascii=False)

    @classmethod
    def decoded(cls, payload: bytes) -> Self | None:
        """None for what is none."""
        known = _parsed(payload)
        try:
            state = DeliveryState(known["state"])
            reason = on_one_line(str(known.get("reason", "")), _LONGEST)
            return cls(str(known["sha256"]), state, reason, int(known.get("have", 0)))
        except (KeyError, ValueError, TypeError):
            return None


def this_machine() -> str:
    """What the wheels in a release have to be for."""
    return f"{sys.platform} {platform.machine()} {sys.version_info.major}.{sys.version_info.minor}"


def _parsed(payload: bytes) -> dict[str, Any]:
    if len(payload) > _MOST_MESSAGE:
        return {}
    try:
        known = strict_json.parsed(payload)
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}
