"""What is told to other machines about the piece. One table, for OSC, MQTT and the documents."""

from collections.abc import Callable
from dataclasses import dataclass

from installation.console.snapshot import Board


@dataclass(frozen=True)
class Reading:
    """One row. `of(board)` is None while it is not known."""

    kind: type  # int, float or str
    sentence: str
    of: Callable[[Board], int | float | str | None]


def _rate(name: str) -> Callable[[Board], float | None]:
    return lambda board: board.recent.get(name, [None])[0]


def _worst(board: Board) -> str | None:
    states = {room["state"] for room in board.rooms.values()}
    return next((state for state in ("DOWN", "DEGRADED", "OK") if state in states), None)


READINGS = {
    "state": Reading(str, "OK, DEGRADED or DOWN: the worst of all rooms.", _worst),
    "house": Reading(str, "open, closing or asleep.", lambda board: board.house.get("state")),
    "visit": Reading(
        str,
        "What the visit is: wandering, following and so on.",
        lambda board: board.visit.get("state"),
    ),
    "inside": Reading(
        str,
        "The panes to look inside that are shown; empty while the picture is closed.",
        lambda board: board.fact("display", "inside"),
    ),
    "attention": Reading(
        float,
        "0 with nobody to 1 wholly with the visitors.",
        lambda board: board.visit.get("attention"),
    ),
    "people": Reading(int, "Visitors in view.", lambda board: board.presence.get("count")),
    "visitors": Reading(
        int, "Visitors since the start.", lambda board: board.presence.get("visitors")
    ),
    "pack": Reading(str, "The model that is shown.", lambda board: board.fact("generator", "pack")),
    "peak": Reading(
        float, "Peak of the sound, 0 to 1 of full scale.", lambda board: board.level.get("peak")
    ),
    "screen_hz": Reading(float, "Turns of the screen a second.", _rate("turn_ms")),
    "pictures_hz": Reading(float, "Pictures of the model a second.", _rate("picture_ms")),
}


def read(board: Board) -> dict[str, int | float | str]:
    """All that are known now, each of its kind."""
    values = {name: reading.of(board) for name, reading in READINGS.items()}
    return {name: READINGS[name].kind(value) for name, value in values.items() if value is not None}
