"""Has the device hold what was chosen for it."""

from typing import Any

from installation.common import clock
from installation.faults import NoSound
from installation.sound.bank import FRAMES
from installation.sound.engine import AudioEngine
from installation.sound.latency_choice import LatencyChoice


class LatencyKeeper:
    """Once a second it looks how late the device asked, and what follows from that."""

    def __init__(self, least_ms: float, rate_hz: float, checkpoint: dict[str, Any]):
        """See `LatencyChoice`."""
        self._choice = LatencyChoice(least_ms, FRAMES / rate_hz, checkpoint)
        self._dry = 0  # times the device ran dry, when last looked

    @property
    def first_ms(self) -> float:
        """What a device holds that is opened now."""
        return self._choice.device_ms

    def attend(self, engine: AudioEngine) -> None:
        """Once a second. Raises `NoSound` when the device has to be opened anew: it does not play two streams."""
        counters = engine.output.counters
        late_ms = 1000 * clock.seconds(counters.latest_ns)
        counters.latest_ns = 0
        is_dry = engine.counts.device_underruns > self._dry
        self._dry = engine.counts.device_underruns
        if self._choice.device_ms == engine.device_ms:
            self._choice.update(late_ms, is_dry)
        wanted_ms = self._choice.device_ms
        if wanted_ms == engine.device_ms:
            return
        try:
            engine.give_to_hold(wanted_ms)
        except NoSound as fault:
            if wanted_ms > engine.device_ms:
                raise NoSound(
                    f'"{engine.output.device.name}" ran dry, or nearly, at {engine.device_ms:g} ms; '
                    f"it starts again with {wanted_ms:g} ms ({fault})"
                ) from fault
            self._choice.keep(engine.device_ms)
