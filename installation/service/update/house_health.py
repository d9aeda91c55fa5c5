"""Whether a house does well, judged from outside by its status: of another version, so little is asked of its form."""

from typing import Any

from installation.vocabulary import HouseState, RoomState

_BEING_STARTED = "is being started"  # as the parent says of a room that has not spoken yet

Status = dict[str, Any]  # as `common.status_file` reads it


def trouble_in(status: Status | None) -> str:
    """What is wrong, in words; empty for a house that plays, or is asleep."""
    if status is None or status["is_stale"]:
        return "it says nothing"
    for name, room in status["rooms"].items():
        if room["state"] == RoomState.DOWN and not is_asleep(status):
            return f"{name}: {room['message'] or 'does not live'}"
    if is_asleep(status):
        return ""
    if "picture_ms" not in status["recent"]:
        return "generator: it makes no pictures"
    if "turn_ms" not in status["recent"]:
        return "display: the screen does not turn"
    return ""


def more_telling(before: str, now: str) -> str:
    """Of two troubles in turn the one to tell: that a room is being started says less than what ended it."""
    room, _, words = now.partition(": ")
    is_same_room = before.partition(": ")[0] == room
    return before if is_same_room and words == _BEING_STARTED else now


def is_asleep(status: Status) -> bool:
    """True outside its hours: nothing can be said of its pictures."""
    return bool(status["house"].get("state") == HouseState.ASLEEP)


def worse_than(status: Status, well_before: tuple[str, ...]) -> str:
    """Which room works with a stand-in that worked well before, and why; empty for none."""
    for name in well_before:
        room = status["rooms"].get(name, {})
        if room.get("state") == RoomState.DEGRADED:
            return f"{name}, which was well before: {room['message']}"
    return ""


def well_rooms(status: Status | None) -> tuple[str, ...]:
    """The rooms that need no stand-in."""
    if status is None:
        return ()
    rooms = status["rooms"].items()
    return tuple(name for name, room in rooms if room["state"] == RoomState.OK)


def people_in(status: Status | None) -> int:
    """Visitors in view; none where no house plays."""
    if status is None or status["is_stale"] or is_asleep(status):
        return 0
    seen = status["rooms"].get("vision", {}).get("telemetry", {})
    if seen.get("is_simulated"):  # a stand-in for the camera, no visitor
        return 0
    return int(seen.get("people") or 0)
