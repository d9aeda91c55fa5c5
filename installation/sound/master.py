"""What every block passes last: finite or silent, held at the target loudness, faded in, below the peak."""

import math

import numpy as np

from installation.sound.loudness import Leveler
from installation.sound.peak_limiter import PeakLimiter

# A gain that falls by more than 3 dB is meant for this very block: it has fallen within so many samples.
_STEEP = 0.7
_FALL_FRAMES = 64
_USUAL_LUFS = -23.0


class Master:
    """Starts silent; opens within `fade_s` whenever it is wanted, closes within `close_s` when not."""

    def __init__(
        self,
        target_lufs: float,
        frames: int,
        rate_hz: float,
        fade_s: float = 2.5,
        close_s: float = 4.0,
    ):
        """`frames` of every block."""
        start_db = min(0.0, target_lufs - _USUAL_LUFS)
        self._leveler = Leveler(
            target_lufs,
            frames,
            rate_hz,
            start_db,
        )
        self._limiter = PeakLimiter(frames, rate_hz)
        self._dt = frames / rate_hz
        self._fade_s = fade_s
        self._close_s = close_s
        self._open = 0.0  # 0 closed .. 1 open
        self._gain = 0.0
        number = np.arange(1, frames + 1)
        self._ramp = (number / frames).astype(np.float32)
        self._fall = np.minimum(1.0, number.astype(np.float32) / _FALL_FRAMES)
        self.bad_blocks = 0  # that were not finite, and silenced

    @property
    def is_silent(self) -> bool:
        """True when it is wholly closed."""
        return self._open == 0.0

    def set_target(self, target_lufs: float) -> None:
        """Another loudness to be held from now on."""
        self._leveler.set_target(target_lufs)

    def process(self, block: np.ndarray, is_wanted: bool) -> np.ndarray:
        """(2, frames) -> (frames, 2) float32 for the device."""
        if not np.isfinite(block).all():
            self.bad_blocks += 1
            self._open = 0.0  # it comes back as after a start
            self._gain = 0.0
            block = np.zeros_like(block)
        self._move(is_wanted)
        before = self._gain
        opening = math.sin(math.pi / 2 * self._open) ** 2
        after = self._leveler.gain(block) * opening
        self._gain = after
        is_steep = after <= _STEEP * before
        ramp = self._fall if is_steep else self._ramp
        faded = block * (before + (after - before) * ramp)
        limited = self._limiter.process(faded.astype(np.float32))
        return np.ascontiguousarray(limited.T)

    def _move(self, is_wanted: bool) -> None:
        """One block further open or closed."""
        if is_wanted:
            step = self._dt / self._fade_s
            self._open = min(self._open + step, 1.0)
        else:
            step = self._dt / self._close_s
            self._open = max(self._open - step, 0.0)
