"""Filtered noise: the bow's hair, the organ's wind, the air that visitors stir.

Made in the frequency domain: frames of random phase, two blocks long, under a sine window whose squares add
up to one, so that noise and envelope change over without a seam.
"""

import math

import numpy as np

from installation.sound.timbre import FORMANTS, amplitude, formant_basis

_LOW_HZ = 180.0
_HIGH_HZ = 5200.0
_ENVELOPE_POINTS = 64  # the envelope is smooth: so few are enough


class NoiseLayer:
    """Two independent channels of noise with the spectral envelope of the timbre."""

    def __init__(
        self,
        random: np.random.Generator,
        frames: int,
        rate_hz: float,
    ):
        """`frames` of every block."""
        self._random = random
        self._frames = frames
        self._tail: np.ndarray = np.zeros((2, frames), np.float32)
        hz = np.fft.rfftfreq(2 * frames, 1 / rate_hz)
        self._bins = int(np.searchsorted(hz, 2.2 * _HIGH_HZ))
        used = np.maximum(hz[: self._bins], 20.0)
        coarse = np.geomspace(20.0, used[-1], _ENVELOPE_POINTS)
        self._basis = 0.7 * formant_basis(coarse)
        self._band_db = _band_db(coarse)
        self._log_used = np.log(used)
        self._log_coarse = np.log(coarse)
        middles = np.arange(2 * frames) + 0.5
        window = np.sin(np.pi * middles / (2 * frames))
        self._window = (window * frames).astype(np.float32)
        self._spectrum = np.zeros((2, frames + 1), np.complex64)

    def render(self, formants: np.ndarray, gains: np.ndarray) -> np.ndarray:
        """The next block, (2, frames) float32.

        `formants` (FORMANTS,) in dB; `gains` (2,) are about the RMS of each channel.
        """
        formants_db = self._basis @ formants.reshape(FORMANTS)
        shape = amplitude(self._band_db + formants_db)
        envelope = np.interp(self._log_used, self._log_coarse, shape)
        rms = math.sqrt(envelope @ envelope)
        gains = gains / (rms + 1e-9)
        weights = np.outer(gains, envelope).astype(np.float32)
        normal = self._random.standard_normal((2, self._bins, 2), np.float32)
        noise = normal.view(np.complex64)[..., 0]
        np.multiply(
            noise,
            weights,
            out=self._spectrum[:, : self._bins],
        )
        frames = self._frames
        sound = np.fft.irfft(self._spectrum, 2 * frames)
        sound = sound * self._window
        block = self._tail + sound[:, :frames]
        self._tail = sound[:, frames:]
        return block


def _band_db(hz: np.ndarray) -> np.ndarray:
    """What of the noise is let through at these frequencies, dB: a band that falls off above 400 Hz."""
    high_pass = 1 + (_LOW_HZ / hz) ** 4
    low_pass = 1 + (hz / _HIGH_HZ) ** 4
    band = 1 / high_pass / low_pass
    octaves = np.log2(np.maximum(hz / 400.0, 1.0))
    return 20 * np.log10(band) - 4.0 * octaves
