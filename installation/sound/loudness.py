"""Loudness as people hear it, and a hand on the fader that holds it at the set target.

K-weighting and the loudness formula are ITU-R BS.1770-5 annex 1; the filters' analogue prototypes (so that
any sample rate works) are those of libebur128. Instead of running the filters we weight the spectrum: the
mean square of a filtered signal is the weighted sum over its spectrum (Parseval).
"""

import math

import numpy as np

SILENCE_LUFS = -120.0
_GATE_LUFS, _RELATIVE_GATE = (
    -60.0,
    -10.0,
)  # EBU R128 gates at -70; lower than -60 is no music of ours


def k_weight(hz, rate_hz: float) -> np.ndarray:
    """Amplitude response of the K-weighting at these frequencies."""
    z = np.exp(-2j * np.pi * np.asarray(hz, np.float64) / rate_hz)
    return np.abs(_shelf(z, rate_hz) * _high_pass(z, rate_hz))


def _shelf(z, rate_hz: float):
    f, gain_db, q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k, vh = np.tan(np.pi * f / rate_hz), 10 ** (gain_db / 20)
    vb, norm = vh**0.4996667741545416, 1 + k / q + k * k
    over = (vh + vb * k / q + k * k) + 2 * (k * k - vh) * z + (vh - vb * k / q + k * k) * z * z
    return over / (norm + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z)


def _high_pass(z, rate_hz: float):
    f, q = 38.13547087602444, 0.5003270373238773
    k = np.tan(np.pi * f / rate_hz)
    norm = 1 + k / q + k * k
    return (1 - 2 * z + z * z) / (
        1 + 2 * (k * k - 1) / norm * z + (1 - k / q + k * k) / norm * z * z
    )


def lufs(power: float) -> float:
    """Loudness of a K-weighted mean square, summed over the channels."""
    return -0.691 + 10 * math.log10(power) if power > 1e-12 else SILENCE_LUFS


class Meter:
    """K-weighted mean square of a stream, block by block."""

    def __init__(self, frames: int, rate_hz: float):
        self._window = np.sin(np.pi * (np.arange(2 * frames) + 0.5) / (2 * frames)).astype(
            np.float32
        )
        self._past = np.zeros((2, frames), np.float32)
        weight = k_weight(np.fft.rfftfreq(2 * frames, 1 / rate_hz), rate_hz) ** 2
        weight[1:-1] *= 2  # both halves of the spectrum
        self._weight = np.repeat(
            weight / (2 * frames) / frames, 2
        )  # for real and imaginary parts, side by side

    def power(self, block: np.ndarray) -> float:
        """Of the last two blocks under a sine window, whose squares add up to one; `block` (2, frames)."""
        past, self._past = self._past, np.array(block, np.float32, order="C")
        both = np.concatenate([past, self._past], axis=1)
        parts = (
            np.fft.rfft(both * self._window).view(np.float32).astype(np.float64)
        )  # squares of anything finite fit
        return float((parts**2 @ self._weight).sum())


class Recent:
    """The powers of the last `seconds`."""

    def __init__(self, seconds: float, dt: float):
        self._powers = np.zeros(max(1, round(seconds / dt)))
        self._count = 0

    def add(self, power: float) -> None:
        """One more block."""
        self._powers[self._count % len(self._powers)] = power
        self._count += 1

    def mean(self) -> float:
        """Mean power; what lies before the start counts as silence."""
        return _mean(self._powers)

    def gated(self) -> float | None:
        """Mean power of what is not silence, absolutely and relatively; None when all is."""
        heard = self._powers[self._powers > 10 ** ((_GATE_LUFS + 0.691) / 10)]
        if not len(heard):
            return None
        return _mean(heard[heard > _mean(heard) * 10 ** (_RELATIVE_GATE / 10)])


def _mean(powers: np.ndarray) -> float:
    return float(np.add.reduce(powers)) / len(
        powers
    )  # several times each block: np.mean takes its time


class Governor:
    """Gain towards a target loudness: slowly for the music, at once for what is too loud.

    The slow part looks at half a minute and moves by at most `_UP` or `_DOWN` dB a second, faster downwards
    when it is far off. Over that lie ceilings for the block, 400 ms and 3 s (the EBU's momentary and short
    term): a rise is limited from its first block on.
    """

    _UP, _DOWN, _RETURN = 0.5, 1.5, 4.0  # dB per second
    _RANGE = (-80.0, 12.0)
    _AIM = 1.0  # dB per second, towards another target
    _CEILINGS = ((0.0, 5.0), (0.4, 3.5), (3.0, 2.0))  # seconds, LU above the target

    def __init__(self, target_lufs: float, frames: int, rate_hz: float, start_db: float = 0.0):
        self._target = self._aim = target_lufs
        self._dt = frames / rate_hz
        self._meter = Meter(frames, rate_hz)
        self._long = Recent(30.0, self._dt)
        self._short = [(Recent(seconds, self._dt), above) for seconds, above in self._CEILINGS]
        self._slow_db = self._now_db = start_db

    def aim(self, target_lufs: float) -> None:
        """Another target: it is reached slowly, so that nobody notices when quiet hours begin."""
        self._aim = target_lufs

    def step(self, block: np.ndarray) -> float:
        """Amplitude gain to be reached at the end of this block (2, frames), measured before it."""
        self._target += _within(
            self._aim - self._target, -self._AIM * self._dt, self._AIM * self._dt
        )
        power = self._meter.power(block)
        self._long.add(power)
        self._follow()
        bounds = [self._slow_db, self._now_db + self._RETURN * self._dt]
        for recent, above in self._short:
            recent.add(power)
            bounds.append(self._target + above - lufs(recent.mean()))
        self._now_db = min(bounds)
        return 10 ** (self._now_db / 20)

    def _follow(self) -> None:
        heard = self._long.gated()
        if heard is not None:
            off = _within(self._target - lufs(heard), *self._RANGE) - self._slow_db
            down = self._DOWN + 12.0 * max(0.0, -off - 1.0)
            self._slow_db += _within(off, -down * self._dt, self._UP * self._dt)


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
