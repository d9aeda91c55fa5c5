"""The space: partitioned convolution with an impulse response made of decaying noise.

Chosen over a feedback network because it has no metallic modes, cannot run away, and costs a fixed time.
Partitioned overlap-save after W. G. Gardner, "Efficient convolution without input-output delay", JAES 43(3),
1995: the first partitions are as long as the block, so it adds no delay at all, the later ones several times that.
"""

import numpy as np

# Decay times (s to -60 dB) at these frequencies: a stone hall with wooden furniture, dark and long.
_DECAY_HZ = (125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0)
_DECAY_S = (4.2, 4.6, 4.4, 3.8, 3.0, 2.0, 1.1)
_LOWEST_HZ = 50.0
_BANDWIDTH_HZ = 9000.0  # no reverberation above: air and walls take it, and we need not compute it
_PREDELAY_S = 0.012
_BUILDUP_S = 0.05
_ENDING = 0.2  # the last share of the response, in which it fades
_REFERENCE_HZ = (200, 2000)  # where its gain is one
# A part that is cut out of the response is no longer limited to a band, nor, once the band is, to its time: it
# fades at the end of the band, and has this many samples more at both ends. Otherwise each seam of blocks ticks.
_FADED_HZ = (0.9 * _BANDWIDTH_HZ, 1.1 * _BANDWIDTH_HZ)
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
    for weights, decay_s in zip(bands, _DECAY_S, strict=True):
        band = np.fft.irfft(spectrum * weights, length)
        response += band * 10 ** (-3 * t / decay_s)
    rise = (t - _PREDELAY_S) / _BUILDUP_S
    fall = (seconds - t) / (_ENDING * seconds)
    rise = np.clip(rise, 0, 1)
    fall = np.clip(fall, 0, 1)
    response *= _raised(rise) * _raised(fall)
    low_hz, high_hz = _REFERENCE_HZ
    low = int(low_hz * seconds)  # bins are 1/seconds apart
    high = int(high_hz * seconds)
    spectrum = np.fft.rfft(response)
    gain = np.abs(spectrum[:, low:high])
    power = (gain**2).mean(axis=1, keepdims=True)
    normalised = response / np.sqrt(power)
    return normalised.astype(np.float32)


def _band_weights(hz: np.ndarray) -> np.ndarray:
    """(bands, bins): triangles in octaves that add up to one; nothing below 50 Hz and above the bandwidth."""
    octave = np.log2(np.maximum(hz, 1.0))
    centres = np.log2(_DECAY_HZ)
    peaks = np.eye(len(centres))
    triangles = np.stack([np.interp(octave, centres, row) for row in peaks])
    above = octave - np.log2(_LOWEST_HZ)
    below = np.log2(_BANDWIDTH_HZ) - octave
    low = np.clip(above, 0, 1)
    high = np.clip(below, 0, 1)
    return triangles * _raised(low) * _raised(high)


def _raised(share: np.ndarray) -> np.ndarray:
    """0..1 as a smooth 0..1: a quarter of a squared sine."""
    return np.sin(np.pi / 2 * share) ** 2


class Reverb:
    """Left through the left response, right through the right one; the late part of it in longer partitions.

    What those are given lies so far in the past that their work is spread over the blocks in between.
    """

    def __init__(
        self,
        response: np.ndarray,
        frames: int,
        rate_hz: float,
    ):
        """`response`: (2, n), silent for its first `_SPREAD` samples; `frames`: length of every block."""
        response = response[:, _SPREAD:]
        late = 2 * _LATE * frames
        self._early = _Partitions(response[:, :late], frames, rate_hz)
        self._late = _Partitions(
            response[:, late:],
            _LATE * frames,
            rate_hz,
        )
        self._collected = np.zeros((2, _LATE, frames), np.float32)  # for the late partitions
        self._tail = np.zeros((2, _LATE, frames), np.float32)  # what they gave last
        self._turn = 0

    def process(self, block: np.ndarray) -> np.ndarray:
        """(2, frames) float32 -> (2, frames) float32, wet only."""
        turn = self._turn
        self._turn = (turn + 1) % _LATE
        self._early.push(block)
        self._early.multiply()
        wet = self._early.output() + self._tail[:, turn]
        if turn == 0:
            self._late.push(self._collected.reshape(2, -1))
        self._collected[:, turn] = block
        self._late.multiply(turn, _LATE)
        if turn == _LATE - 1:
            late = self._late.output()
            self._tail[:] = late.reshape(self._tail.shape)
        return wet


class _Partitions:
    """Uniformly partitioned convolution of (2, n) with (2, n), channel by channel, in three steps."""

    def __init__(
        self,
        response: np.ndarray,
        frames: int,
        rate_hz: float,
    ):
        part_size = frames + 2 * _SPREAD
        self._frames = frames
        self._size = frames + part_size  # of a transform
        hz = np.fft.rfftfreq(self._size, 1 / rate_hz)
        self._bins = int(np.searchsorted(hz, _FADED_HZ[1]))
        filters = _filters(
            response,
            frames,
            self._size,
            hz[: self._bins],
        )
        # twice: from wherever the newest block lies, all follow in a row
        self._filters = np.concatenate([filters, filters])
        parts = len(filters)
        self._past = np.zeros((parts, 2 * self._bins), np.complex64)  # spectra of blocks, a ring
        self._products = np.empty_like(self._past)
        self._sum = np.zeros(2 * self._bins, np.complex64)
        all_bins = self._size // 2 + 1
        self._spectrum = np.zeros((2, all_bins), np.complex64)
        self._window = np.zeros((2, self._size), np.float32)
        self._newest = 0

    def push(self, block: np.ndarray) -> None:
        """The next block, (2, frames)."""
        frames = self._frames
        self._window[:, :-frames] = self._window[:, frames:]
        self._window[:, -frames:] = block
        self._newest = (self._newest - 1) % len(self._past)
        spectrum = np.fft.rfft(self._window)
        newest = self._past[self._newest].reshape(2, -1)
        newest[:] = spectrum[:, : self._bins]

    def multiply(self, share: int = 0, shares: int = 1) -> None:
        """One of so many equal shares of the sum over all partitions."""
        parts, size = self._past.shape
        start = size * share // shares
        end = size * (share + 1) // shares
        here = slice(start, end)
        first = parts - self._newest
        filters = self._filters[first : first + parts, here]
        products = np.multiply(
            filters,
            self._past[:, here],
            out=self._products[:, here],
        )
        np.add.reduce(products, axis=0, out=self._sum[here])

    def output(self) -> np.ndarray:
        """(2, frames) float32: the convolution's next samples, once all shares are multiplied."""
        self._spectrum[:, : self._bins] = self._sum.reshape(2, -1)
        samples = np.fft.irfft(self._spectrum, self._size)
        return samples[:, -self._frames :]


def _filters(
    response: np.ndarray,
    frames: int,
    size: int,
    hz: np.ndarray,
) -> np.ndarray:
    """(parts, 2 * bins) complex64: the spectra, at `hz` (bins,), of the parts of `response` (2, n)."""
    parts = max(1, -(-response.shape[1] // frames))
    whole = np.zeros((2, parts * frames), np.float32)
    whole[:, : response.shape[1]] = response
    padded = np.zeros((parts, 2, size), np.float32)
    by_part = whole.reshape(2, parts, frames).transpose(1, 0, 2)
    padded[:, :, _SPREAD : _SPREAD + frames] = by_part
    spectra = np.fft.rfft(padded)
    filters = spectra[:, :, : len(hz)] * _band_edge(hz)
    return filters.reshape(parts, -1).astype(np.complex64)


def _band_edge(hz: np.ndarray) -> np.ndarray:
    """1..0 at these frequencies: the fade at the end of the band."""
    fade_from, fade_to = _FADED_HZ
    faded = (hz - fade_from) / (fade_to - fade_from)
    angle = np.pi / 2 * np.clip(faded, 0, 1)
    return np.cos(angle) ** 2
