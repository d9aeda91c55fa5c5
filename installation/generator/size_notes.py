"""What was measured on this machine before: Full HD pictures a second, of each pack and screen."""

import contextlib
import json
import os
import platform
from pathlib import Path
from typing import Any

from installation.common.files import write_whole
from installation.packs.manifest import Pack

FILE = "picture-size.json"  # in the state folder
MOST = 64  # notes kept, the newest
LARGEST_BYTES = 1 << 16
CPU_INFO = Path("/proc/cpuinfo")


class SizeNotes:
    """The file, which is as good as empty where it cannot be read or is of another machine."""

    def __init__(self, state: Path, pack: Pack, place: str = ""):
        """`place` is the server that paints, where it is not this machine."""
        self._path = state / FILE
        model = place or weight(pack)
        self._pack = f"{pack.about.name} {pack.about.version}, {model}"

    def full_hd_hz(self, height: int, width: int) -> float | None:
        """Of this pack for such a screen; None where it was never measured."""
        return self._read().get(self._key(height, width))

    def note(self, height: int, width: int, rate_hz: float) -> None:
        """Remembers it for the next start; where it cannot be written, that start measures again."""
        notes = self._read()
        key = self._key(height, width)
        notes.pop(key, None)
        notes[key] = rate_hz
        newest = dict(list(notes.items())[-MOST:])
        content = {"machine": machine(), "full_hd_hz": newest}
        with contextlib.suppress(OSError):
            write_whole(self._path, json.dumps(content, indent=1) + "\n")

    def _key(self, height: int, width: int) -> str:
        return f"{self._pack}, {width}x{height}"

    def _read(self) -> dict[str, float]:
        try:
            with open(self._path, encoding="utf-8") as file:
                content: Any = json.loads(file.read(LARGEST_BYTES))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(content, dict) or content.get("machine") != machine():
            return {}
        notes = content.get("full_hd_hz")
        if not isinstance(notes, dict):
            return {}
        return {key: value for key, value in notes.items() if isinstance(value, float)}


def weight(pack: Pack) -> str:
    """What another model of the same version would hardly have."""
    file = pack.generator.file
    size = (pack.folder / file).stat().st_size if file else 0
    return f"{size} bytes"


def machine() -> str:
    """Its processor and how many cores it has, so that a disk in another machine knows nothing."""
    name = platform.machine()
    with contextlib.suppress(OSError):
        for line in CPU_INFO.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    return f"{name}, {os.cpu_count()} cores"
