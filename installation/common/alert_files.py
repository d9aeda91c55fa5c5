"""Where `kiosk alert` and the house leave each other word: files of the state folder."""

from pathlib import Path
from typing import Any

from installation.common import files, strict_json

TROUBLE = "alerts: "  # begins what is told of messages that were not taken: that is no reason for another message
_SHOWN = {"sent": str, "failure": str, "tried_s": int | float}
_MOST_BYTES = 1 << 16


def record(state: Path) -> Path:
    """What `kiosk alert` remembers from look to look."""
    return state / "alerts.json"


def lock(state: Path) -> Path:
    """A folder that is locked during a look."""
    return state / ".alerting"


def wish(state: Path) -> Path:
    """There while a test message is wished for."""
    return state / "alert-test"


def remembered(state: Path) -> dict[str, Any]:
    """What the record says of the last message; empty where there is none."""
    try:
        known = strict_json.parsed(files.read_bounded(record(state), _MOST_BYTES))
    except (OSError, ValueError):
        return {}
    found = known if isinstance(known, dict) else {}
    return {key: found[key] for key, kind in _SHOWN.items() if isinstance(found.get(key), kind)}
