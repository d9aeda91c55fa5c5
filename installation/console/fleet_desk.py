"""All houses on the page of one: the watch at the broker is opened when somebody looks, and closed when nobody does."""

from typing import Any

from installation.common import clock, strict_json
from installation.config.settings import Settings
from installation.console import file_preparation
from installation.console.actions import REMOTE_ACTIONS, BadRequest
from installation.console.broker.fleet_watch import FleetWatch
from installation.console.broker.staged_change import JUDGE_S
from installation.console.file_preparation import FilePreparation

LOOKED_S = 60.0  # nobody has asked for so long: nobody looks
NO_BROKER = "no broker is named: [mqtt] broker"
_SEND = "send"


class FleetDesk:
    """What the page asks, and the room turns."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._watch: FleetWatch | None = None
        self._asked_ns = 0
        self._opened_ns = 0  # the watch: revisions of an earlier one mean nothing
        self._preparation: FilePreparation | None = None  # of what is to be sent
        self._send_to: list[str] = []  # ids of houses, none for all
        self._fault = ""  # why nothing was sent

    def turn(self, now_ns: int) -> None:
        """In each turn of the room."""
        watch = self._watch
        if watch is None:
            return
        watch.turn(now_ns)
        if self._preparation is not None and self._preparation.is_over:
            self._send(watch, self._preparation)
        if clock.seconds(now_ns - self._asked_ns) > LOOKED_S and not self._is_busy(watch):
            self.close()

    def close(self) -> None:
        """Ends the watch."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def as_json(self, since: str = "") -> dict[str, Any]:
        """All houses, what this one can send, and the change that is under way.

        `since`: the stamp of an earlier answer; then only houses that have changed. `ids` are those of all.
        """
        watch = self._opened()
        if watch is None:
            return {"message": NO_BROKER, "houses": [], "ids": [], "files": [], "change": None}
        opened, _, revision = since.partition("-")
        is_known = opened == str(self._opened_ns) and revision.isdecimal()
        return {
            "message": watch.message,
            "stamp": f"{self._opened_ns}-{watch.view.revision}",
            "houses": watch.view.rows(int(revision[:12]) if is_known else 0),
            "ids": list(watch.view.houses),
            "files": list(file_preparation.choices(self._settings)),
            "change": watch.change.as_json() if watch.change is not None else None,
            "fault": self._fault,
            "is_busy": self._is_busy(watch),
        }

    def picture(self, house_id: str) -> bytes:
        """The newest of a house, as a JPEG; empty where there is none."""
        watch = self._opened()
        house = watch.view.houses.get(house_id) if watch is not None else None
        return house.picture if house is not None else b""

    def ask(self, body: bytes) -> None:
        """A change: JSON with action, value and the ids of houses, none for all.

        Raises `BadRequest`, and ValueError, KeyError, TypeError and AttributeError for what is no request.
        """
        asked = strict_json.parsed(body)
        action = str(asked["action"])
        value = str(asked.get("value", ""))[:300]
        names = [str(name) for name in asked.get("houses", [])]
        if action not in (_SEND, *REMOTE_ACTIONS):
            raise BadRequest(f"there is no action {action[:40]!r} for other houses")
        watch = self._opened()
        if watch is None:
            raise BadRequest(NO_BROKER)
        if self._is_busy(watch):
            raise BadRequest("another change is under way")
        self._fault = ""
        try:
            watch.view.chosen(names)
            if action == _SEND:
                self._prepare(value, names)
            else:
                watch.begin(names, action, value, JUDGE_S)
        except KeyError as error:
            raise BadRequest(f"there is no house {error.args[0][:40]!r}") from error

    def _prepare(self, value: str, names: list[str]) -> None:
        found = file_preparation.choices(self._settings)
        if value not in found:
            raise BadRequest(f"there is no {value[:60]!r} here that could be sent")
        self._send_to = names
        self._preparation = FilePreparation(found[value], self._settings)

    def _send(self, watch: FleetWatch, preparation: FilePreparation) -> None:
        self._preparation = None
        self._fault = preparation.fault
        try:
            if preparation.serving is not None:
                watch.send(self._send_to, preparation.serving, JUDGE_S)
        except KeyError as error:  # it left meanwhile
            self._fault = f"there is no house {error.args[0][:40]!r}"

    def _is_busy(self, watch: FleetWatch) -> bool:
        is_changing = watch.change is not None and not watch.change.is_over
        return is_changing or self._preparation is not None

    def _opened(self) -> FleetWatch | None:
        self._asked_ns = clock.now_ns()
        mqtt = self._settings.mqtt
        if self._watch is None and mqtt.broker:
            name = self._settings.console.name or "the page of a house"
            self._watch = FleetWatch(mqtt, self._settings.state, with_pictures=True, name=name)
            self._watch.open()
            self._opened_ns = self._asked_ns
        return self._watch
