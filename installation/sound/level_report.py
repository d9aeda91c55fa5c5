"""How loud it is, for the console."""

from installation.common import clock
from installation.ipc.wire import WireEnds
from installation.messages import Level

_PERIOD_NS = clock.SECOND_NS // 20


class LevelReport:
    """Publishes the level twenty times a second."""

    def __init__(self, wires: WireEnds):
        self._wires = wires
        self._seq = 0
        self._sent_ns = 0
        self._peak = 0.0  # since then

    def record(self, peak: float, rms: float, light_ns: int) -> None:
        """Of the newest block, 0..1 of full scale; `light_ns` of the newest point in it."""
        self._peak = max(self._peak, peak)
        now_ns = clock.now_ns()
        if now_ns - self._sent_ns < _PERIOD_NS:
            return
        self._sent_ns = now_ns
        self._seq += 1
        self._wires.send(
            Level(
                seq=self._seq,
                light_ns=light_ns,
                peak=self._peak,
                rms=rms,
            )
        )
        self._peak = 0.0
