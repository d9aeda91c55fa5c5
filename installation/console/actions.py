"""What can be asked of the piece from outside.

One table, for the page, OSC, MQTT and docs/control.md; each value is checked before it becomes a command.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from installation.common import strict_json
from installation.vocabulary import Motion, PaneName, Verb

LOUDEST_LUFS = -14.0
QUIETEST_LUFS = -60.0
LONGEST_NOISE_S = 120.0
NOISE_DBA = (30.0, 110.0)  # lowest and highest reading that is believed
LIMIT_DBA = (40.0, 85.0)
ALL_PANES = "all"
NEXT_PANE = "next"
PANES = (*PaneName, ALL_PANES, NEXT_PANE)  # as the display knows them
MOTIONS = tuple(Motion)
ROTATIONS = ("0", "90", "180", "270")
_MOST_ZONES = 16
# float() takes more for numbers than other machines do: 1_0, or digits of other scripts
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LONGEST_VALUE = 1000


class BadRequest(ValueError):
    """An action that there is not, or a value that it cannot take; the text says what would do."""


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, now."""

    packs: tuple[str, ...]
    languages: tuple[str, ...]
    rooms: tuple[str, ...]
    steerings: tuple[str, ...]


Checked = tuple[Verb, str]  # verb and value of a command
Check = Callable[[str, Choices], Checked]  # raises `BadRequest`


@dataclass(frozen=True)
class Action:
    """One row of ACTIONS."""

    takes: str  # the value, for docs/control.md; empty when it takes none
    sentence: str
    check: Check
    is_remote: bool = True  # OSC and MQTT may ask for it; what sets up the room needs eyes on it


def _number(value: str, low: float, high: float, unit: str) -> float:
    """Clamped: what a fader sends beyond its end is its end."""
    number = float(value) if _DECIMAL.fullmatch(value.strip(" ")) else math.nan
    if not math.isfinite(number):
        raise BadRequest(f"{value[:40]!r} is no number of {unit}")
    return round(min(high, max(low, number)), 1)


def _one_of(name: str, choices: tuple[str, ...], value: str) -> str:
    if value not in choices:
        raise BadRequest(f"there is no {name} {value[:40]!r}; available: {', '.join(choices)}")
    return value


def _set(section: str, key: str, value: Any) -> Checked:
    """A key of kiosk.toml."""
    return Verb.SET, json.dumps({section: {key: value}})


def _plain(verb: Verb) -> Check:
    """An action that takes no value."""

    def check(value: str, choices: Choices) -> Checked:
        return verb, ""

    return check


def _level(key: str, limits: tuple[float, float]) -> Check:
    """A key of [sound] in dB(A)."""

    def check(value: str, choices: Choices) -> Checked:
        return _set("sound", key, _number(value, *limits, "dB(A)"))

    return check


def _restart(value: str, choices: Choices) -> Checked:
    return Verb.RESTART, _one_of("room", choices.rooms, value)


def _pack(value: str, choices: Choices) -> Checked:
    return _set("generator", "pack", _one_of("pack", choices.packs, value))


def _steering(value: str, choices: Choices) -> Checked:
    return _set("journey", "steering", _one_of("way of steering", choices.steerings, value))


def _languages(value: str, choices: Choices) -> Checked:
    wanted = [part.strip() for part in value.split(",")]
    if len(set(wanted)) != len(wanted):
        raise BadRequest("each language once")
    languages = [_one_of("language", choices.languages, language) for language in wanted]
    return _set("screen", "languages", languages)


def _look(value: str, choices: Choices) -> Checked:
    if not value:
        return Verb.LOOK, ""
    return Verb.LOOK, _one_of("pane", PANES, value)


def _volume(value: str, choices: Choices) -> Checked:
    return Verb.VOLUME, str(_number(value, QUIETEST_LUFS, LOUDEST_LUFS, "LUFS"))


def _motion(value: str, choices: Choices) -> Checked:
    return Verb.MOTION, _one_of("motion", MOTIONS, value)


def _noise(value: str, choices: Choices) -> Checked:
    return Verb.NOISE, str(_number(value, 0.0, LONGEST_NOISE_S, "seconds"))


def _mirror(value: str, choices: Choices) -> Checked:
    wanted = _one_of("mirroring", ("true", "false"), value)
    return _set("camera", "mirror", wanted == "true")


def _rotate(value: str, choices: Choices) -> Checked:
    return _set("camera", "rotate", int(_one_of("rotation", ROTATIONS, value)))


def _zones(value: str, choices: Choices) -> Checked:
    """A list of [x, y, width, height], 0..1 of the view, as JSON."""
    try:
        zones = [[_share(side) for side in zone] for zone in strict_json.parsed(value)]
    except (ValueError, TypeError) as error:
        raise BadRequest("zones are a list of [x, y, width, height], each 0 to 1") from error
    if len(zones) > _MOST_ZONES or any(len(zone) != 4 for zone in zones):
        raise BadRequest(f"{_MOST_ZONES} zones at most, each [x, y, width, height]")
    return _set("camera", "ignore", zones)


def _share(side: Any) -> float:
    return round(min(1.0, max(0.0, float(side))), 3)


ACTIONS = {
    "look": Action(
        takes=f"nothing, or {', '.join(PANES)}",
        sentence="Opens the picture to look inside, at a pane if one is named.",
        check=_look,
    ),
    "back": Action(
        takes="",
        sentence="Closes the picture again.",
        check=_plain(Verb.BACK),
    ),
    "sleep": Action(
        takes="",
        sentence="Puts the house to sleep until its hours change next.",
        check=_plain(Verb.SLEEP),
    ),
    "wake": Action(
        takes="",
        sentence="Wakes the house until its hours change next.",
        check=_plain(Verb.WAKE),
    ),
    "restart": Action(
        takes="a room",
        sentence="Restarts the room.",
        check=_restart,
    ),
    "pack": Action(
        takes="a pack",
        sentence="Shows another model.",
        check=_pack,
    ),
    "languages": Action(
        takes="de,en",
        sentence="Sets the languages of the texts on the screen, and their order.",
        check=_languages,
    ),
    "volume": Action(
        takes="-60 to -14 (LUFS)",
        sentence="Sets the loudness the sound is held at; it never exceeds its limit in dB(A).",
        check=_volume,
    ),
    "motion": Action(
        takes=", ".join(MOTIONS),
        sentence="Everything changes as usual, or slower and more softly.",
        check=_motion,
    ),
    "steering": Action(
        takes="a way of steering",
        sentence="Sets how visitors steer.",
        check=_steering,
    ),
    "zones": Action(
        takes="[[x, y, width, height], ...]",
        sentence="Zones of the camera's view in which nobody is looked for.",
        check=_zones,
        is_remote=False,
    ),
    "mirror": Action(
        takes="true, false",
        sentence="Swaps left and right of the camera's view.",
        check=_mirror,
        is_remote=False,
    ),
    "rotate": Action(
        takes=", ".join(ROTATIONS),
        sentence="Rotates the camera's view.",
        check=_rotate,
        is_remote=False,
    ),
    "noise": Action(
        takes="seconds",
        sentence="Plays noise to measure the loudness with; 0 stops it.",
        check=_noise,
        is_remote=False,
    ),
    "noise_dba": Action(
        takes="30 to 110 (dB(A))",
        sentence="The sound level that the noise was measured at.",
        check=_level("noise_dba", NOISE_DBA),
        is_remote=False,
    ),
    "limit_dba": Action(
        takes="40 to 85 (dB(A))",
        sentence="The highest mean level of the piece.",
        check=_level("limit_dba", LIMIT_DBA),
        is_remote=False,
    ),
}
REMOTE_ACTIONS = {name: action for name, action in ACTIONS.items() if action.is_remote}


def command(
    name: str,
    value: str,
    choices: Choices,
    actions: Mapping[str, Action] = ACTIONS,
) -> Checked:
    """Verb and value of the command that an action becomes. Raises `BadRequest`."""
    if name not in actions:
        raise BadRequest(f"there is no action {name[:40]!r}; available: {', '.join(actions)}")
    if len(value) > _LONGEST_VALUE:
        raise BadRequest("the value is too long")
    return actions[name].check(value, choices)
