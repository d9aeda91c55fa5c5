"""Hundreds of sine oscillators at the price of a matrix product.

A block of 1024 samples is a 32 x 32 square, n = 32 a + b. As sin(x + y) = sin x cos y + cos x sin y, the sum
over all oscillators is one product of two matrices that need only 64 sines and cosines per oscillator
instead of 1024. Amplitudes run linearly from block to block, phases are kept in float64 and wrapped: no step
anywhere, after months either.
"""

import numpy as np

SIDE = 32
FRAMES = SIDE * SIDE
_INAUDIBLE = 2e-5  # -94 dB, and the piece is 20 dB quieter still
_STEPS = np.arange(SIDE)


class Bank:
    """A fixed number of oscillators, each with a frequency and a left and right amplitude."""

    def __init__(self, phases: np.ndarray, rate_hz: float):
        """`phases`: (o,) where each starts, radians."""
        self._phases = np.array(phases, np.float64)
        self._amplitudes = np.zeros((2, len(self._phases)), np.float32)
        self._rate = rate_hz

    def render(self, hz: np.ndarray, amplitudes: np.ndarray) -> np.ndarray:
        """The next block, (2, FRAMES) float32.

        `hz` (o,) holds for the whole block; `amplitudes` (2, o) are reached at its end.
        """
        omega = 2 * np.pi / self._rate * hz  # radians per sample
        before, after = self._amplitudes, np.asarray(amplitudes, np.float32)
        heard = np.flatnonzero(np.maximum(before.max(0), after.max(0)) > _INAUDIBLE)
        block = _sum(self._phases[heard], omega[heard], before[:, heard], after[:, heard])
        self._phases = (self._phases + FRAMES * omega) % (2 * np.pi)
        self._amplitudes = after
        return block


def _sum(phases, omega, before, after) -> np.ndarray:
    """(2, FRAMES): the sum of oscillators whose amplitudes run from `before` to `after`, (2, o) each."""
    count = len(phases)
    coarse = (phases[:, None] + omega[:, None] * (SIDE * _STEPS)) % (2 * np.pi)  # (o, SIDE)
    fine = (omega[:, None] * _STEPS).astype(np.float32)
    x = np.stack([np.sin(coarse.astype(np.float32)), np.cos(coarse.astype(np.float32))])  # (2, o, SIDE)
    y = np.stack([np.cos(fine), np.sin(fine)])
    slope = (after - before) / FRAMES  # (2, o) per sample
    left = np.empty((2, 2, count, 2, SIDE), np.float32)  # (level or slope, sin or cos, o, channel, a)
    level = before[:, :, None] + slope[:, :, None] * (SIDE * _STEPS).astype(np.float32)  # (2, o, SIDE)
    np.multiply(x[:, :, None], level.transpose(1, 0, 2), out=left[0])
    np.multiply(x[:, :, None], slope.T[:, :, None], out=left[1])
    right = np.stack([y, y * _STEPS.astype(np.float32)])  # (level or slope, cos or sin, o, b)
    block = left.reshape(4 * count, 2 * SIDE).T @ right.reshape(4 * count, SIDE)
    return block.reshape(2, FRAMES)
