"""What the page shows of kiosk.toml, and what it asks to be changed in it: checked here first, by the rules of the file."""

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from installation.common import alert_files, files, system_errors
from installation.config import page_form
from installation.config.schema import HoursConfig, opening_hours_of
from installation.console.actions import BadRequest, Choices
from installation.console.snapshot import Snapshot

_HIDDEN = "•••"  # stands for the part of an address that may hold a password
# name -> the file of the state folder; written here, never read
SECRETS = {"mqtt": "mqtt-password", "mail": "mail-password"}
_LONGEST_SECRET = 200
_YEARS = (2020, 2100)


class PageSettings:
    """The form: its fields, what holds, and what is wished for."""

    def __init__(self, snapshot: Snapshot, state: Path, choices: Callable[[], Choices]):
        """`choices()` are the languages that there are."""
        self._snapshot = snapshot
        self._state = state
        self._choices = choices
        self._fields = [dataclasses.asdict(field) for field in page_form.fields()]

    def as_json(self) -> dict[str, Any]:
        """All that the form is made of. No password is in it."""
        remembered = alert_files.remembered(self._state)
        return {
            "fields": self._fields,
            "values": _without_passwords(self._snapshot.settings),
            "secrets": {name: files.is_file(self._state / file) for name, file in SECRETS.items()},
            "alert": {
                "sent": remembered.get("sent", ""),
                "sent_s": remembered.get("tried_s", 0),
                "failure": remembered.get("failure", ""),
                "is_waiting": files.is_file(alert_files.wish(self._state)),
            },
            "is_set_up": files.is_file(set_up_mark(self._state)),
        }

    def mistakes(self, changes: Any) -> dict[str, Any]:
        """ "section.key" -> what is wrong with it; empty when all of it can be used. Raises `BadRequest`."""
        if not isinstance(changes, dict) or not all(
            isinstance(keys, dict) for keys in changes.values()
        ):
            raise BadRequest("settings are sections of keys")
        found = page_form.mistakes(changes)
        languages = changes.get("screen", {}).get("languages")
        if languages is not None and "screen.languages" not in found:
            missing = set(languages) - set(self._choices().languages)
            if missing or len(set(languages)) != len(languages):
                words = f"available: {', '.join(self._choices().languages)}, each once"
                found["screen.languages"] = page_form.Mistake(words, "languages", None)
        return {place: dataclasses.asdict(mistake) for place, mistake in found.items()}

    def keep_secret(self, name: str, text: str) -> None:
        """Writes a password for its owner only; an empty one takes it away. Raises `BadRequest`."""
        if name not in SECRETS or len(text) > _LONGEST_SECRET or not text.isprintable():
            raise BadRequest("this is no password that can be kept here")
        path = self._state / SECRETS[name]
        try:
            if text:
                files.write_whole(path, f"{text}\n", mode=0o600, follow_links=False)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise BadRequest(
                f"the password cannot be kept: {system_errors.words(error)}"
            ) from error

    def wish_for_message(self) -> None:
        """A test message; who looks next sends it. Raises `BadRequest`."""
        _touch(alert_files.wish(self._state))

    def note_set_up(self) -> None:
        """The assistant was gone through, or is not wanted. Raises `BadRequest`."""
        _touch(set_up_mark(self._state))


def set_up_mark(state: Path) -> Path:
    """There when somebody has gone through the assistant, or does not want it."""
    return state / "set-up"


def calendar(asked: Any) -> dict[str, Any]:
    """The days of a year by the hours that are asked about, which need not hold: {year, hours} -> {"days": [[kind,
    spans], ...]} from the first of January, spans as minutes after midnight. Raises `BadRequest`."""
    try:
        year = int(asked["year"])
        hours = opening_hours_of(HoursConfig.model_validate(asked["hours"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest("a year and its hours are wanted") from error
    if not _YEARS[0] <= year <= _YEARS[1]:
        raise BadRequest(f"a year from {_YEARS[0]} to {_YEARS[1]} is wanted")
    first = date(year, 1, 1)
    count = (date(year + 1, 1, 1) - first).days
    return {"days": [hours.day(first + timedelta(days=ahead)) for ahead in range(count)]}


def _touch(path: Path) -> None:
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise BadRequest(f"nothing can be kept: {system_errors.words(error)}") from error


def _without_passwords(settings: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """An address of a camera as it may be shown."""
    source = settings.get("camera", {}).get("source", "")
    scheme, mark, rest = source.partition("://")
    before, at, host = rest.rpartition("@")
    if not (mark and at and before):
        return settings
    return settings | {"camera": {"source": f"{scheme}://{_HIDDEN}@{host}"}}
