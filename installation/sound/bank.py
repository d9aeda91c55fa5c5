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
_TURN = 2 * np.pi
_STEPS = np.arange(SIDE, dtype=np.float32)
_STRIDES = SIDE * np.arange(SIDE, dtype=np.float64)


class Bank:
    """A fixed number of oscillators, each with a frequency and a left and right amplitude."""

    def __init__(self, phases: np.ndarray, rate_hz: float):
        """`phases`: (o,) where each starts, radians."""
        self._phases = np.array(phases, np.float64)
        self._amplitudes = np.zeros((2, len(self._phases)), np.float32)
        self._rate = rate_hz
        # The factors of the product, made once: memory that is asked for anew in each block is half of its price.
        self._left = np.empty(4 * len(self._phases) * 2 * SIDE, np.float32)
        self._right = np.empty(4 * len(self._phases) * SIDE, np.float32)

    def render(self, hz: np.ndarray, amplitudes: np.ndarray) -> np.ndarray:
        """The next block, (2, FRAMES) float32.

        `hz` (o,) holds for the whole block; `amplitudes` (2, o) are reached at its end.
        """
        omega = _TURN / self._rate * hz  # radians per sample
        before, after = self._amplitudes, np.asarray(amplitudes, np.float32)
        heard = np.flatnonzero(np.maximum(before.max(0), after.max(0)) > _INAUDIBLE)
        block = self._sum(self._phases[heard], omega[heard], before[:, heard].T, after[:, heard].T)
        self._phases = _wrapped(self._phases + FRAMES * omega)
        self._amplitudes = after
        return block

    def _sum(self, phases, omega, before, after) -> np.ndarray:
        """(2, FRAMES): the sum of oscillators whose amplitudes run from `before` to `after`, (o, 2) each."""
        count = len(phases)
        left = self._left[: 8 * count * SIDE].reshape(
            2, 2, count, 2, SIDE
        )  # (level or slope, sin or cos, o, channel, a)
        right = self._right[: 4 * count * SIDE].reshape(2, 2, count, SIDE)  # (level or slope, cos or sin, o, b)
        coarse = _wrapped(phases[:, None] + omega[:, None] * _STRIDES).astype(np.float32)
        slope = ((after - before) / FRAMES)[:, :, None]  # per sample
        level = before[:, :, None] + slope * _STRIDES.astype(np.float32)
        for kind, wave in enumerate((np.sin(coarse), np.cos(coarse))):
            np.multiply(wave[:, None], level, out=left[0, kind])
            np.multiply(wave[:, None], slope, out=left[1, kind])
        fine = omega.astype(np.float32)[:, None] * _STEPS
        np.cos(fine, out=right[0, 0])
        np.sin(fine, out=right[0, 1])
        np.multiply(right[0], _STEPS, out=right[1])
        block = left.reshape(4 * count, 2 * SIDE).T @ right.reshape(4 * count, SIDE)
        return block.reshape(2, FRAMES)


def _wrapped(phases: np.ndarray) -> np.ndarray:
    """Within one turn. By what is left over of whole turns: the remainder itself takes eight times as long."""
    return phases - _TURN * np.floor(phases / _TURN)
