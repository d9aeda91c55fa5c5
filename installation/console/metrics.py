"""The numbers for Prometheus, in its text format 0.0.4."""

from installation.console.snapshot import Board

# name, kind, sentence, and what it is: a function of the board that gives [(labels, value), ...]
_UP = {"OK": 2, "DEGRADED": 1}


def _rooms(board: Board, key) -> list[tuple[dict, float]]:
    return [({"room": name}, key(name, room)) for name, room in board.rooms.items()]


def _weights(board: Board, key: str) -> list[tuple[dict, float]]:
    return [({"room": name}, weight[key]) for name, weight in board.report.get("rooms", {}).items()]


def _one(value) -> list[tuple[dict, float]]:
    return [] if value is None else [({}, value)]


def _recent(board: Board, place: int) -> list[tuple[dict, float]]:
    return [
        ({"of": name.removesuffix("_ms")}, values[place]) for name, values in board.recent.items()
    ]


_TABLE = (
    ("room_state", "gauge", "2 OK, 1 DEGRADED, 0 DOWN", lambda b: _rooms(b, lambda _, room: _UP.get(room["state"], 0))),
    ("room_restarts_total", "counter", "Times a room was replaced", lambda b: _rooms(b, lambda _, room: room["restarts"])),
    ("room_memory_bytes", "gauge", "Greatest memory of a room", lambda b: [(n, v * 2**20) for n, v in _weights(b, "rss_mb")]),
    ("room_cpu_ratio", "gauge", "Processor of a room since the start", lambda b: [(n, v / 100) for n, v in _weights(b, "cpu_percent")]),
    ("open", "gauge", "1 while the house is open", lambda b: _one(int(b.house.get("state") == "open"))),
    ("running_seconds", "gauge", "Since the start", lambda b: _one(b.report.get("seconds"))),
    ("rate_hertz", "gauge", "How often it happened a second, lately", lambda b: _recent(b, 0)),
    ("took_seconds", "gauge", "Median of how long it took, lately", lambda b: [(n, v / 1000) for n, v in _recent(b, 1)]),
    ("visitors_total", "counter", "Visitors seen since the start", lambda b: _one(b.report.get("visitors"))),
    ("people", "gauge", "Visitors in view", lambda b: _one(b.presence.get("count"))),
    ("sound_dropouts_total", "counter", "Times the sound ran dry", lambda b: _one(b.report.get("sound", {}).get("xruns"))),
    ("sound_peak_ratio", "gauge", "Peak of the last block, of full scale", lambda b: _one(b.level.get("peak"))),
    ("flash_limited_tiles_total", "counter", "Tiles of the screen held back", lambda b: _one(b.fact("display", "limited_tiles"))),
)  # fmt: skip


def text(board: Board) -> str:
    """What is known now; what is not known is left out."""
    lines = []
    for name, kind, sentence, values in _TABLE:
        if found := values(board):
            lines += [f"# HELP latenzraum_{name} {sentence}.", f"# TYPE latenzraum_{name} {kind}"]
            lines += [f"latenzraum_{name}{_labels(labels)} {value}" for labels, value in found]
    return "\n".join([*lines, ""])


def _labels(labels: dict) -> str:
    return (
        "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}"
        if labels
        else ""
    )
