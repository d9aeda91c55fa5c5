"""The space: partitioned convolution with an impulse response made of decaying noise.

Chosen over a feedback network because it has no metallic modes, cannot run away, and costs a fixed time.
Partitioned overlap-save after W. G. Gardner, "Efficient convolution without input-output delay", JAES 43(3),
1995: the first partitions are as long as the block, so it adds no delay at all, the later ones several times that.
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
_LATE = 8  # blocks in a late partition


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
    gain = np.abs(np.fft.rfft(response))[
        :, int(200 * seconds) : int(2000 * seconds)
    ]  # bins are 1/seconds apart
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
    """Left through the left response, right through the right one; the late part of it in longer partitions.

    What those are given lies so far in the past that their work is spread over the blocks in between.
    """

    def __init__(self, response: np.ndarray, frames: int, rate_hz: float):
        """`response`: (2, n), silent for its first `_SPREAD` samples; `frames`: length of every block."""
        response, late = response[:, _SPREAD:], 2 * _LATE * frames
        self._early = _Partitions(response[:, :late], frames, rate_hz)
        self._late = _Partitions(response[:, late:], _LATE * frames, rate_hz)
        self._heard = np.zeros(
            (2, _LATE, frames), np.float32
        )  # what the late partitions are given next
        self._tail = np.zeros((2, _LATE, frames), np.float32)  # what they gave last
        self._turn = 0

    def process(self, block: np.ndarray) -> np.ndarray:
        """(2, frames) float32 -> (2, frames) float32, wet only."""
        turn, self._turn = self._turn, (self._turn + 1) % _LATE
        self._early.take(block)
        self._early.multiply()
        wet = self._early.give() + self._tail[:, turn]
        if turn == 0:
            self._late.take(self._heard.reshape(2, -1))
        self._heard[:, turn] = block
        self._late.multiply(turn, _LATE)
        if turn == _LATE - 1:
            self._tail[:] = self._late.give().reshape(self._tail.shape)
        return wet


class _Partitions:
    """Uniformly partitioned convolution of (2, n) with (2, n), channel by channel, in three steps."""

    def __init__(self, response: np.ndarray, frames: int, rate_hz: float):
        parts = max(1, -(-response.shape[1] // frames))
        self._frames, self._size = (
            frames,
            frames + (frames + 2 * _SPREAD),
        )  # a block, and what a part lasts
        padded = np.zeros((parts, 2, self._size), np.float32)
        whole = np.zeros((2, parts * frames), np.float32)
        whole[:, : response.shape[1]] = response
        padded[:, :, _SPREAD : _SPREAD + frames] = whole.reshape(2, parts, frames).transpose(
            1, 0, 2
        )
        hz = np.fft.rfftfreq(self._size, 1 / rate_hz)
        self._bins = int(np.searchsorted(hz, _FADED_HZ[1]))
        faded = np.clip((hz[: self._bins] - _FADED_HZ[0]) / (_FADED_HZ[1] - _FADED_HZ[0]), 0, 1)
        filters = np.fft.rfft(padded)[:, :, : self._bins] * np.cos(np.pi / 2 * faded) ** 2
        filters = filters.reshape(parts, -1).astype(np.complex64)
        self._filters = np.concatenate(
            [filters, filters]
        )  # twice: from wherever the newest lies, all in a row
        self._past = np.zeros(
            (parts, 2 * self._bins), np.complex64
        )  # spectra of past blocks, a ring
        self._products = np.empty_like(self._past)
        self._sum = np.zeros(2 * self._bins, np.complex64)
        self._spectrum = np.zeros((2, self._size // 2 + 1), np.complex64)
        self._window = np.zeros((2, self._size), np.float32)
        self._newest = 0

    def take(self, block: np.ndarray) -> None:
        """The next block, (2, frames)."""
        frames = self._frames
        self._window[:, :-frames] = self._window[:, frames:]
        self._window[:, -frames:] = block
        self._newest = (self._newest - 1) % len(self._past)
        self._past[self._newest].reshape(2, -1)[:] = np.fft.rfft(self._window)[:, : self._bins]

    def multiply(self, share: int = 0, shares: int = 1) -> None:
        """One of so many equal shares of the sum over all partitions."""
        parts, size = self._past.shape
        here = slice(size * share // shares, size * (share + 1) // shares)
        filters = self._filters[parts - self._newest : 2 * parts - self._newest, here]
        products = np.multiply(filters, self._past[:, here], out=self._products[:, here])
        np.add.reduce(products, axis=0, out=self._sum[here])

    def give(self) -> np.ndarray:
        """(2, frames) float32: the convolution's next samples, once all shares are multiplied."""
        self._spectrum[:, : self._bins] = self._sum.reshape(2, -1)
        return np.fft.irfft(self._spectrum, self._size)[:, -self._frames :]
