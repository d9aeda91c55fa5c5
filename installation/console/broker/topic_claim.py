"""Who speaks under a topic. Two houses that were given the same one would move each other, and one that ends would
call the other offline: so a house asks before it speaks, and the one that plays already answers. Pure: time is handed in.

`TOPIC/ask` is what a newcomer says, `TOPIC/claim` what the owner answers; neither is retained, so that nothing of a
house that is gone keeps anybody away. Both carry a `Claimant`. Of two that ask at once the one that started first stays.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from installation.common import clock, strict_json
from installation.common.plain_text import on_one_line

ANSWER_S = 2.0  # what has not been answered for so long is free
_LONGEST = 100  # characters of a field


@dataclass(frozen=True)
class Claimant:
    """A house as it speaks of itself."""

    id: str
    name: str
    machine: str
    run: str  # of this life of the process; sorts by its beginning

    def encoded(self) -> str:
        """As it travels."""
        return json.dumps(asdict(self))


def decoded(payload: bytes) -> Claimant | None:
    """None for what is no claimant."""
    try:
        known = strict_json.parsed(payload)
        return Claimant(
            *(on_one_line(str(known[key]), _LONGEST) for key in ("id", "name", "machine", "run")),
        )
    except (ValueError, KeyError, TypeError):
        return None


class ClaimState(StrEnum):
    """How far it is."""

    ASKING = "asking"
    OWNER = "owner"
    LOST = "lost"  # the topic is another's


class TopicClaim:
    """The claim of one house to one topic."""

    def __init__(self, ours: Claimant):
        self.ours = ours
        self.state = ClaimState.ASKING
        self.other: Claimant | None = None  # whose it is, where it is lost
        self._asked_ns: int | None = None

    def ask(self, now_ns: int) -> None:
        """Asked, at each connection anew: meanwhile another may have come."""
        self.state = ClaimState.ASKING
        self._asked_ns = now_ns

    def turn(self, now_ns: int) -> bool:
        """True once, when nobody has answered: from now on the topic is ours."""
        if self.state != ClaimState.ASKING or self._asked_ns is None:
            return False
        if clock.seconds(now_ns - self._asked_ns) < ANSWER_S:
            return False
        self.state = ClaimState.OWNER
        return True

    def hear_ask(self, other: Claimant) -> bool:
        """Somebody asks. True where it has to be answered."""
        if self._is_ours(other) or self.state == ClaimState.LOST:
            return False
        if self.state == ClaimState.OWNER or self.ours.run < other.run:
            return True
        self._lose(other)
        return False

    def hear_claim(self, other: Claimant) -> bool:
        """Somebody says that it is theirs. True where that has to be answered."""
        if self._is_ours(other) or self.state == ClaimState.LOST:
            return False
        if self.state == ClaimState.OWNER and self.ours.run < other.run:
            return True
        self._lose(other)
        return False

    def _is_ours(self, other: Claimant) -> bool:
        return other.run == self.ours.run

    def _lose(self, other: Claimant) -> None:
        self.state = ClaimState.LOST
        self.other = other
