"""What a house says of itself in one retained message, so that all houses on a broker can be listed: `HOUSES/ID`.

Whoever lists them trusts nothing in it: lengths are bounded, and a topic that is none is left out.
"""

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from installation.common import strict_json
from installation.common.plain_text import on_one_line
from installation.config.schema import MqttConfig
from installation.console import Readings

HOUSES = "latenzraum/houses"  # whatever topic a house has
MOST_BYTES = 4096
TOPIC = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_/-]{0,99}")
COUNTS_EVERY_S = 60.0  # of visitors and people, where nothing else has changed
_LONGEST = 300  # characters of a field
_ID = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class HouseCard:
    """One house, as it last said."""

    id: str
    name: str
    topic: str  # what its readings and commands begin with
    commands: bool  # commands from the broker are obeyed
    packs: bool = False  # packs from there are taken
    updates: bool = False  # and releases
    state: str = ""  # these as the readings of the same name
    troubles: str = ""
    version: str = ""
    update: str = ""
    house: str = ""
    hours: str = ""
    pack: str = ""
    visitors: int | None = None  # None where nobody is counted
    people: int | None = None

    @classmethod
    def of(cls, house_id: str, name: str, topic: str, may: MqttConfig, readings: Readings) -> Self:
        """From what is known now; `may` says what the broker may ask of it."""
        known = {
            field.name: readings[field.name] for field in fields(cls) if field.name in readings
        }
        return cls(
            id=house_id,
            name=name,
            topic=topic,
            commands=may.commands,
            packs=may.packs,
            updates=may.updates,
            **known,  # type: ignore[arg-type]
        )

    def encoded(self) -> str:
        """As it travels."""
        short = {name: _short(value) for name, value in asdict(self).items()}
        return json.dumps(short, ensure_ascii=False)


def is_news(card: HouseCard, said: HouseCard | None, age_s: float) -> bool:
    """Whether a card is to be said again, `age_s` seconds after `said`; None was not said yet.

    Visitors come and go everywhere all day: that alone is told now and then, as everybody who lists houses hears it.
    """
    if said is None:
        return True
    is_other = replace(card, visitors=said.visitors, people=said.people) != said
    return is_other or (card != said and age_s >= COUNTS_EVERY_S)


def decoded(payload: bytes) -> HouseCard | None:
    """None for what is no card."""
    if len(payload) > MOST_BYTES:
        return None
    try:
        known: dict[str, Any] = strict_json.parsed(payload)
        values = {each.name: known[each.name] for each in fields(HouseCard) if each.name in known}
        card = HouseCard(**{name: _checked(name, value) for name, value in values.items()})
    except (ValueError, TypeError, AttributeError):
        return None
    is_plain = _ID.fullmatch(card.id) and TOPIC.fullmatch(card.topic)
    return card if is_plain else None


def _checked(name: str, value: Any) -> Any:
    """Raises TypeError and ValueError."""
    if name in ("commands", "packs", "updates"):
        return bool(value)
    if name in ("visitors", "people"):
        return None if value is None else int(value)
    return _short(str(value))


def _short(value: Any) -> Any:
    return on_one_line(value, _LONGEST) if isinstance(value, str) else value
