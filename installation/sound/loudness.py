"""Loudness as people hear it, and a fader that holds it at the set target.

K-weighting and the loudness formula are ITU-R BS.1770-5 annex 1; the filters' analogue prototypes (so that
any sample rate works) are those of libebur128. Instead of running the filters we weight the spectrum: the
mean square of a filtered signal is the weighted sum over its spectrum (Parseval).
"""

import math
from typing import Any

import numpy as np

SILENCE_LUFS = -120.0
_OFFSET = 0.691  # of the loudness formula
_SILENT_POWER = 1e-12
_GATE_LUFS = -60.0  # EBU R128 gates at -70; nothing below -60 is music of ours
_RELATIVE_GATE = -10.0
_GATE_POWER = 10 ** ((_GATE_LUFS + _OFFSET) / 10)
_RELATIVE_GATE_RATIO = 10 ** (_RELATIVE_GATE / 10)


def k_weight(hz: Any, rate_hz: float) -> np.ndarray:
    """Amplitude response of the K-weighting at these frequencies (a number or an array)."""
    frequencies = np.asarray(hz, np.float64)
    z = np.exp(-2j * np.pi * frequencies / rate_hz)
    response = _high_shelf(z, rate_hz) * _high_pass(z, rate_hz)
    return np.abs(response)


def _high_shelf(z: np.ndarray, rate_hz: float) -> np.ndarray:
    """The first filter of the K-weighting, complex, at exp(-i omega) `z`."""
    f = 1681.974450955533
    gain_db = 3.999843853973347
    q = 0.7071752369554196
    k = np.tan(np.pi * f / rate_hz)
    vh = 10 ** (gain_db / 20)
    vb = vh**0.4996667741545416
    norm = 1 + k / q + k * k
    b0 = vh + vb * k / q + k * k
    b1 = 2 * (k * k - vh)
    b2 = vh - vb * k / q + k * k
    a1 = 2 * (k * k - 1)
    a2 = 1 - k / q + k * k
    over = b0 + b1 * z + b2 * z * z
    under = norm + a1 * z + a2 * z * z
    return over / under


def _high_pass(z: np.ndarray, rate_hz: float) -> np.ndarray:
    """The second filter of the K-weighting, complex, at exp(-i omega) `z`."""
    f = 38.13547087602444
    q = 0.5003270373238773
    k = np.tan(np.pi * f / rate_hz)
    norm = 1 + k / q + k * k
    a1 = 2 * (k * k - 1) / norm
    a2 = (1 - k / q + k * k) / norm
    over = 1 - 2 * z + z * z
    under = 1 + a1 * z + a2 * z * z
    return over / under


def lufs(power: float) -> float:
    """Loudness of a K-weighted mean square, summed over the channels."""
    if power > _SILENT_POWER:
        return -_OFFSET + 10 * math.log10(power)
    return SILENCE_LUFS


class LoudnessMeter:
    """K-weighted mean square of a stream, block by block."""

    def __init__(self, frames: int, rate_hz: float):
        """`frames` of every block."""
        size = 2 * frames
        middles = np.arange(size) + 0.5
        angle = np.pi * middles / size
        self._window = np.sin(angle).astype(np.float32)
        self._past = np.zeros((2, frames), np.float32)
        hz = np.fft.rfftfreq(size, 1 / rate_hz)
        weights = k_weight(hz, rate_hz) ** 2
        weights[1:-1] *= 2  # both halves of the spectrum
        mean_weights = weights / size / frames
        self._weights = np.repeat(mean_weights, 2)  # real and imaginary parts lie side by side

    def power(self, block: np.ndarray) -> float:
        """Of the last two blocks under a sine window, whose squares add up to one; `block` (2, frames)."""
        past = self._past
        self._past = np.array(block, np.float32, order="C")
        both = np.concatenate([past, self._past], axis=1)
        spectrum = np.fft.rfft(both * self._window)
        # in float64 the squares of anything finite fit
        parts = spectrum.view(np.float32).astype(np.float64)
        return float((parts**2 @ self._weights).sum())


class PowerWindow:
    """The powers of the last `seconds`."""

    def __init__(self, seconds: float, dt: float):
        """`dt`: seconds of a block."""
        size = max(1, round(seconds / dt))
        self._powers = np.zeros(size)
        self._count = 0

    def record(self, power: float) -> None:
        """One more block."""
        self._powers[self._count % len(self._powers)] = power
        self._count += 1

    def mean(self) -> float:
        """Mean power; what lies before the start counts as silence."""
        return _mean(self._powers)

    def gated(self) -> float | None:
        """Mean power of what is not silence, absolutely and relatively; None when all is."""
        heard = self._powers[self._powers > _GATE_POWER]
        if not len(heard):
            return None
        relative_gate = _mean(heard) * _RELATIVE_GATE_RATIO
        return _mean(heard[heard > relative_gate])


def _mean(powers: np.ndarray) -> float:
    """Several times each block, for which np.mean is too slow."""
    return float(np.add.reduce(powers)) / len(powers)


class Leveler:
    """Gain towards a target loudness: slowly for the music, at once for what is too loud.

    The slow part looks at half a minute and moves by at most `_UP` or `_DOWN` dB a second, faster downwards
    when it is far off. Over that lie ceilings for the block, 400 ms and 3 s (the EBU's momentary and short
    term): a rise is limited from its first block on.
    """

    # dB per second
    _UP = 0.5
    _DOWN = 1.5
    _FAST_DOWN = 12.0  # more, for each dB beyond the first that it is too loud
    _RETURN = 4.0
    _RETARGET = 1.0  # towards another target

    _RANGE_DB = (-80.0, 12.0)
    _LONG_S = 30.0
    _CEILINGS = ((0.0, 5.0), (0.4, 3.5), (3.0, 2.0))  # seconds, LU above the target

    def __init__(
        self,
        target_lufs: float,
        frames: int,
        rate_hz: float,
        start_db: float = 0.0,
    ):
        """`frames` of every block; `start_db`: the gain it begins with."""
        self._target = target_lufs
        self._next_target = target_lufs
        self._dt = frames / rate_hz
        self._meter = LoudnessMeter(frames, rate_hz)
        self._long = PowerWindow(self._LONG_S, self._dt)
        self._short = [
            (PowerWindow(seconds, self._dt), above_lu) for seconds, above_lu in self._CEILINGS
        ]
        self._slow_db = start_db
        self._gain_db = start_db

    def set_target(self, target_lufs: float) -> None:
        """Another target, reached slowly, so that nobody notices when quiet hours begin."""
        self._next_target = target_lufs

    def gain(self, block: np.ndarray) -> float:
        """Amplitude gain to be reached at the end of this block (2, frames), measured before it."""
        self._move_target()
        power = self._meter.power(block)
        self._long.record(power)
        self._follow()
        returned_db = self._gain_db + self._RETURN * self._dt
        bounds = [self._slow_db, returned_db]
        for window, above_lu in self._short:
            window.record(power)
            ceiling = self._target + above_lu
            bounds.append(ceiling - lufs(window.mean()))
        self._gain_db = min(bounds)
        return 10 ** (self._gain_db / 20)

    def _move_target(self) -> None:
        step = self._RETARGET * self._dt
        off = self._next_target - self._target
        self._target += _within(off, -step, step)

    def _follow(self) -> None:
        """The slow part."""
        heard = self._long.gated()
        if heard is None:
            return
        wanted_db = _within(self._target - lufs(heard), *self._RANGE_DB)
        off_db = wanted_db - self._slow_db
        far_db = max(0.0, -off_db - 1.0)
        down = self._DOWN + self._FAST_DOWN * far_db
        lowest = -down * self._dt
        highest = self._UP * self._dt
        self._slow_db += _within(off_db, lowest, highest)


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
