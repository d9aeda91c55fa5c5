"""Filtered noise: the bow's hair, the organ's wind, the air that visitors stir.

Made in the frequency domain: frames of random phase, two blocks long, under a sine window whose squares add
up to one, so that noise and envelope pass into each other without a seam.
"""

import math

import numpy as np

from installation.sound.timbre import FORMANTS, amplitude, formant_basis

_LOW_HZ, _HIGH_HZ = 180.0, 5200.0


class Breath:
    """Two independent channels of noise with the spectral envelope of the timbre."""

    def __init__(self, random: np.random.Generator, frames: int, rate_hz: float):
        self._random, self._frames = random, frames
        self._tail = np.zeros((2, frames), np.float32)
        hz = np.fft.rfftfreq(2 * frames, 1 / rate_hz)
        self._bins = int(np.searchsorted(hz, 2.2 * _HIGH_HZ))
        used = np.maximum(hz[: self._bins], 20.0)
        self._coarse = np.geomspace(
            20.0, used[-1], 64
        )  # the envelope is smooth: 64 places are enough
        self._basis = 0.7 * formant_basis(self._coarse)
        self._used, self._places = np.log(used), np.log(self._coarse)
        window = np.sin(np.pi * (np.arange(2 * frames) + 0.5) / (2 * frames))
        self._window = (window * frames).astype(np.float32)
        self._spectrum = np.zeros((2, frames + 1), np.complex64)
        band = 1 / (1 + (_LOW_HZ / self._coarse) ** 4) / (1 + (self._coarse / _HIGH_HZ) ** 4)
        self._band_db = 20 * np.log10(band) - 4.0 * np.log2(np.maximum(self._coarse / 400.0, 1.0))

    def render(self, formants: np.ndarray, gains: np.ndarray) -> np.ndarray:
        """(2, frames) float32; `formants` (FORMANTS,) dB, `gains` (2,) about the rms of each channel."""
        shape = amplitude(self._band_db + self._basis @ formants.reshape(FORMANTS))
        envelope = np.interp(self._used, self._places, shape)
        gains = gains / (math.sqrt(envelope @ envelope) + 1e-9)
        noise = self._random.standard_normal((2, self._bins, 2), np.float32).view(np.complex64)[
            ..., 0
        ]
        np.multiply(
            noise, np.outer(gains, envelope).astype(np.float32), out=self._spectrum[:, : self._bins]
        )
        frame = np.fft.irfft(self._spectrum, 2 * self._frames) * self._window
        block = self._tail + frame[:, : self._frames]
        self._tail = frame[:, self._frames :]
        return block
