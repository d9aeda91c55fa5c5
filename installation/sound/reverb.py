"""The space: partitioned convolution with an impulse response made of decaying noise.

Chosen over a feedback network because it has no metallic modes, cannot run away, and costs a fixed time.
Uniformly partitioned overlap-save after W. G. Gardner, "Efficient convolution without input-output delay",
JAES 43(3), 1995; here the partitions are as long as the block, so it adds no delay at all.
"""

import numpy as np

# Decay times (s to -60 dB) at these frequencies: a stone hall with wooden furniture, dark and long.
_DECAY_HZ = (125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0)
_DECAY_S = (4.2, 4.6, 4.4, 3.8, 3.0, 2.0, 1.1)
_BANDWIDTH_HZ = 9000.0  # no reverberation above: air and walls take it, and we need not compute it
_PREDELAY_S, _BUILDUP_S = 0.012, 0.05
# A part of the response that is cut out of the whole is no longer limited to a band, nor, once the band is, to its
# time: it fades at the end of the band, and has this many samples more at both ends. Without, each seam of blocks ticks.
_FADED_HZ = 0.9 * _BANDWIDTH_HZ, 1.1 * _BANDWIDTH_HZ
_SPREAD = 128


def impulse_response(seed: int, rate_hz: float, seconds: float) -> np.ndarray:
    """(2, n) float32, left and right independent; unit power gain from 200 to 2000 Hz."""
    random = np.random.default_rng(seed)
    length = int(seconds * rate_hz)
    spectrum = np.fft.rfft(random.standard_normal((2, length)))
    bands = _band_weights(np.fft.rfftfreq(length, 1 / rate_hz))
    t = np.arange(length) / rate_hz
    response = np.zeros((2, length))
    for weights, decay_s in zip(bands, _DECAY_S):
        response += np.fft.irfft(spectrum * weights, length) * 10 ** (-3 * t / decay_s)
    since = np.clip((t - _PREDELAY_S) / _BUILDUP_S, 0, 1)
    ending = np.clip((seconds - t) / (0.2 * seconds), 0, 1)
    response *= np.sin(np.pi / 2 * since) ** 2 * np.sin(np.pi / 2 * ending) ** 2
    gain = np.abs(np.fft.rfft(response))[:, int(200 * seconds) : int(2000 * seconds)]  # bins are 1/seconds apart
    return (response / np.sqrt((gain**2).mean(axis=1, keepdims=True))).astype(np.float32)


def _band_weights(hz: np.ndarray) -> np.ndarray:
    """(bands, bins): triangles in octaves that add up to one; nothing below 50 Hz and above the bandwidth."""
    octave = np.log2(np.maximum(hz, 1.0))
    centres = np.log2(_DECAY_HZ)
    weights = np.stack([np.interp(octave, centres, row) for row in np.eye(len(centres))])
    low = np.clip((octave - np.log2(50.0)) / 1.0, 0, 1)
    high = np.clip(np.log2(_BANDWIDTH_HZ) - octave, 0, 1)
    return weights * np.sin(np.pi / 2 * low) ** 2 * np.sin(np.pi / 2 * high) ** 2


class Reverb:
    """Left through the left response, right through the right one."""

    def __init__(self, response: np.ndarray, frames: int, rate_hz: float):
        """`response`: (2, n), silent for its first `_SPREAD` samples; `frames`: length of every block."""
        response = response[:, _SPREAD:]
        parts = -(-response.shape[1] // frames)
        self._size = frames + (frames + 2 * _SPREAD)  # of the transforms: a block, and what a part lasts
        padded = np.zeros((2, parts, self._size), np.float32)
        whole = np.zeros((2, parts * frames), np.float32)
        whole[:, : response.shape[1]] = response
        padded[:, :, _SPREAD : _SPREAD + frames] = whole.reshape(2, parts, frames)
        hz = np.fft.rfftfreq(self._size, 1 / rate_hz)
        self._bins = int(np.searchsorted(hz, _FADED_HZ[1]))
        faded = np.clip((hz[: self._bins] - _FADED_HZ[0]) / (_FADED_HZ[1] - _FADED_HZ[0]), 0, 1)
        filters = np.fft.rfft(padded)[:, :, : self._bins] * np.cos(np.pi / 2 * faded) ** 2
        # (2, bins, 1, parts)
        self._filter = np.ascontiguousarray(filters.transpose(0, 2, 1)[:, :, None], np.complex64)
        # spectra of past blocks, newest first from `_newest` on: a ring, written twice so that it need not be cut
        self._past = np.zeros((2, self._bins, 2 * parts), np.complex64)
        self._window = np.zeros((2, self._size), np.float32)
        self._newest = 0
        self._frames = frames

    def process(self, block: np.ndarray) -> np.ndarray:
        """(2, frames) float32 -> (2, frames) float32, wet only."""
        frames, parts = self._frames, self._filter.shape[-1]
        self._window = np.concatenate([self._window[:, frames:], block], axis=1)
        self._newest = (self._newest - 1) % parts
        newest = np.fft.rfft(self._window)[:, : self._bins]
        self._past[:, :, self._newest] = self._past[:, :, self._newest + parts] = newest
        spectrum = np.zeros((2, self._size // 2 + 1), np.complex64)
        past = self._past[:, :, self._newest : self._newest + parts]
        spectrum[:, : self._bins] = (self._filter @ past[..., None])[:, :, 0, 0]  # the sum over all partitions
        return np.fft.irfft(spectrum, self._size)[:, -frames:].astype(np.float32)
