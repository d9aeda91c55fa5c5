"""What was measured, as a table for a terminal."""

from collections.abc import Callable
from typing import Any

from installation.bench.bench_case import CaseResult
from installation.cast import ROOMS
from installation.vocabulary import RoomName

Report = dict[str, Any]
LABEL = 38  # signs, as the next
COLUMN = 18
NOTHING = "-"
HEAD = ("", "closed", "looked into")


def of_case(case: CaseResult) -> str:
    """Some lines: the house closed and looked into, the bare graph and the plain loop."""
    lines = [f"{case.pack} {case.width}x{case.height} ({case.surroundings.in_words()})"]
    runs = ", ".join(f"{run['pictures_hz']:.0f}" for run in case.bare)
    lines.append(_row("bare graph, pictures a second", f"{case.bare_hz:.1f}", f"({runs})"))
    if case.bare_at_once > 1:
        several = ", ".join(f"{run['at_once_hz']:.0f}" for run in case.bare)
        label = f"  {case.bare_at_once} at a time, as the house"
        lines.append(_row(label, f"{case.bare_at_once_hz:.1f}", f"({several})"))
    lines.append(_row("bare graph, processor ms a picture", f"{case.bare_cpu_ms:.1f}"))
    delay = _pair(case.plain["frame_to_picture_ms"], "p50", "p99")
    lines.append(_row("plain loop, pictures a second", f"{case.plain['pictures_hz']:.1f}"))
    lines.append(_row("plain loop, frame to picture, ms", delay))
    lines.append(_row("plain loop, processor ms a picture", f"{case.plain['cpu_ms']:.1f}"))
    lines.append(_row(*HEAD))
    for label, value in _rows(case.bare_hz):
        lines.append(_row(label, value(case.closed), value(case.opened)))
    return "\n".join(lines)


def _rows(bare_hz: float) -> list[tuple[str, Callable[[Report], str]]]:
    """Of the house: what is told, and where its report says it."""
    rows: list[tuple[str, Callable[[Report], str]]] = [
        ("new pictures a second", lambda report: _number(report["pictures"]["rate_hz"])),
        ("house / bare graph", lambda report: _ratio(report["pictures"]["rate_hz"], bare_hz)),
        ("screen, turns a second", lambda report: _number(report["display"]["rate_hz"])),
        ("a turn, ms, p50 / p99", lambda report: _pair(report["display"]["turn_ms"])),
        ("light to screen, ms, p50 / p99", lambda report: _pair(report["light_to_screen_ms"])),
        ("start to first picture, s", lambda report: _number(report["first_picture_s"])),
        ("sound", lambda report: str(report["sound_device"] or NOTHING)),
        ("sound, the device holds, ms", lambda report: _number(report["sound_device_ms"])),
        (
            "light to loudspeaker, ms, p50 / p95",
            lambda report: _pair(report["light_to_sound_ms"], "p50", "p95"),
        ),
        ("sound, device ran dry", lambda report: str(report["sound"]["xruns"])),
        ("memory of all rooms, MB", lambda report: _sum(report, "rss_mb")),
        ("processor, % of a core", lambda report: _sum(report, "cpu_percent")),
    ]
    for room in (*ROOMS, RoomName.KIOSK):
        rows.append((f"  {room}, % and ms a picture", _of_room(room)))
    return rows


def _of_room(room: str) -> Callable[[Report], str]:
    def value(report: Report) -> str:
        percent = report["rooms"][room]["cpu_percent"]
        rate_hz = report["pictures"]["rate_hz"]
        each = 10 * percent / rate_hz if rate_hz and percent is not None else None
        return f"{_number(percent)} / {_number(each)}"

    return value


def _sum(report: Report, key: str) -> str:
    values = [room[key] for room in report["rooms"].values()]
    return NOTHING if None in values else f"{sum(values):.0f}"


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f}"


def _ratio(value: float | None, whole: float) -> str:
    return NOTHING if value is None else f"{value / whole:.2f}"


def _pair(values: dict[str, float | None], first: str = "p50", second: str = "p99") -> str:
    return f"{_number(values[first])} / {_number(values[second])}"


def _row(label: str, *values: str) -> str:
    columns = "".join(f"{value:>{COLUMN}}" for value in values)
    return f"{label:<{LABEL}}{columns}".rstrip()
