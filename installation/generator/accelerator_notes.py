"""What accelerators did with a pack's model on this machine, kept for the next start."""

import contextlib
import json
from pathlib import Path
from typing import Any

from installation.common.files import write_whole
from installation.generator.size_notes import machine, weight
from installation.packs.manifest import Pack
from installation.packs.session import installed

FILE = "accelerators.json"  # in the state folder
MOST = 64  # packs and sizes kept, the newest
LARGEST_BYTES = 1 << 17

Verdicts = dict[str, str]  # an accelerator's name -> what came out, in words
Note = dict[str, Any]  # "chosen": a name or "", "verdicts"


class AcceleratorNotes:
    """The file, which is as good as empty where it cannot be read, or is of another machine or ONNX Runtime."""

    def __init__(self, state: Path, pack: Pack, size: tuple[int, int]):
        """`size`: (height, width) of the pictures."""
        self._path = state / FILE
        height, width = size
        self._key = f"{pack.about.name} {pack.about.version}, {weight(pack)}, {width}x{height}"

    def chosen(self) -> str | None:
        """The accelerator's name, "" for the processor; None where nothing was measured."""
        note = self._read().get(self._key)
        if not isinstance(note, dict):
            return None
        chosen = note.get("chosen")
        return chosen if isinstance(chosen, str) else None

    def note(self, chosen: str, verdicts: Verdicts) -> None:
        """For the next start; where it cannot be written, that start measures again."""
        notes = self._read()
        notes.pop(self._key, None)
        notes[self._key] = {"chosen": chosen, "verdicts": verdicts}
        newest = dict(list(notes.items())[-MOST:])
        content = {"machine": machine(), "onnxruntime": installed(), "models": newest}
        with contextlib.suppress(OSError):
            write_whole(self._path, json.dumps(content, indent=1) + "\n")

    def _read(self) -> dict[str, Note]:
        try:
            with open(self._path, encoding="utf-8") as file:
                content: Any = json.loads(file.read(LARGEST_BYTES))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(content, dict):
            return {}
        is_ours = content.get("machine") == machine()
        if not is_ours or content.get("onnxruntime") != installed():
            return {}
        models = content.get("models")
        return models if isinstance(models, dict) else {}
