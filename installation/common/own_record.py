"""What the house notes for its own next start: a JSON object in a file; what cannot be read was never noted."""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from installation.common import files

_MOST_BYTES = 1 << 20


def read(path: Path) -> dict[str, Any]:
    """Empty where there is none, or it is damaged."""
    try:
        known = json.loads(files.read_bounded(path, _MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def write(path: Path, known: Mapping[str, Any]) -> None:
    """Whole or not at all; a folder that cannot be written keeps what it has."""
    with contextlib.suppress(OSError):
        files.write_whole(path, json.dumps(known, indent=1) + "\n")
