"""What of kiosk.toml can be set on the page: its fields, as the schema describes them, and what is wrong with a value."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from installation.common.opening_hours import WEEKDAYS
from installation.config.errors import choices_of, errors_of
from installation.config.readers import Place, restarts
from installation.config.schema import AlertsConfig, KioskConfig

# The rest is the technician's at the machine: what opens the page to a network, or starts other rooms' deep settings.
PAGE_KEYS: dict[str, tuple[str, ...]] = {
    "camera": ("source",),
    "screen": (
        "monitor",
        "rotate",
        "mirror",
        "diagonal_m",
        "viewing_distance_m",
        "languages",
        "language_order",
    ),
    "sound": ("device", "quiet_hours"),
    "hours": ("timezone", *WEEKDAYS, "holiday", "holidays", "exceptions", "screen_off"),
    "osc": (
        "listen_port",
        "listen_address",
        "senders",
        "send_address",
        "send_port",
        "rate_hz",
    ),
    "mqtt": ("broker", "port", "tls", "username", "topic", "commands", "every_s"),
    "exhibitera": ("hub", "commands"),
    "console": ("name",),
    "alerts": tuple(AlertsConfig.model_fields),
}
PAGE_PLACES: frozenset[Place] = frozenset(
    (section, key) for section, keys in PAGE_KEYS.items() for key in keys
)

# They may hold a password or a key: the log names them without what was chosen.
PRIVATE_PLACES: frozenset[Place] = frozenset(
    (
        ("camera", "source"),
        ("mqtt", "username"),
        ("alerts", "mail_username"),
        ("alerts", "webhook"),
    )
)

Changes = dict[str, dict[str, Any]]  # section -> key -> value


@dataclass(frozen=True)
class FormField:
    """One key, as the page draws it."""

    section: str
    key: str
    kind: str  # "bool", "int", "float", "str", "choice" or "list"
    low: float | None
    high: float | None
    choices: tuple[Any, ...]
    default: Any
    restarts: list[str]  # rooms that begin anew


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a value: in words, and as kind and limit, from which the page makes words of its language."""

    sentence: str
    kind: str
    limit: Any  # None where the kind has none


def fields() -> list[FormField]:
    """All that can be set, in order."""
    return [_field(section, key) for section, keys in PAGE_KEYS.items() for key in keys]


def values(config: KioskConfig) -> Changes:
    """What holds now, of what can be set."""
    sections = config.model_dump(mode="json", include=set(PAGE_KEYS))
    return {name: {key: sections[name][key] for key in keys} for name, keys in PAGE_KEYS.items()}


def followed(config: KioskConfig) -> Changes:
    """What holds now, for the console: what can be set, and all of the sections whose connections it keeps.

    What the page does not set of those is the technician's in kiosk.toml, and holds beside what it sets.
    """
    return values(config) | config.model_dump(mode="json", include={"osc", "mqtt"})


def in_words(changes: Changes) -> str:
    """For the log."""
    parts = []
    for section, keys in changes.items():
        for key, value in keys.items():
            is_private = (section, key) in PRIVATE_PLACES
            shown = "..." if is_private else json.dumps(value, ensure_ascii=False)
            parts.append(f"{section}.{key} = {shown}")
    return ", ".join(parts)


def mistakes(changes: Changes) -> dict[str, Mistake]:
    """ "section.key" -> what is wrong with it; the rules are those of the file."""
    found: dict[str, Mistake] = {}
    for section, keys in changes.items():
        for key in keys:
            if (section, key) not in PAGE_PLACES:
                found[f"{section}.{key}"] = Mistake("cannot be set here", "unknown", None)
    known = {name: keys for name, keys in changes.items() if name in PAGE_KEYS}
    told = {each.key: each.problem for each in errors_of(KioskConfig, known, "page")}
    for place, kind, limit in _validation_errors(known):
        name = ".".join(place[:2])
        found.setdefault(name, Mistake(told.get(".".join(place), kind), kind, limit))
    return found


def _validation_errors(changes: Changes) -> list[tuple[list[str], str, Any]]:
    """Place, kind and limit of each mistake."""
    try:
        KioskConfig.model_validate(changes)
    except ValidationError as error:
        return [
            ([str(part) for part in each["loc"]], each["type"], _limit(each))
            for each in error.errors()
        ]
    return []


def _limit(error: Mapping[str, Any]) -> Any:
    """The number or the words that pydantic names."""
    context = {name: value for name, value in error.get("ctx", {}).items() if name != "error"}
    return next(iter(context.values()), None)


def _field(section: str, key: str) -> FormField:
    model: Any = KioskConfig.model_fields[section].annotation
    field: FieldInfo = model.model_fields[key]
    return FormField(
        section=section,
        key=key,
        kind=_kind(field.annotation),
        low=_bound(field, "ge"),
        high=_bound(field, "le"),
        choices=choices_of(field.annotation),
        default=getattr(model(), key),
        restarts=restarts(section, key),
    )


def _bound(field: FieldInfo, name: str) -> float | None:
    return next((getattr(each, name) for each in field.metadata if hasattr(each, name)), None)


def _kind(annotation: Any) -> str:
    if choices_of(annotation):
        return "choice"
    if get_origin(annotation) is UnionType:
        annotation = get_args(annotation)[0]
    plain = get_origin(annotation) or annotation
    return str(plain.__name__)
