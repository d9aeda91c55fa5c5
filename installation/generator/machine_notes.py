"""What was measured on this machine, kept in the state folder for the next start."""

import contextlib
import os
import platform
from pathlib import Path
from typing import Any

from installation.common import own_record
from installation.packs.manifest import Pack

MOST = 64  # notes kept, the newest
CPU_INFO = Path("/proc/cpuinfo")


class MachineNotes:
    """The file, which is as good as empty where it cannot be read or is of another machine."""

    def __init__(self, path: Path, kind: str, **known: str):
        """`kind` names what is noted; `known` is what it depends on beside the machine, by name."""
        self._path = path
        self._kind = kind
        self._of = {"machine": machine()} | known

    def read(self) -> dict[str, Any]:
        """All notes, by their keys."""
        content = own_record.read(self._path)
        if any(content.get(k) != v for k, v in self._of.items()):
            return {}
        notes = content.get(self._kind)
        return notes if isinstance(notes, dict) else {}

    def add(self, key: str, value: Any) -> None:
        """For the next start; where it cannot be written, that start measures again."""
        notes = self.read()
        notes.pop(key, None)
        notes[key] = value
        newest = dict(list(notes.items())[-MOST:])
        own_record.write(self._path, self._of | {self._kind: newest})


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
