"""The last gate before the loudspeaker: no true peak above the ceiling.

True peak as in ITU-R BS.1770-5 annex 2, four times oversampled, but with a longer interpolator than the
recommendation's, which reads up to half a decibel low. Gain is decided every `_STEP` samples and runs
linearly between: it is down before the peak arrives.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

CEILING_DBTP = -1.0
_MARGIN_DB = 1.0  # noise up to the last hertz has peaks between the points that we look at
_STEP = 32
_AHEAD = 4  # steps
_TAPS = 64
_MIDDLE_TAPS = slice(_TAPS // 2 - 1, _TAPS // 2 + 1)
_RELEASE_S = 0.25
_RELEASED = 0.9999
_WORST = 4.0  # no interpolated value exceeds the largest sample by more than this (sum of the taps)


def _interpolator() -> np.ndarray:
    """(_TAPS, 3): windowed sinc for the points a quarter, a half and three quarters after tap _TAPS/2 - 1."""
    taps = np.arange(_TAPS)[:, None] - (_TAPS // 2 - 1)
    at = taps - np.array([0.25, 0.5, 0.75])
    angle = np.pi * at / (_TAPS + 1)
    window = np.cos(angle) ** 2
    return (np.sinc(at) * window).astype(np.float32)


class PeakLimiter:
    """Stereo look-ahead limiter; delays by `DELAY` samples."""

    DELAY = _TAPS // 2 + _AHEAD * _STEP

    def __init__(
        self,
        frames: int,
        rate_hz: float,
        ceiling_dbtp: float = CEILING_DBTP,
    ):
        """`frames` of every block: a multiple of 32."""
        self._hard = 10 ** (ceiling_dbtp / 20)
        self._ceiling = self._hard * 10 ** (-_MARGIN_DB / 20)
        self._history = np.zeros((2, self.DELAY), np.float32)
        self._interpolator = _interpolator()
        self._needed = np.ones(_AHEAD)  # gains that the last steps need
        self._held = np.ones(_AHEAD)  # the same, held until their peak is through, and released
        self._edge = 1.0
        self._release = 1 - np.exp(-_STEP / rate_hz / _RELEASE_S)
        self._frames = frames

    def process(self, block: np.ndarray) -> np.ndarray:
        """(2, frames) finite float32 -> (2, frames) float32, late by `DELAY`, never above the ceiling."""
        line = np.concatenate([self._history, block], axis=1)
        self._history = line[:, -self.DELAY :]
        out = line[:, : self._frames] * self._gains(line)
        return np.clip(out, -self._hard, self._hard)

    def _gains(self, line: np.ndarray) -> np.ndarray | np.float32:
        """(frames,) for the samples that leave now; 1 while there is nothing to do."""
        needed = np.concatenate([self._needed, self._needed_now(line)])
        if needed.min() == self._held.min() == self._edge == 1.0:
            return np.float32(1.0)
        lowest = sliding_window_view(needed, _AHEAD + 1).min(axis=1)
        held = np.concatenate([self._held, self._released(lowest)])
        # the mean of the last steps makes a soft attack; each of them already knows the coming peak
        last_steps = sliding_window_view(held, _AHEAD)[1:]
        means = last_steps.mean(axis=1)
        edges = np.concatenate([[self._edge], means])
        self._needed = needed[-_AHEAD:]
        self._held = held[-_AHEAD:]
        self._edge = edges[-1]
        at = np.arange(self._frames) / _STEP
        gains = np.interp(at, np.arange(len(edges)), edges)
        return gains.astype(np.float32)

    def _needed_now(self, line: np.ndarray) -> np.ndarray:
        """(steps,): the largest gain at which each step of the newest block stays below the ceiling."""
        count = self._frames + _TAPS - 1
        newest = line[:, -count:]
        loudest = np.abs(newest).max()
        if loudest * _WORST < self._ceiling:
            return np.ones(self._frames // _STEP)
        windows = sliding_window_view(newest, _TAPS, axis=1)  # (2, frames, _TAPS)
        between = np.abs(windows @ self._interpolator)
        samples = np.abs(windows[:, :, _MIDDLE_TAPS])
        peaks = np.maximum(
            between.max(axis=(0, 2)),
            samples.max(axis=(0, 2)),
        )
        step_peaks = peaks.reshape(-1, _STEP).max(axis=1)
        gains = self._ceiling / np.maximum(step_peaks, 1e-9)
        return np.minimum(1.0, gains)

    def _released(self, lowest: np.ndarray) -> np.ndarray:
        """(steps,): `lowest`, but rising no faster than the release allows."""
        gain = self._held[-1]
        if gain > _RELEASED and lowest.min() == 1.0:
            return lowest
        held = np.empty_like(lowest)
        for step, bound in enumerate(lowest):
            gain = min(bound, gain + (1 - gain) * self._release)
            held[step] = gain
        return held
