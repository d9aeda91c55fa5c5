"""The calibration noise: what a technician measures where visitors stand, so that LUFS become dB(A)."""

import numpy as np

from installation.sound.level import NOISE_LUFS
from installation.sound.loudness import LoudnessMeter, lufs
from installation.sound.master import Master

_LOW_HZ = 100.0
_HIGH_HZ = 8000.0
_LENGTH = 2**17  # samples: some seconds, so that nobody hears it repeat
_METER_FRAMES = 4096
_FADE_S = 0.05
_SEED = 1


def noise_cycle(rate_hz: float) -> np.ndarray:
    """(n, 2) float32: pink noise from 100 Hz to 8 kHz, `NOISE_LUFS` loud, the same on both sides.

    Its end joins its beginning.
    """
    hz = np.fft.rfftfreq(_LENGTH, 1 / rate_hz)
    highest_hz = min(_HIGH_HZ, 0.45 * rate_hz)
    is_inside = (hz > _LOW_HZ) & (hz < highest_hz)
    white = np.random.default_rng(_SEED).standard_normal(_LENGTH)
    slope = np.sqrt(np.maximum(hz, 1))  # -3 dB an octave
    pink = np.fft.rfft(white) * is_inside / slope
    mono = np.fft.irfft(pink, _LENGTH)
    stereo = np.repeat(mono[:, None], 2, axis=1)
    sound = stereo.astype(np.float32)
    gain_db = NOISE_LUFS - _loudness(sound, rate_hz)
    return sound * np.float32(10 ** (gain_db / 20))


class CalibrationNoise:
    """The noise in the place of the piece, for some seconds; through a limiter like everything that is heard."""

    def __init__(self, frames: int, rate_hz: float):
        """`frames` of every block."""
        self._cycle = noise_cycle(rate_hz)
        self._frames = frames
        self._rate = rate_hz
        self._master = Master(
            NOISE_LUFS,
            frames,
            rate_hz,
            _FADE_S,
            _FADE_S,
        )
        self._position = 0  # frames
        self._left = 0  # frames
        self._has_begun = False

    @property
    def is_over(self) -> bool:
        """True when it has been played, and has faded."""
        is_silent = self._master.is_silent or not self._has_begun
        return self._left <= 0 and is_silent

    def end_after(self, seconds: float) -> None:
        """Seconds from now; 0 fades at once."""
        self._left = int(seconds * self._rate)

    def render(self) -> np.ndarray:
        """The next block, (frames, 2) float32."""
        end = self._position + self._frames
        frames = np.arange(self._position, end) % len(self._cycle)
        self._position = end
        self._left -= self._frames
        self._has_begun = True
        block = self._cycle[frames].T
        return self._master.process(block, self._left > 0)


def _loudness(sound: np.ndarray, rate_hz: float) -> float:
    """LUFS of even noise (n, 2)."""
    meter = LoudnessMeter(_METER_FRAMES, rate_hz)
    powers = []
    for start in range(0, len(sound), _METER_FRAMES):
        block = sound[start : start + _METER_FRAMES].T
        powers.append(meter.power(block))
    return lufs(float(np.mean(powers[1:])))
