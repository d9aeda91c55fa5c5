"""All houses on the page of one: the watch at the broker is opened when somebody looks, and closed when nobody does."""

import json
from typing import Any

from installation.common import clock
from installation.config.settings import Settings
from installation.console.actions import REMOTE_ACTIONS, BadRequest
from installation.console.broker.fleet_change import JUDGE_S
from installation.console.broker.fleet_watch import FleetWatch

LOOKED_S = 60.0  # nobody has asked for so long: nobody looks
NO_BROKER = "no broker is named: [mqtt] broker"


class FleetDesk:
    """What the page asks, and the room turns."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._watch: FleetWatch | None = None
        self._asked_ns = 0

    def turn(self, now_ns: int) -> None:
        """In each turn of the room."""
        if self._watch is None:
            return
        self._watch.turn(now_ns)
        is_busy = self._watch.change is not None and not self._watch.change.is_over
        if clock.seconds(now_ns - self._asked_ns) > LOOKED_S and not is_busy:
            self.close()

    def close(self) -> None:
        """Ends the watch."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def as_json(self) -> dict[str, Any]:
        """All houses, and the change that is under way."""
        watch = self._opened()
        if watch is None:
            return {"message": NO_BROKER, "houses": [], "change": None}
        change = watch.change.as_json() if watch.change is not None else None
        return {"message": watch.message, "houses": watch.view.rows(), "change": change}

    def picture(self, house_id: str) -> bytes:
        """The newest of a house, as a JPEG; empty where there is none."""
        watch = self._opened()
        house = watch.view.houses.get(house_id) if watch is not None else None
        return house.picture if house is not None else b""

    def ask(self, body: bytes) -> None:
        """A change: JSON with action, value and the ids of houses, none for all.

        Raises `BadRequest`, and ValueError, KeyError, TypeError and AttributeError for what is no request.
        """
        asked = json.loads(body)
        action = str(asked["action"])
        names = [str(name) for name in asked.get("houses", [])]
        if action not in REMOTE_ACTIONS:
            raise BadRequest(f"there is no action {action[:40]!r} for other houses")
        watch = self._opened()
        if watch is None:
            raise BadRequest(NO_BROKER)
        if watch.change is not None and not watch.change.is_over:
            raise BadRequest("another change is under way")
        try:
            watch.begin(names, action, str(asked.get("value", ""))[:300], JUDGE_S)
        except KeyError as error:
            raise BadRequest(f"there is no house {error.args[0][:40]!r}") from error

    def _opened(self) -> FleetWatch | None:
        self._asked_ns = clock.now_ns()
        mqtt = self._settings.mqtt
        if self._watch is None and mqtt.broker:
            self._watch = FleetWatch(mqtt, self._settings.state, with_pictures=True)
            self._watch.open()
        return self._watch
