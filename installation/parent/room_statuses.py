"""How each room fares, as page, `kiosk status` and report are told."""

from collections.abc import Mapping
from typing import Any

from installation.cast import STANDBY
from installation.parent.managed_process import ManagedProcess
from installation.parent.rate_watch import RateWatch
from installation.parent.run_report import RunReport
from installation.vocabulary import RoomState

_STARTING = "is being started"


def room_statuses(
    processes: Mapping[str, ManagedProcess],
    rate_watch: RateWatch,
    run_report: RunReport,
    pack_trouble: str,
) -> dict[str, Any]:
    """Room -> its row in `messages.Status`; `pack_trouble` ("": none) is the standby room's."""
    rooms = {}
    for name, managed in processes.items():
        state, message = _state_and_message(managed, rate_watch.message(managed.name))
        known = {} if managed.is_resting else run_report.encoded(managed.name)
        rooms[name] = _row(state, message, known) | {
            "restarts": max(0, managed.restarts),
            "crashes": managed.crashes,
        }
    if pack_trouble:
        rooms[STANDBY.name] = _row(RoomState.DEGRADED, pack_trouble, {})
    return rooms


def complaints(rooms: Mapping[str, Any]) -> list[str]:
    """What rooms say that do not fare well."""
    return [
        f"{name}: {room['message']}"
        for name, room in rooms.items()
        if room["state"] != RoomState.OK and room["message"] != _STARTING and name != STANDBY.name
    ]


def _state_and_message(managed: ManagedProcess, slow: str) -> tuple[RoomState, str]:
    """`slow`: what is to be said of its rate, "" where nothing is."""
    if managed.is_resting:
        return managed.state, "rests until the house opens"
    said = managed.beat.message if managed.beat is not None else ""
    message = "; ".join(filter(None, (said, slow)))
    if managed.state == RoomState.DOWN:
        return RoomState.DOWN, managed.obstacle or message or _STARTING
    if slow and managed.state == RoomState.OK:
        return RoomState.DEGRADED, message
    return managed.state, message


def _row(state: RoomState, message: str, known: dict[str, Any]) -> dict[str, Any]:
    return {"state": state, "message": message, "restarts": 0, "crashes": 0, "telemetry": known}
