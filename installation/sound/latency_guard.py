"""How much a device is given to hold: twice the configured time once it has run dry, or nearly, too often."""

from collections import deque
from typing import Any

from installation.faults import NoSound
from installation.sound.output import AudioOutput

# In so many of so many seconds is too often.
_TOO_MANY = 2
_WATCHED_S = 300
_SETTLE_S = 5  # a device that starts may run dry
_HOUSE_STARTS_S = 30  # while the other rooms start, it may nearly do
_KEY = "latency_ms"  # of the checkpoint


class LatencyGuard:
    """Doubles the time once, before many hear it; the room's next life reads it from the checkpoint."""

    def __init__(self, configured_ms: float, checkpoint: dict[str, Any]):
        """`checkpoint`: what the room's next life will know."""
        self._configured_ms = configured_ms
        self._checkpoint = checkpoint
        self.device_ms: float = checkpoint.get(_KEY, configured_ms)  # in this life
        self._seconds = 0  # that it has played
        self._device_underruns = 0
        self._near_xruns = 0
        self._strained: deque[bool] = deque(maxlen=_WATCHED_S)  # second by second

    def update(self, output: AudioOutput) -> None:
        """Once a second. Raises `NoSound` when the device has to be opened anew with more time."""
        better_ms = self._checkpoint.get(_KEY, self._configured_ms)
        if better_ms != self.device_ms:  # the parent has heard of it by now
            raise NoSound(
                f'"{output.device.name}" ran dry, or nearly, at {self.device_ms:g} ms; '
                f"it starts again with {better_ms:g} ms"
            )
        self._seconds += 1
        self._strained.append(self._is_strained(output))
        is_too_often = sum(self._strained) >= _TOO_MANY
        if is_too_often and self.device_ms == self._configured_ms:
            self._checkpoint[_KEY] = 2 * self._configured_ms

    def _is_strained(self, output: AudioOutput) -> bool:
        """Whether it ran dry, or nearly, in the last second."""
        counters = output.counters
        is_dry = counters.device_underruns > self._device_underruns
        is_nearly_dry = counters.near_xruns > self._near_xruns
        self._device_underruns = counters.device_underruns
        self._near_xruns = counters.near_xruns
        if is_dry and self._seconds > _SETTLE_S:
            return True
        return is_nearly_dry and self._seconds > _HOUSE_STARTS_S
