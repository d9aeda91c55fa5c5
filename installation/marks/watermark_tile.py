"""The pattern of the watermark: a square of noise that repeats over the whole picture, the same in every house."""

import hashlib
from functools import cache

import numpy as np

TILE_PX = 128  # side of the square
# Waves of 6 to 16 pixels: shorter ones are lost when a picture is scaled to half and saved as a JPEG, longer ones
# are where eyes see contrast best.
_SHORTEST_PX = 6
_LONGEST_PX = 16
_NAME = b"latenzraum watermark 1"


@cache
def band() -> np.ndarray:
    """Which waves it is made of: (128, 65) bool, as `rfft2` orders them."""
    down = np.fft.fftfreq(TILE_PX)[:, None]
    across = np.fft.rfftfreq(TILE_PX)[None]
    frequency = np.hypot(down, across)
    return (frequency >= 1 / _LONGEST_PX) & (frequency <= 1 / _SHORTEST_PX)


@cache
def phases() -> np.ndarray:
    """Of its waves, which are all equally strong: (128, 65) complex64 of length 1, and 0 outside the band."""
    spectrum = np.fft.rfft2(tile())
    length = np.maximum(np.abs(spectrum), 1e-9)
    return np.where(band(), spectrum / length, 0).astype(np.complex64)


@cache
def tile() -> np.ndarray:
    """The square itself: (128, 128) float32 of mean 0 and standard deviation 1."""
    turns = _random_shares(band().size).reshape(band().shape)
    spectrum = np.where(band(), np.exp(2j * np.pi * turns), 0)
    noise = np.fft.irfft2(spectrum, s=(TILE_PX, TILE_PX))
    return (noise / noise.std()).astype(np.float32)


def covering(height: int, width: int) -> np.ndarray:
    """The square repeated from the upper left corner on: (height, width) float32."""
    rows = -(-height // TILE_PX)
    columns = -(-width // TILE_PX)
    return np.tile(tile(), (rows, columns))[:height, :width]


def _random_shares(count: int) -> np.ndarray:
    """(count,) float64 in 0..1 from SHA-256: the same with every version of every library."""
    blocks = -(-2 * count // 32)
    stream = b"".join(
        hashlib.sha256(_NAME + number.to_bytes(4)).digest() for number in range(blocks)
    )
    return np.frombuffer(stream, "<u2")[:count] / 65536
