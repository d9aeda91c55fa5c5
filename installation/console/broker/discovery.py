"""Home Assistant finds the house by itself: one retained message at PREFIX/device/ID/config lists all its entities.

The form is that of MQTT device discovery, home-assistant.io/integrations/mqtt (device, origin, components; since
2024.11). Each reading of `readings.READINGS` and each action of `actions.REMOTE_ACTIONS` becomes one entity at least.
"""

from collections.abc import Callable, Iterable
from itertools import permutations
from typing import Any

from installation.console import HouseNews, Readings
from installation.console.actions import (
    ALL_PANES,
    LOUDEST_LUFS,
    QUIETEST_LUFS,
    REMOTE_ACTIONS,
    Choices,
)
from installation.console.readings import READINGS
from installation.vocabulary import Motion, RoomState

Entity = dict[str, Any]
_LONGEST_STATE = 255  # characters, of a sensor in Home Assistant
_DIAGNOSTIC = frozenset(
    ("troubles", "version", "update", "attention", "peak", "screen_hz", "pictures_hz")
)
_LATER_ON = "restart"  # as in "Restart display": a button for each room
_MOST_OPTIONS = 20


class Discovery:
    """The entities of one house."""

    def __init__(self, house_id: str, name: str, topic: str):
        self._id = f"latenzraum_{house_id}"
        self._name = name
        self._topic = topic

    def config_topic(self, prefix: str) -> str:
        """Where Home Assistant looks."""
        return f"{prefix}/device/{self._id}/config"

    def message(self, news: HouseNews, has_commands: bool, has_picture: bool) -> dict[str, Any]:
        """As Home Assistant wants it."""
        entities = self._sensors(news.readings)
        if has_commands:
            entities |= self._controls(news)
        if has_picture:
            entities["picture"] = {
                "platform": "image",
                "name": "Screen",
                "image_topic": f"{self._topic}/picture",
                "content_type": "image/jpeg",
            }
        version = str(news.readings.get("version", ""))
        return {
            "device": {
                "identifiers": [self._id],
                "name": self._name,
                "manufacturer": "Latenzraum",
                "model": "Latenzraum kiosk",
                "sw_version": version,
            },
            "origin": {"name": "Latenzraum", "sw_version": version},
            "availability_topic": f"{self._topic}/online",
            "payload_available": "1",
            "payload_not_available": "0",
            "components": {key: self._with_id(key, entity) for key, entity in entities.items()},
        }

    def _with_id(self, key: str, entity: Entity) -> Entity:
        return entity | {"unique_id": f"{self._id}_{key}"}

    def _sensors(self, readings: Readings) -> dict[str, Entity]:
        found = {name: self._sensor(name) for name in READINGS}
        found["problem"] = {
            "platform": "binary_sensor",
            "name": "Problem",
            "device_class": "problem",
            "state_topic": f"{self._topic}/state",
            "value_template": f"{{{{ 'OFF' if value == '{RoomState.OK}' else 'ON' }}}}",
        }
        found["occupancy"] = {
            "platform": "binary_sensor",
            "name": "Somebody is here",
            "device_class": "occupancy",
            "state_topic": f"{self._topic}/people",
            "value_template": "{{ 'ON' if value | int(0) > 0 else 'OFF' }}",
        }
        return found

    def _sensor(self, name: str) -> Entity:
        entity: Entity = {
            "platform": "sensor",
            "name": _title(name),
            "state_topic": f"{self._topic}/{name}",
        }
        if READINGS[name].kind is str:
            entity["value_template"] = f"{{{{ value[:{_LONGEST_STATE}] }}}}"
        else:
            entity["state_class"] = "total_increasing" if name == "visitors" else "measurement"
        if name.endswith("_hz"):
            entity |= {"device_class": "frequency", "unit_of_measurement": "Hz"}
        if name == "volume":
            entity["unit_of_measurement"] = "LUFS"
        if name in _DIAGNOSTIC:
            entity["entity_category"] = "diagnostic"
        return entity

    def _controls(self, news: HouseNews) -> dict[str, Entity]:
        found: dict[str, Entity] = {}
        for action in REMOTE_ACTIONS:
            if action == _LATER_ON:
                for room in news.choices.rooms:
                    found[f"do_restart_{room}"] = self._button(action, f"Restart {room}", room)
            elif (make := _MAKERS.get(action)) is not None:
                found[f"do_{action}"] = make(self, action, news)
            else:
                found[f"do_{action}"] = self._button(action, _title(action), "")
        return found

    def _button(self, action: str, name: str, value: str) -> Entity:
        entity = self._control("button", action, name) | {"payload_press": value}
        if action == _LATER_ON:
            entity["entity_category"] = "config"
        return entity

    def _look(self, action: str, news: HouseNews) -> Entity:
        return self._button(action, "Look inside", ALL_PANES)

    def _volume(self, action: str, news: HouseNews) -> Entity:
        return self._control("number", action, "Set volume") | {
            "state_topic": f"{self._topic}/{action}",
            "min": QUIETEST_LUFS,
            "max": LOUDEST_LUFS,
            "step": 0.5,
            "unit_of_measurement": "LUFS",
        }

    def _motion(self, action: str, news: HouseNews) -> Entity:
        return self._control("switch", action, "Reduced motion") | {
            "state_topic": f"{self._topic}/{action}",
            "payload_on": Motion.REDUCED,
            "payload_off": Motion.FULL,
            "state_on": Motion.REDUCED,
            "state_off": Motion.FULL,
        }

    def _select(self, action: str, news: HouseNews) -> Entity:
        """What is chosen now is always among the options: Home Assistant would call it an error."""
        options = list(_OPTIONS[action](news.choices))[:_MOST_OPTIONS]
        now = str(news.readings.get(action, ""))
        if now and now not in options:
            options.append(now)
        return self._control("select", action, f"Choose {action}") | {
            "state_topic": f"{self._topic}/{action}",
            "options": options,
        }

    def _control(self, platform: str, action: str, name: str) -> Entity:
        return {"platform": platform, "name": name, "command_topic": f"{self._topic}/do/{action}"}


def _title(name: str) -> str:
    return name.removesuffix("_hz").replace("_", " ").capitalize()


def _language_orders(choices: Choices) -> Iterable[str]:
    """One language, or two in either order."""
    pairs = [",".join(pair) for pair in permutations(choices.languages, 2)]
    return [*choices.languages, *pairs]


_OPTIONS: dict[str, Callable[[Choices], Iterable[str]]] = {
    "pack": lambda choices: choices.packs,
    "steering": lambda choices: choices.steerings,
    "languages": _language_orders,
}
# What is no button without a value.
_MAKERS: dict[str, Callable[[Discovery, str, HouseNews], Entity]] = {
    "look": Discovery._look,
    "volume": Discovery._volume,
    "motion": Discovery._motion,
    **dict.fromkeys(_OPTIONS, Discovery._select),
}
