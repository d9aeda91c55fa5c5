"""Hundreds of sine oscillators at the price of a matrix product.

A block of 1280 samples is a table of 32 rows of 40, n = 40 a + b. As sin(x + y) = sin x cos y + cos x sin y, the sum
over all oscillators is one product of two matrices that need only 72 sines and cosines per oscillator
instead of 1280. Amplitudes run linearly from block to block, turns are kept in float64 and wrapped: nothing that
could be heard as a step, after months either.
"""

import numpy as np

ROWS, COLUMNS = 32, 40
FRAMES = ROWS * COLUMNS
_INAUDIBLE = 1e-4  # -80 dB, and the piece is 20 dB quieter still: less than a step of 16 bits
_SWIFT = 3e-4  # a change within the block: its steps are 32 times smaller, -100 dB each
_TURN = 2 * np.pi
_ROWS, _COLUMNS = np.arange(ROWS, dtype=np.float32)[:, None], np.arange(COLUMNS, dtype=np.float32)
_MIDDLES = (_ROWS + (COLUMNS - 1) / 2 / COLUMNS) / ROWS  # of the rows, as shares of the block
_FROM_MIDDLE = (_COLUMNS - np.float32((COLUMNS - 1) / 2)) / FRAMES


class Bank:
    """A fixed number of oscillators, each with a frequency and a left and right amplitude."""

    def __init__(self, phases: np.ndarray, rate_hz: float, apart: int = 0):
        """`phases`: (o,) where each starts, radians; `apart`: so many at the end are given by themselves as well."""
        self._first_apart = len(phases) - apart
        self._turns = np.array(phases, np.float64) / _TURN
        self._amplitudes = np.zeros((2, len(self._turns)), np.float32)
        self._rate = rate_hz
        # Made once: memory that is asked for anew in each block is half of the price.
        count = len(self._turns)
        self._angles, self._sines = np.empty((2, count * ROWS), np.float32)
        self._levels = np.empty(2 * count * ROWS, np.float32)
        self._left = np.empty(8 * count * ROWS, np.float32)
        self._right = np.empty(4 * count * COLUMNS, np.float32)

    def render(self, hz: np.ndarray, amplitudes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The next block of all, and of those apart, (2, FRAMES) float32 each.

        `hz` (o,) holds for the whole block; `amplitudes` (2, o) are reached at its end.
        """
        pace = hz / self._rate  # turns per sample
        before, after = self._amplitudes, np.array(amplitudes, np.float32)
        loudest = np.maximum(before, after)
        heard = np.flatnonzero(np.maximum(loudest[0], loudest[1]) > _INAUDIBLE)
        first = int(np.searchsorted(heard, self._first_apart))
        blocks = self._sums(
            self._turns[heard], pace[heard], before[:, heard], after[:, heard], first
        )
        self._turns += FRAMES * pace
        self._turns -= np.floor(self._turns)
        self._amplitudes = after
        return blocks

    def _sums(self, turns, pace, before, after, first: int) -> tuple[np.ndarray, np.ndarray]:
        """(2, FRAMES) each: the sum of oscillators whose amplitudes run from `before` to `after`, (2, o) each, and of
        those from the `first` on.

        In steps from row to row, where a step is too small to be heard; the few that change more
        run from sample to sample.
        """
        count, change = len(turns), after - before
        steps = np.abs(change)
        swift = np.flatnonzero(np.maximum(steps[0], steps[1]) > _SWIFT)
        terms = 2 * (count + len(swift))
        left = self._left[: 2 * ROWS * terms].reshape(
            2, ROWS, terms
        )  # sin, cos of all, then of the swift
        right = self._right[: terms * COLUMNS].reshape(terms, COLUMNS)  # what they meet
        coarse = self._coarse_angles(turns, pace)
        fine = (_TURN * pace).astype(np.float32)[:, None] * _COLUMNS
        levels = self._levels[: 2 * ROWS * count].reshape(2, ROWS, count)
        np.multiply(change[:, None], _MIDDLES, out=levels)
        levels += before[:, None]
        for kind, (wave, met) in enumerate(((np.sin, np.cos), (np.cos, np.sin))):
            here = slice(kind * count, (kind + 1) * count)
            turning = wave(coarse, out=self._sines[: ROWS * count].reshape(ROWS, count))
            np.multiply(turning, levels, out=left[..., here])
            met(fine, out=right[here])
            there = slice(2 * count + kind * len(swift), 2 * count + (kind + 1) * len(swift))
            np.multiply(turning[:, swift], change[:, None, swift], out=left[..., there])
            np.multiply(right[here][swift], _FROM_MIDDLE, out=right[there])
        left, apart = left.reshape(2 * ROWS, terms), np.zeros((2 * ROWS, COLUMNS), np.float32)
        swift_first = int(np.searchsorted(swift, first))
        for start, size, begin in ((0, count, first), (2 * count, len(swift), swift_first)):
            for kind in (0, 1):
                part = slice(start + kind * size + begin, start + (kind + 1) * size)
                if part.start < part.stop:
                    apart += left[:, part] @ right[part]
        return (left @ right).reshape(2, FRAMES), apart.reshape(2, FRAMES)

    def _coarse_angles(self, turns, pace) -> np.ndarray:
        """(ROWS, o) radians at the beginning of each row, without whole turns from row to row."""
        stride = COLUMNS * pace
        coarse = self._angles[: ROWS * len(turns)].reshape(ROWS, len(turns))
        np.multiply((_TURN * (stride - np.rint(stride))).astype(np.float32), _ROWS, out=coarse)
        coarse += (_TURN * turns).astype(np.float32)
        return coarse
