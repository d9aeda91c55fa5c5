"""docs/control.md, written from the tables of actions and readings, so that no address is missing in it."""

from installation.console.actions import BY_WIRE
from installation.console.telemetry import READINGS

_KINDS = {int: "i", float: "f", str: "s"}
_HEAD = """\
# Control and monitoring
Written by `./kiosk addresses`; do not edit. All of it is off until `kiosk.toml` switches it on: `[osc]`, `[mqtt]`, `[console] metrics`.

Values are checked and clamped, commands are limited in number (OSC: `[osc] rate_hz`, MQTT: 10 a second; of more, the newest waits), and what comes of them passes the flash and the loudness limiter like everything else. OSC commands are taken only from `[osc] senders`. A retained MQTT command is an old wish and is not obeyed. As a service the kiosk reaches private networks only, and only after `sudo ./kiosk install` was run with these sections switched on.
"""


def written() -> str:
    """The page as Markdown."""
    asked = [
        f"| `/latenzraum/{n}` | `latenzraum/do/{n}` | {a.takes or '-'} | {a.sentence} |"
        for n, a in BY_WIRE.items()
    ]
    told = [
        f"| `/latenzraum/{n}` | `latenzraum/{n}` | {_KINDS[r.kind]} | {r.sentence} |"
        for n, r in READINGS.items()
    ]
    return "\n".join(
        [
            _HEAD,
            "## What can be asked",
            "| OSC, to the kiosk | MQTT, to the kiosk | value | what happens |",
            "|---|---|---|---|",
            *asked,
            "",
            "## What is told",
            "OSC at `[osc] rate_hz`; MQTT retained, when it changed, every `[mqtt] every_s` seconds. "
            "`latenzraum/online` is 1, and 0 as the last will.",
            "",
            "| OSC, from the kiosk | MQTT, from the kiosk | type | what it is |",
            "|---|---|---|---|",
            *told,
            "",
            "## For Prometheus",
            "`http://127.0.0.1:8420/metrics`: `latenzraum_room_state{room=...}` (2 OK, 1 DEGRADED, 0 DOWN) is what to alert on; "
            "also rates, times, memory, restarts, visitors, dropouts, flash limiter.",
            "",
            "## For a script",
            "`./kiosk status` prints a line a room, its first word OK, DEGRADED or DOWN; exit code 1 when one is DOWN. "
            "`./kiosk check` prints a line a thing, its first word OK, WARN or BAD; exit code 1 when one is BAD.",
            "",
        ]
    )
