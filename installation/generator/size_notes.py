"""What was measured on this machine before: Full HD pictures a second, of each pack and screen."""

from pathlib import Path

from installation.generator.machine_notes import MachineNotes, weight
from installation.packs.manifest import Pack

FILE = "picture-size.json"  # in the state folder


class SizeNotes:
    """Of one pack, painted by this machine or by a server."""

    def __init__(self, state: Path, pack: Pack, place: str = ""):
        """`place` is the server that paints, where it is not this machine."""
        self._notes = MachineNotes(state / FILE, "full_hd_hz")
        model = place or weight(pack)
        self._pack = f"{pack.about.name} {pack.about.version}, {model}"

    def full_hd_hz(self, height: int, width: int) -> float | None:
        """Of this pack for such a screen; None where it was never measured."""
        rate_hz = self._notes.read().get(self._key(height, width))
        return rate_hz if isinstance(rate_hz, float) else None

    def note(self, height: int, width: int, rate_hz: float) -> None:
        """Remembers it for the next start."""
        self._notes.add(self._key(height, width), rate_hz)

    def _key(self, height: int, width: int) -> str:
        return f"{self._pack}, {width}x{height}"
