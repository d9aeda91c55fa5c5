"""What every block passes last: finite or silent, held at the target loudness, faded in, below the peak."""

import math

import numpy as np

from installation.sound.loudness import Governor
from installation.sound.peak_limiter import Limiter

_STEEP, _FALL = (
    0.7,
    64,
)  # a gain that falls by more than 3 dB is meant for this very block: within 64 samples


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
        self._governor = Governor(
            target_lufs, frames, rate_hz, start_db=min(0.0, target_lufs + 23.0)
        )
        self._limiter = Limiter(frames, rate_hz)
        self._dt, self._fade_s, self._close_s = frames / rate_hz, fade_s, close_s
        self._open, self._gain = 0.0, 0.0
        self._ramp = (np.arange(1, frames + 1) / frames).astype(np.float32)
        self._fall = np.minimum(1.0, np.arange(1, frames + 1, dtype=np.float32) / _FALL)
        self.broken = 0  # blocks that were not finite, and silenced

    @property
    def silent(self) -> bool:
        """True when it is wholly closed."""
        return self._open == 0.0

    def aim(self, target_lufs: float) -> None:
        """Another loudness to be held from now on."""
        self._governor.aim(target_lufs)

    def process(self, block: np.ndarray, wanted: bool) -> np.ndarray:
        """(2, frames) -> (frames, 2) float32 for the device."""
        if not np.isfinite(block).all():
            self.broken += 1
            self._open = self._gain = 0.0  # it comes back as after a start
            block = np.zeros_like(block)
        step = self._dt / self._fade_s if wanted else -self._dt / self._close_s
        self._open = min(max(self._open + step, 0.0), 1.0)
        before = self._gain
        self._gain = self._governor.step(block) * math.sin(math.pi / 2 * self._open) ** 2
        ramp = self._ramp if self._gain > _STEEP * before else self._fall
        faded = block * (before + (self._gain - before) * ramp)
        return np.ascontiguousarray(self._limiter.process(faded.astype(np.float32)).T)
