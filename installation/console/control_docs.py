"""docs/control.md, written from the tables of actions and readings, so that no address is missing in it."""

from installation.console.actions import REMOTE_ACTIONS
from installation.console.readings import READINGS

_OSC_TYPES = {int: "i", float: "f", str: "s"}
_HEAD = """\
# Control and monitoring
Written by `./kiosk addresses`; do not edit. Everything here is off until `kiosk.toml` switches it on: `[osc]`, `[mqtt]`, `[exhibitera]`, `[console] metrics`.

Values are checked and clamped. Commands are limited in rate (OSC: `[osc] rate_hz`, MQTT: 10 a second; beyond that, only the newest waits). Their effects pass the flash and loudness limiters like everything else. OSC commands are accepted only from `[osc] senders`; `[osc] send_address` may be a broadcast address of the network. Retained MQTT commands are ignored; the outcome of any other is published at `TOPIC/answer` (JSON: action, value, refusal; the last is empty if it was granted). As a service the kiosk reaches private networks only, and only if `sudo ./kiosk install` was run with these sections switched on.

`TOPIC` is `[mqtt] topic`; if that is empty, `latenzraum/` and the id of the house, eight hexadecimal digits that are made once and kept in the state folder (`house-id.json`). A house asks before it publishes: if another one uses the topic, it takes one of its own and says so on its page. Copied state folders and disks are noticed in the same way.

## Commands
| OSC, to the kiosk | MQTT, to the kiosk | value | what happens |
|---|---|---|---|
"""
_READINGS = """\

## Readings
OSC at `[osc] rate_hz`; MQTT retained, if changed, every `[mqtt] every_s` seconds. `TOPIC/online` is 1, and 0 as the last will. `latenzraum/houses/ID` is one retained message with all that `kiosk fleet` lists of a house. `[mqtt] picture_s` adds `TOPIC/picture`, a small JPEG of the screen, behind the flash limiter. `kiosk fleet send` offers a file at `TOPIC/offer` (JSON: kind, name, size, SHA-256); a house that takes it asks at `TOPIC/want` for parts, gets them at `TOPIC/part/KEY/OFFSET`, 64 kB each and eight at a time, and says at `TOPIC/delivery` how far it is. None of this is retained. Whoever changes houses announces it at `latenzraum/rollout`, so that two never do so at once.

| OSC, from the kiosk | MQTT, from the kiosk | type | what it is |
|---|---|---|---|
"""
_FOOT = """\

## For Home Assistant
`[mqtt] discovery = "homeassistant"` (2024.11 or newer): the house is a device, each reading and, with `[mqtt] commands`, each command an entity, all unavailable while the house is. To remove an entity that is no longer wanted, publish an empty retained message at `homeassistant/device/latenzraum_ID/config`.

## For Exhibitera
`[exhibitera] hub = "http://192.168.1.10:8080"`: the house is a component of the Hub (Core API of Exhibitera 6), under its name, reports every five seconds, and is *active* while visitors are at it. With `[exhibitera] commands`, *sleep display*, *wake display* and *refresh* (closes look inside) are obeyed within five seconds. The Hub can neither restart nor shut down the computer, gets no screenshot, and chooses no definitions: these would need an open port on this machine, and packs are chosen over MQTT, OSC or the page.

## For GalleryControl
And for other systems that run commands, over MQTT with `[mqtt] commands` and the package `mosquitto-clients`. A device of the kind *shell*:

- on: `mosquitto_pub -h BROKER -t TOPIC/do/wake -n`
- off: `mosquitto_pub -h BROKER -t TOPIC/do/sleep -n`
- status: `mosquitto_sub -h BROKER -t TOPIC/house -C 1 -W 5`, on pattern `open`, off pattern `asleep|closing`

## For Prometheus
`http://127.0.0.1:8420/metrics`: alert on `latenzraum_room_state{room=...}` (2 OK, 1 DEGRADED, 0 DOWN); also rates, times, memory, restarts, visitors, audio underruns, flash limiter. `latenzraum_info` carries the name, id and version of the house. Rules for alerts, a dashboard for Grafana and the scrape configuration are in [monitoring](monitoring/README.md).

## For a script
`./kiosk status` prints a line for each room, beginning with OK, DEGRADED or DOWN; exit code 1 if one is DOWN. `./kiosk check` prints a line for each finding, beginning with OK, WARN or BAD; exit code 1 if one is BAD.
"""


def written() -> str:
    """The page as Markdown."""
    return "".join((_HEAD, *_command_rows(), _READINGS, *_reading_rows(), _FOOT))


def _command_rows() -> list[str]:
    rows = []
    for name, action in REMOTE_ACTIONS.items():
        value = action.takes or "-"
        rows.append(f"| `/latenzraum/{name}` | `TOPIC/do/{name}` | {value} | {action.sentence} |\n")
    return rows


def _reading_rows() -> list[str]:
    rows = []
    for name, reading in READINGS.items():
        kind = _OSC_TYPES[reading.kind]
        rows.append(f"| `/latenzraum/{name}` | `TOPIC/{name}` | {kind} | {reading.sentence} |\n")
    return rows
