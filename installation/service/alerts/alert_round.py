"""One look at the house, and the message that follows from it."""

import dataclasses
import errno
import fcntl
import json
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from installation.common import (
    alert_files,
    clock,
    files,
    opening_hours,
    status_file,
    strict_json,
    system_errors,
)
from installation.config import schema
from installation.config.options import RunOptions
from installation.config.resolve import resolve
from installation.config.schema import AlertsConfig, KioskConfig
from installation.faults import BadConfig, Fault
from installation.parent.kept_config import kept_config
from installation.service.alerts import mail, webhook
from installation.service.alerts.alert_policy import AlertKind, AlertRecord
from installation.service.alerts.alert_text import AlertMessage
from installation.vocabulary import RoomState

log = logging.getLogger(__name__)

_MOST_BYTES = 1 << 16
_FULL = (errno.ENOSPC, errno.EDQUOT)


class AlertRound:
    """What `kiosk alert` does."""

    def __init__(self, config: Path | None, state: Path):
        """Raises `BadConfig` where neither the file nor the one that was shown last can be read."""
        self._state = state
        self._kiosk = _configuration(config, state)

    @property
    def is_wanted(self) -> bool:
        """True where somebody is to be told."""
        return self._kiosk.alerts.is_wanted

    def words(self, remembered: dict[str, Any]) -> str:
        """Who is told, and what became of the last message."""
        if not self.is_wanted:
            return "nobody is told of trouble: [alerts] mail_to and mail_server, or webhook, in kiosk.toml"
        alerts = self._kiosk.alerts
        ways = [*alerts.mail_to] if alerts.mail_server else []
        ways += ["the webhook"] if alerts.webhook else []
        parts = [f"told after {alerts.after_min:g} min of trouble: {', '.join(ways)}"]
        if remembered.get("sent"):
            parts.append(f"the last message ({remembered['sent']}) was accepted")
        if remembered.get("failure"):
            parts.append(f"the newest one was not: {remembered['failure']}")
        return "; ".join(parts)

    def look(self) -> str:
        """Tells what is due. Returns what was done, in words; empty where it was nothing.

        Raises OSError where nothing can be remembered: then nothing is sent, lest it be sent every minute.
        """
        wish = alert_files.wish(self._state)
        with _locked(self._state) as record:
            now_s = clock.wall_now().timestamp()
            troubles = troubles_of(status_file.running(state=self._state), self._kiosk.alerts)
            record.note(troubles, now_s)
            kind = AlertKind.TEST if wish.exists() else record.due(self._kiosk.alerts, now_s)
            if kind is None:
                return ""
            wish.unlink(missing_ok=True)
            return self._send(kind, record, troubles, now_s)

    def test(self) -> str:
        """A test message at once. Raises `Fault` where a way did not take it."""
        with _locked(self._state) as record:
            now_s = clock.wall_now().timestamp()
            words = self._send(AlertKind.TEST, record, (), now_s)
            failure = record.failure
        if failure:
            raise Fault(failure)
        return words

    def _send(
        self, kind: AlertKind, record: AlertRecord, troubles: Sequence[str], now_s: float
    ) -> str:
        since_s = record.told_since_s if kind == AlertKind.WELL else record.trouble_since_s
        message = AlertMessage(
            kind=kind,
            name=self._kiosk.console.name or "Latenzraum",
            host=socket.gethostname(),
            since=self._local(since_s or now_s),
            troubles=troubles if kind == AlertKind.TROUBLE else (),
            language=self._kiosk.alerts.language,
        )
        taken, failures = self._by_all_ways(message)
        record.note_sent(kind, now_s, "; ".join(failures), bool(taken))
        done = f"{kind}: told by {' and '.join(taken)}" if taken else f"{kind}: nobody was told"
        return "; ".join([done, *failures])

    def _local(self, at_s: float) -> str:
        """A moment in the house's time, in words."""
        zone = opening_hours.zone(self._kiosk.hours.timezone)
        return datetime.fromtimestamp(at_s, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")

    def _by_all_ways(self, message: AlertMessage) -> tuple[list[str], list[str]]:
        """The ways that took it, and why others did not."""
        alerts = self._kiosk.alerts
        taken = []
        failures = []
        if alerts.mail_to and alerts.mail_server:
            try:
                mail.send(alerts, self._state, message)
                taken.append("e-mail")
            except Fault as fault:
                failures.append(f"the e-mail was not sent: {fault}")
        if alerts.webhook:
            try:
                webhook.post(alerts.webhook, message)
                taken.append("webhook")
            except Fault as fault:
                failures.append(f"the webhook was not called: {fault}")
        return taken, failures or (
            [] if taken else ["neither [alerts] mail_to and mail_server nor webhook is set"]
        )


def troubles_of(status: dict[str, Any] | None, rules: AlertsConfig) -> list[str]:
    """What is wrong, in sentences; `status` as `status_file.running` has it."""
    if status is None:
        return ["the house does not run"]
    if status["is_stale"]:
        return ["the house has not said anything for long"]
    bad = {RoomState.DOWN} if rules.about == "down" else set(RoomState) - {RoomState.OK}
    found = [
        f"{name}: {room['message'] or room['state']}"
        for name, room in status["rooms"].items()
        if room["state"] in bad
    ]
    if rules.about != "down":
        found += status["house"]["troubles"]
    return [words for words in found if not words.startswith(alert_files.TROUBLE)]


def _configuration(config: Path | None, state: Path) -> KioskConfig:
    """The file; while it cannot be read, what was shown last. Raises `BadConfig`."""
    try:
        return resolve(RunOptions(config=config))
    except BadConfig:
        kept = kept_config(state)
        if not kept.is_file():
            raise
        return schema.load(kept, {})


@contextmanager
def _locked(state: Path) -> Iterator[AlertRecord]:
    """The record, one process at a time; it is written when the block is left. Raises OSError."""
    path = alert_files.record(state)
    with _one_by_one(state):
        known = _read(path)
        # first: what cannot be remembered is not sent, lest it be sent every minute
        _write(path, known)
        yield known
        _write(path, known)


def _read(path: Path) -> AlertRecord:
    """What cannot be used is put aside. Raises OSError."""
    try:
        known = AlertRecord(**strict_json.parsed(files.read_bounded(path, _MOST_BYTES)))
        if known.is_whole:
            return known
        log.warning("%s is no record of messages", path)
    except FileNotFoundError:
        return AlertRecord()
    except (OSError, ValueError, TypeError) as error:
        log.warning("%s cannot be read: %s", path, system_errors.words(error))
    aside = files.put_aside(path)
    log.warning("it lies aside as %s; trouble that was told before may be told once more", aside)
    return AlertRecord()


def _write(path: Path, known: AlertRecord) -> None:
    """For the owner of the folder, also where root looked. Raises OSError."""
    text = json.dumps(dataclasses.asdict(known))
    try:
        files.write_whole(path, text, mode=0o600, check=files.give_to_owner_of_folder)
    except OSError as error:
        if error.errno not in _FULL or not path.is_file():
            raise
        _overwrite(path, text)


def _overwrite(path: Path, text: str) -> None:
    """Where it lies: a full disk has to be told of, and has no room for a second file. Raises OSError."""
    with path.open("r+", encoding="utf-8") as file:
        file.write(text)
        file.truncate()


@contextmanager
def _one_by_one(state: Path) -> Iterator[None]:
    """Locks a folder for that: the state folder itself is the house's as long as it lives (`StateWatch`), and a file would
    be root's where root came first. Raises OSError."""
    folder = alert_files.lock(state)
    folder.mkdir(exist_ok=True)
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)
