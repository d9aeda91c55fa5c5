"""`kiosk fleet`: all houses at the broker on a terminal, and one change for them, one house first."""

import socket
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installation.common import clock, state_folder
from installation.common.paths import ROOT
from installation.config import schema
from installation.config.resolve import config_in_use
from installation.console.actions import REMOTE_ACTIONS
from installation.console.broker import fleet_watch, rollout_file
from installation.console.broker.file_serving import FileServing
from installation.console.broker.fleet_rollout import FleetRollout
from installation.console.broker.fleet_watch import FleetWatch
from installation.console.broker.staged_change import (
    ChangeOfHouse,
    Outcome,
    Stage,
    StagedChange,
)
from installation.faults import Refused
from installation.vocabulary import RoomState

Tell = Callable[[str], None]
FORGET = "forget"
SEND = "send"
_CONNECT_S = 10.0
_TURN_S = 0.05


@dataclass(frozen=True)
class FleetWish:
    """What was asked for."""

    action: str | None  # None lists the houses
    value: str
    only: tuple[str, ...]  # names or ids, none for all
    judge_s: float


def run(config: Path | None, wish: FleetWish, tell: Tell) -> int:
    """Returns the exit code: 0 where it is well with all houses. Raises `Refused`, `BadConfig`."""
    mqtt = schema.load(config or config_in_use(), {}).mqtt
    if not mqtt.broker:
        raise Refused("no broker is named: [mqtt] broker in kiosk.toml, the same for all houses")
    if wish.action not in (None, FORGET, SEND, *REMOTE_ACTIONS):
        known = ", ".join((FORGET, SEND, *REMOTE_ACTIONS))
        raise Refused(f"there is no action {wish.action} for houses; available: {known}")
    watch = FleetWatch(mqtt, state_folder.folder(), name=f"a terminal of {socket.gethostname()}")
    with closing(watch), tempfile.TemporaryDirectory(prefix="latenzraum-send-") as folder:
        serving = _prepared(wish.value, Path(folder), tell) if wish.action == SEND else None
        _connect(watch)
        if wish.action is None:
            return _list(watch.view.rows(), tell)
        if wish.action == FORGET:
            return _forget(watch, wish, tell)
        return _change(watch, wish, serving, tell)


def _connect(watch: FleetWatch) -> None:
    """Until the broker has told of all houses. Raises `Refused` where it is not reached."""
    watch.open()
    until_ns = clock.now_ns() + int(_CONNECT_S * clock.SECOND_NS)
    while watch.message and clock.now_ns() < until_ns:
        clock.rest(_TURN_S)
    if watch.message:
        raise Refused(watch.message)
    watch.look(fleet_watch.FIRST_LOOK_S)


def _list(rows: list[dict[str, Any]], tell: Tell) -> int:
    if not rows:
        tell("no house has told the broker of itself")
        return 1
    wide = max(len(row["name"]) for row in rows)
    for row in rows:
        tell(f"{row['state']:<8} {row['name']:<{wide}} {_sentence(row)}")
    is_well = all(row["state"] == RoomState.OK for row in rows)
    return 0 if is_well else 1


def _sentence(row: dict[str, Any]) -> str:
    counted = "" if row["visitors"] is None else f"{row['visitors']} visitors since its start"
    where = "" if row["is_online"] else "not at the broker"
    # one that was taken back is a trouble as well, and said once
    update = "" if row["update"] in row["troubles"] else row["update"]
    parts = [
        row["id"],
        where,
        f"version {row['version']}",
        row["hours"],
        row["pack"],
        counted,
        update,
        row["troubles"],
    ]
    return ", ".join(part for part in parts if part)


def _forget(watch: FleetWatch, wish: FleetWish, tell: Tell) -> int:
    try:
        (house,) = watch.view.chosen([wish.value])
    except (KeyError, ValueError) as error:
        raise Refused(f"there is not exactly one house {wish.value!r}: name its id") from error
    if house.is_online:
        raise Refused(f"{house.card.name} is there, and would tell of itself again")
    watch.forget(house.card.id)
    watch.look(1.0)
    tell(f"forgotten: {house.card.name} ({house.card.id})")
    return 0


def _prepared(value: str, folder: Path, tell: Tell) -> FileServing:
    """A file, or a pack of this house by its name. Raises `Refused`."""
    places = [Path(value).absolute(), ROOT / "models" / value]
    path = next((place for place in places if value and place.exists()), None)
    if path is None:
        raise Refused(f"there is no file {value}, and no pack of that name in {ROOT / 'models'}")
    serving = rollout_file.prepared(path, folder)
    offer = serving.offer
    tell(f"{offer.kind} {offer.name}, {offer.size_bytes / 1e6:.1f} MB, sha256 {offer.key}...")
    return serving


def _change(watch: FleetWatch, wish: FleetWish, serving: FileServing | None, tell: Tell) -> int:
    try:
        if serving is not None:
            watch.send(list(wish.only), serving, wish.judge_s)
        else:
            watch.begin(list(wish.only), str(wish.action), wish.value, wish.judge_s)
    except KeyError as error:
        raise Refused(f"there is no house {error.args[0]!r}; kiosk fleet lists them") from error
    change = watch.change
    stage = None
    told: dict[str, str] = {}
    while change is not None and not change.is_over:
        watch.turn(clock.now_ns())
        if change.stage != stage:
            stage = change.stage
            tell(_STAGES[stage])
        _tell_news(change, told, tell)
        clock.rest(_TURN_S)
    return _told(change, tell) if change is not None else 1


_STAGES = {
    Stage.FIRST: "one house is asked",
    Stage.JUDGING: "it has taken it; is it well with it?",
    Stage.REST: "it is well; the others are asked",
    Stage.DONE: "done",
    Stage.STOPPED: "stopped: those not yet asked stay as they are",
}


_OUTCOMES = {
    Outcome.ASKED: "asked",
    Outcome.JUDGED: "has it; is it well with it?",
    Outcome.TAKEN: "has it, and is well",
}


def _tell_news(change: StagedChange, told: dict[str, str], tell: Tell) -> None:
    """Of a rollout, which lasts: each house when something new is known of it."""
    if not isinstance(change, FleetRollout):
        return
    for part in change.of(*_OUTCOMES):
        news = _news(part)
        if told.get(part.id) != news:
            told[part.id] = news
            tell(f"  {part.name} ({part.id}): {news}")


def _news(part: ChangeOfHouse) -> str:
    """How far a house is; of a file on its way, each quarter."""
    if part.outcome != Outcome.ASKED:
        return f"{_OUTCOMES[part.outcome]} {part.reason}".rstrip()
    if part.reason:
        return part.reason
    quarter = part.share // 25 * 25
    received = f"receives the file, {quarter} %" if quarter else "receives the file"
    return received if part.share else _OUTCOMES[Outcome.ASKED]


def _told(change: StagedChange, tell: Tell) -> int:
    for part in change.of(Outcome.REFUSED, Outcome.SILENT, Outcome.UNWELL, Outcome.WAITS):
        words = "stays as it is" if part.outcome == Outcome.WAITS else part.reason
        tell(f"{part.outcome.upper():<8} {part.name} ({part.id}) {words}".rstrip())
    is_told = any(change.reason == f"{part.name}: {part.reason}" for part in change.of(*Outcome))
    if change.stage == Stage.STOPPED and not is_told:
        tell(change.reason)
    taken = len(change.of(Outcome.TAKEN))
    tell(f"{taken} of {len(change.of(*Outcome))} houses took it")
    return 0 if taken == len(change.of(*Outcome)) else 1
