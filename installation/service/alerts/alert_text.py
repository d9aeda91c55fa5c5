"""What a message says, in German and in English, and the same as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from installation.service.alerts.alert_policy import AlertKind

MOST_TOLD = 20  # sentences of one message

_SUBJECTS = {
    "en": {
        AlertKind.TROUBLE: "{name}: the installation needs attention",
        AlertKind.WELL: "{name}: the installation is well again",
        AlertKind.TEST: "{name}: a test message",
    },
    "de": {
        AlertKind.TROUBLE: "{name}: Die Installation braucht Hilfe",
        AlertKind.WELL: "{name}: Die Installation läuft wieder",
        AlertKind.TEST: "{name}: eine Probenachricht",
    },
}
_LEADS = {
    "en": {
        AlertKind.TROUBLE: "Since {since} something has not been as it should be:",
        AlertKind.WELL: "The trouble since {since} is over.",
        AlertKind.TEST: "This is a test: messages from the installation arrive here.",
    },
    "de": {
        AlertKind.TROUBLE: "Seit {since} ist etwas nicht in Ordnung:",
        AlertKind.WELL: "Die Störung seit {since} ist vorbei.",
        AlertKind.TEST: "Das ist eine Probe: Nachrichten der Installation kommen hier an.",
    },
}
_FOOTS = {
    "en": "No reply is needed. What to do: ./kiosk status, the page, docs/technician.md.",
    "de": "Eine Antwort ist nicht nötig. Was zu tun ist: ./kiosk status, die Seite, docs/technician.de.md.",
}


@dataclass(frozen=True)
class AlertMessage:
    """One message."""

    kind: AlertKind
    name: str  # of the house
    host: str  # of its machine
    since: str  # local time, in words
    troubles: Sequence[str]  # in English, as status says them
    language: str

    @property
    def subject(self) -> str:
        """One line."""
        return _SUBJECTS[self.language][self.kind].format(name=" ".join(self.name.split()))

    @property
    def body(self) -> str:
        """Plain text."""
        lead = _LEADS[self.language][self.kind].format(since=self.since)
        lines = [f"- {trouble}" for trouble in self.troubles[:MOST_TOLD]]
        parts = [lead, "\n".join(lines), f"{self.name} ({self.host})", _FOOTS[self.language]]
        return "\n\n".join(part for part in parts if part) + "\n"

    def as_json(self) -> dict[str, Any]:
        """For a webhook; `text` is what chat services show."""
        return {
            "text": f"{self.subject}\n{self.body}",
            "kind": self.kind.value,
            "house": self.name,
            "host": self.host,
            "since": self.since,
            "troubles": list(self.troubles[:MOST_TOLD]),
        }
