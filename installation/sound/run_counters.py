"""What the sound room counts over all its lives in a run."""

from typing import Any

from installation.sound.bank import FRAMES
from installation.sound.engine import AudioEngine
from installation.telemetry import SoundTelemetry

_NAMES = ("blocks", "xruns", "ring_underruns", "near_xruns")


class RunCounters:
    """Kept in the checkpoint, told in the telemetry."""

    def __init__(self, checkpoint: dict[str, Any], telemetry: SoundTelemetry):
        """`checkpoint`: with the counts of earlier lives, where there were any."""
        self._checkpoint = checkpoint
        self._telemetry = telemetry
        self._earlier = {name: checkpoint.get(name, 0) for name in _NAMES}
        self._tell(self._earlier)

    def update(self, engine: AudioEngine) -> None:
        """Adds what the engine of this life has counted."""
        played = engine.counts
        counts = {
            "blocks": played.frames // FRAMES,
            "xruns": played.xruns,
            "ring_underruns": played.ring_underruns,
            "near_xruns": played.near_xruns,
        }
        totals = {}
        for name, count in counts.items():
            totals[name] = self._earlier[name] + count
        self._checkpoint.update(totals)
        self._tell(totals)

    def _tell(self, totals: dict[str, int]) -> None:
        self._telemetry.blocks = totals["blocks"]
        self._telemetry.xruns = totals["xruns"]
        self._telemetry.ring_underruns = totals["ring_underruns"]
        self._telemetry.near_xruns = totals["near_xruns"]
