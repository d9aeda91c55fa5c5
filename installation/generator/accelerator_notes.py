"""What accelerators did with a pack's model on this machine, kept for the next start."""

from pathlib import Path

from installation.generator.machine_notes import MachineNotes, weight
from installation.packs.manifest import Pack
from installation.packs.session import installed

FILE = "accelerators.json"  # in the state folder

Verdicts = dict[str, str]  # an accelerator's name -> what came out, in words


class AcceleratorNotes:
    """Of one pack, at one size of its pictures, with the ONNX Runtime that is installed."""

    def __init__(self, state: Path, pack: Pack, size: tuple[int, int]):
        """`size`: (height, width) of the pictures."""
        self._notes = MachineNotes(state / FILE, "models", onnxruntime=installed())
        height, width = size
        self._key = f"{pack.about.name} {pack.about.version}, {weight(pack)}, {width}x{height}"

    def chosen(self) -> str | None:
        """The accelerator's name, "" for the processor; None where nothing was measured."""
        note = self._notes.read().get(self._key)
        chosen = note.get("chosen") if isinstance(note, dict) else None
        return chosen if isinstance(chosen, str) else None

    def note(self, chosen: str, verdicts: Verdicts) -> None:
        """Remembers it for the next start."""
        self._notes.add(self._key, {"chosen": chosen, "verdicts": verdicts})
