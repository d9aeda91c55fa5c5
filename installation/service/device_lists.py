"""``kiosk devices``: the cameras, monitors and loudspeakers of this machine, for people and for the page."""

import json
import os
from collections.abc import Callable

from installation.faults import Fault

Device = tuple[str, str]  # as kiosk.toml may name it, and what it is, in words


def in_words() -> str:
    """Lines for a terminal; where one kind cannot be looked for, it says why."""
    lines = []
    for heading, look in (
        ("cameras ([camera] source):", _cameras),
        ("monitors ([screen] monitor: auto, a number, or a part of a name):", _monitors),
        ("loudspeakers ([sound] device):", _loudspeakers),
    ):
        lines.append(heading)
        try:
            lines += [f"  {words}" for _, words in look()] or ["  none"]
        except Fault as fault:
            lines.append(f"  none: {fault}")
    return "\n".join(lines)


def as_json() -> str:
    """Kind -> [{value, label}, ...]."""
    kinds = {"cameras": _cameras, "monitors": _monitors, "loudspeakers": _loudspeakers}
    return json.dumps({kind: _found(look) for kind, look in kinds.items()}, ensure_ascii=False)


def _found(look: Callable[[], list[Device]]) -> list[dict[str, str]]:
    try:
        return [{"value": value, "label": " ".join(words.split())} for value, words in look()]
    except Fault:  # no screen, no sound: nothing can be chosen
        return []


def _cameras() -> list[Device]:
    from installation.vision.camera_names import found

    return [(camera.name, camera.words) for camera in found()]


def _monitors() -> list[Device]:
    """By their names, where these are different."""
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"  # must be told before it is loaded
    from installation.display.outputs.window import monitors

    there = monitors()
    names = [each.name for each in there]
    return [
        (each.name if names.count(each.name) == 1 else str(each.number), str(each))
        for each in there
    ]


def _loudspeakers() -> list[Device]:
    from installation.sound.loudspeaker_test import loudspeakers

    return loudspeakers()
