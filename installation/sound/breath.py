"""Filtered noise: the bow's hair, the organ's wind, the air that visitors stir.

Made in the frequency domain: frames of random phase, two blocks long, under a sine window whose squares add
up to one, so that noise and envelope pass into each other without a seam.
"""

import numpy as np

from installation.sound.timbre import FORMANTS, amplitude, formant_basis

_LOW_HZ, _HIGH_HZ = 180.0, 5200.0


class Breath:
    """Two independent channels of noise with the spectral envelope of the timbre."""

    def __init__(self, random: np.random.Generator, frames: int, rate_hz: float):
        self._random, self._frames = random, frames
        self._window = np.sin(np.pi * (np.arange(2 * frames) + 0.5) / (2 * frames)).astype(np.float32)
        self._tail = np.zeros((2, frames), np.float32)
        hz = np.fft.rfftfreq(2 * frames, 1 / rate_hz)
        self._bins = int(np.searchsorted(hz, 2.2 * _HIGH_HZ))
        used = np.maximum(hz[: self._bins], 20.0)
        self._coarse = np.geomspace(20.0, used[-1], 64)  # the envelope is smooth: 64 places are enough
        self._basis = formant_basis(self._coarse)
        self._used = np.log(used)
        band = 1 / (1 + (_LOW_HZ / self._coarse) ** 4) / (1 + (self._coarse / _HIGH_HZ) ** 4)
        self._band_db = 20 * np.log10(band) - 4.0 * np.log2(np.maximum(self._coarse / 400.0, 1.0))

    def render(self, formants: np.ndarray, gains: np.ndarray) -> np.ndarray:
        """(2, frames) float32; `formants` (FORMANTS,) dB, `gains` (2,) about the rms of each channel."""
        shape = amplitude(self._band_db + 0.7 * self._basis @ formants.reshape(FORMANTS))
        envelope = np.interp(self._used, np.log(self._coarse), shape)
        energy = np.sqrt((envelope**2).sum() / len(envelope)) + 1e-9
        noise = self._random.standard_normal((2, 2, self._bins), np.float32)
        spectrum = np.zeros((2, self._frames + 1), np.complex64)
        spectrum[:, : self._bins] = (noise[0] + 1j * noise[1]) * (envelope / energy * gains[:, None])
        scale = self._frames / np.sqrt(self._bins)
        frame = np.fft.irfft(spectrum, 2 * self._frames) * (scale * self._window)
        block = self._tail + frame[:, : self._frames]
        self._tail = frame[:, self._frames :].astype(np.float32)
        return block.astype(np.float32)
