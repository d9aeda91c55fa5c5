"""What can be asked of the piece from outside. One table, for the page, OSC and MQTT; each value is checked before it goes on."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass


class Unusable(ValueError):
    """A value that an action cannot take; its text says what would do."""


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, now."""

    packs: tuple[str, ...]
    languages: tuple[str, ...]
    rooms: tuple[str, ...]
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """One row: what it takes and what becomes of it."""

    takes: str  # of the value, for the table in the documents; empty when it takes none
    sentence: str
    becomes: Callable[
        [str, Choices], tuple[str, str]
    ]  # (value, choices) -> verb and value of the command
    by_wire: bool = True  # OSC and MQTT may ask for it, too; what sets the room up is for somebody who looks at it


LOUDEST_LUFS, QUIETEST_LUFS = -14.0, -60.0
PANES = (
    "kept",
    "where",
    "growth",
    "beliefs",
    "learned",
    "all",
    "next",
)  # as the display knows them
MOTION = ("full", "reduced")
LONGEST_NOISE_S = 120.0
_MOST_ZONES = 16
_LONGEST_VALUE = 1000


def _plain(verb: str) -> Callable:
    return lambda value, choices: (verb, "")


def _number(value: str, low: float, high: float, unit: str) -> float:
    """Clamped: what a fader sends beyond its end is its end."""
    try:
        number = float(value)
    except ValueError as error:
        raise Unusable(f"{value[:40]!r} is no number of {unit}") from error
    if math.isnan(number):
        raise Unusable(f"nan is no number of {unit}")
    return round(min(high, max(low, number)), 1)


def _one_of(name: str, there: tuple[str, ...], value: str) -> str:
    if value not in there:
        raise Unusable(f"there is no {name} {value[:40]!r}; there are: {', '.join(there)}")
    return value


def _set(section: str, key: str, value) -> tuple[str, str]:
    return "set", json.dumps([section, key, value])


def _restart(value: str, choices: Choices) -> tuple[str, str]:
    return "restart", _one_of("room", choices.rooms, value)


def _pack(value: str, choices: Choices) -> tuple[str, str]:
    return _set("generator", "pack", _one_of("pack", choices.packs, value))


def _steering(value: str, choices: Choices) -> tuple[str, str]:
    return _set("journey", "steering", _one_of("way of steering", choices.ways, value))


def _languages(value: str, choices: Choices) -> tuple[str, str]:
    wanted = [part.strip() for part in value.split(",")]
    if len(set(wanted)) != len(wanted):
        raise Unusable("each language once")
    return _set(
        "screen", "languages", [_one_of("language", choices.languages, each) for each in wanted]
    )


def _look(value: str, choices: Choices) -> tuple[str, str]:
    return "look", _one_of("pane", PANES, value) if value else ""


def _volume(value: str, choices: Choices) -> tuple[str, str]:
    return "volume", str(_number(value, QUIETEST_LUFS, LOUDEST_LUFS, "LUFS"))


def _motion(value: str, choices: Choices) -> tuple[str, str]:
    return "motion", _one_of("motion", MOTION, value)


def _noise(value: str, choices: Choices) -> tuple[str, str]:
    return "noise", str(_number(value, 0.0, LONGEST_NOISE_S, "seconds"))


def _level(key: str, low: float, high: float) -> Callable:
    return lambda value, choices: _set("sound", key, _number(value, low, high, "dB(A)"))


def _mirror(value: str, choices: Choices) -> tuple[str, str]:
    return _set("camera", "mirror", _one_of("mirroring", ("true", "false"), value) == "true")


def _rotate(value: str, choices: Choices) -> tuple[str, str]:
    return _set("camera", "rotate", int(_one_of("rotation", ("0", "90", "180", "270"), value)))


def _zones(value: str, choices: Choices) -> tuple[str, str]:
    """A list of [x, y, width, height], 0..1 of the view, as JSON."""
    try:
        zones = [
            [round(min(1.0, max(0.0, float(side))), 3) for side in zone]
            for zone in json.loads(value)
        ]
    except (ValueError, TypeError, RecursionError) as error:
        raise Unusable("zones are a list of [x, y, width, height], each 0 to 1") from error
    if len(zones) > _MOST_ZONES or any(len(zone) != 4 for zone in zones):
        raise Unusable(f"{_MOST_ZONES} zones at most, each [x, y, width, height]")
    return _set("camera", "ignore", zones)


ACTIONS = {
    "look": Action(
        f"nothing, or {', '.join(PANES)}",
        "The picture opens: look inside; a pane is chosen.",
        _look,
    ),
    "back": Action("", "Looking inside ends.", _plain("back")),
    "sleep": Action("", "The house sleeps until its hours change next.", _plain("sleep")),
    "wake": Action("", "The house wakes until its hours change next.", _plain("wake")),
    "restart": Action("a room", "The room begins anew.", _restart),
    "pack": Action("a pack", "Another model is shown.", _pack),
    "languages": Action(
        "de,en", "Languages of the texts on the screen, in their order.", _languages
    ),
    "volume": Action(
        "-60 to -14 (LUFS)",
        "Loudness the sound is held at; never louder than its limit in dB(A).",
        _volume,
    ),
    "motion": Action(
        ", ".join(MOTION), "Everything changes as usual, or slower and more softly.", _motion
    ),
    "steering": Action("a way", "How visitors steer.", _steering),
    "zones": Action(
        "[[x, y, width, height], ...]",
        "Zones of the camera's view nobody is looked for in.",
        _zones,
        False,
    ),
    "mirror": Action("true, false", "Left and right of the camera's view swapped.", _mirror, False),
    "rotate": Action("0, 90, 180, 270", "The camera's view is turned.", _rotate, False),
    "noise": Action("seconds", "Noise to measure the loudness with; 0 ends it.", _noise, False),
    "noise_dba": Action(
        "30 to 110 (dB(A))", "What the noise measured.", _level("noise_dba", 30, 110), False
    ),
    "limit_dba": Action(
        "40 to 85 (dB(A))",
        "The loudest the piece is in the mean.",
        _level("limit_dba", 40, 85),
        False,
    ),
}
BY_WIRE = {name: action for name, action in ACTIONS.items() if action.by_wire}


def command(
    name: str, value: str, choices: Choices, there: dict[str, Action] = ACTIONS
) -> tuple[str, str]:
    """Verb and value of the command that an action becomes. Raises `Unusable`."""
    if name not in there:
        raise Unusable(f"there is no action {name[:40]!r}; there are: {', '.join(there)}")
    if len(value) > _LONGEST_VALUE:
        raise Unusable("the value is too long")
    return there[name].becomes(value, choices)
