"""The calibration noise: what a technician measures where visitors stand, so that LUFS become dB(A)."""

import numpy as np

from installation.sound.level import NOISE_LUFS
from installation.sound.loudness import Meter, lufs
from installation.sound.master import Master

_HZ = (100.0, 8000.0)
_PERIOD = 2**17  # samples: some seconds, so that nobody hears it come again
_FRAMES = 4096
_FADE_S = 0.05


def period(rate_hz: float) -> np.ndarray:
    """(n, 2) float32: pink noise in the band of the ear, `NOISE_LUFS` loud, the same on both sides; its end joins its beginning."""
    hz = np.fft.rfftfreq(_PERIOD, 1 / rate_hz)
    inside = (hz > _HZ[0]) & (hz < min(_HZ[1], 0.45 * rate_hz))
    spectrum = (
        np.fft.rfft(np.random.default_rng(1).standard_normal(_PERIOD))
        * inside
        / np.sqrt(np.maximum(hz, 1))
    )
    sound = np.repeat(np.fft.irfft(spectrum, _PERIOD)[:, None], 2, axis=1).astype(np.float32)
    return sound * np.float32(10 ** ((NOISE_LUFS - _loudness(sound, rate_hz)) / 20))


class Calibration:
    """The noise in the place of the piece, for some seconds; through a limiter like everything that is heard."""

    def __init__(self, frames: int, rate_hz: float):
        """`frames` of every block."""
        self._period, self._frames, self._rate = period(rate_hz), frames, rate_hz
        self._master = Master(NOISE_LUFS, frames, rate_hz, _FADE_S, _FADE_S)
        self._at = self._left = 0  # frames
        self._begun = False

    @property
    def is_over(self) -> bool:
        """True when it has been played, and has faded."""
        return self._left <= 0 and (self._master.silent or not self._begun)

    def ends_after(self, seconds: float) -> None:
        """Seconds from now; 0 fades at once."""
        self._left = int(seconds * self._rate)

    def block(self) -> np.ndarray:
        """The next block, (frames, 2) float32."""
        at = np.arange(self._at, self._at + self._frames) % len(self._period)
        self._at, self._left, self._begun = self._at + self._frames, self._left - self._frames, True
        return self._master.process(self._period[at].T, self._left > 0)


def _loudness(sound: np.ndarray, rate_hz: float) -> float:
    """LUFS of even noise (n, 2)."""
    meter = Meter(_FRAMES, rate_hz)
    powers = [meter.power(sound[at : at + _FRAMES].T) for at in range(0, len(sound), _FRAMES)]
    return lufs(float(np.mean(powers[1:])))
