"""Hundreds of sine oscillators at the price of a matrix product.

A block of 1280 samples is a table of 32 rows of 40, n = 40 a + b. As sin(x + y) = sin x cos y + cos x sin y, the
sum over all oscillators is one product of two matrices that need only 72 sines and cosines per oscillator
instead of 1280. Amplitudes run linearly from block to block, phases are kept in float64 and wrapped: nothing
can be heard as a step, not even after months.
"""

import math

import numpy as np

ROWS = 32
COLUMNS = 40
FRAMES = ROWS * COLUMNS
_INAUDIBLE = 1e-4  # -80 dB, and the piece is 20 dB quieter still: less than a step of 16 bits
_SWIFT = 3e-4  # a change within the block: its steps are 32 times smaller, -100 dB each
_TURN = 2 * np.pi
_ROWS = np.arange(ROWS, dtype=np.float32)[:, None]
_COLUMNS = np.arange(COLUMNS, dtype=np.float32)
_ROW_MIDDLES = (_ROWS + (COLUMNS - 1) / 2 / COLUMNS) / ROWS  # as shares of the block
_FROM_MIDDLE = (_COLUMNS - np.float32((COLUMNS - 1) / 2)) / FRAMES
_ADDITION = (  # of the row's angle, and of the column's
    (np.sin, np.cos),
    (np.cos, np.sin),
)


class Bank:
    """A fixed number of oscillators, each with a frequency and a left and right amplitude."""

    def __init__(
        self,
        phases: np.ndarray,
        rate_hz: float,
        apart: int = 0,
    ):
        """`phases`: (o,) where each starts, radians; `apart`: so many at the end are also given by themselves."""
        count = len(phases)
        self._first_apart = count - apart
        self._turns = np.array(phases, np.float64) / _TURN
        self._amplitudes = np.zeros((2, count), np.float32)
        self._rate = rate_hz
        # Allocated once: asking for memory in each block is half of the price.
        self._angles = np.empty(count * ROWS, np.float32)
        self._sines = np.empty(count * ROWS, np.float32)
        self._levels = np.empty(2 * count * ROWS, np.float32)
        self._left = np.empty(8 * count * ROWS, np.float32)
        self._right = np.empty(4 * count * COLUMNS, np.float32)

    def render(
        self,
        hz: np.ndarray,
        amplitudes: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray]:
        """The next block of all, and of those apart, (2, FRAMES) float32 each.

        `hz` (o,) holds for the whole block; `amplitudes` (2, o) are reached at its end.
        """
        pace = hz / self._rate  # turns per sample
        before = self._amplitudes
        after = np.array(amplitudes, np.float32)
        left, right = np.maximum(before, after)
        loudest = np.maximum(left, right)
        heard = np.flatnonzero(loudest > _INAUDIBLE)
        blocks = self._sums(
            self._turns[heard],
            pace[heard],
            before[:, heard],
            after[:, heard],
            int(np.searchsorted(heard, self._first_apart)),
        )
        self._turns += FRAMES * pace
        self._turns -= np.floor(self._turns)
        self._amplitudes = after
        return blocks

    def _sums(
        self,
        turns: np.ndarray,
        pace: np.ndarray,
        before: np.ndarray,
        after: np.ndarray,
        first: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """(2, FRAMES) each: the sum of oscillators whose amplitudes run from `before` to `after`, (2, o) each,
        and the sum of those from the `first` on.

        Amplitudes go in steps from row to row, where a step is too small to be heard; the few that change
        more run from sample to sample.
        """
        count = len(turns)
        change = after - before
        swift = np.flatnonzero(np.abs(change).max(axis=0) > _SWIFT)
        terms = 2 * (count + len(swift))  # two kinds of all, then two kinds of the swift
        left = _shaped(self._left, 2, ROWS, terms)
        right = _shaped(self._right, terms, COLUMNS)
        sines = _shaped(self._sines, ROWS, count)
        coarse = self._row_angles(turns, pace)
        radians = (_TURN * pace).astype(np.float32)  # per sample
        fine = radians[:, None] * _COLUMNS
        levels = self._row_levels(before, change)
        for kind, (of_row, of_column) in enumerate(_ADDITION):
            here = _terms(0, count, kind)
            turning = of_row(coarse, out=sines)
            np.multiply(turning, levels, out=left[..., here])
            of_column(fine, out=right[here])
            there = _terms(2 * count, len(swift), kind)
            np.multiply(turning[:, swift], change[:, None, swift], out=left[..., there])
            np.multiply(right[here][swift], _FROM_MIDDLE, out=right[there])
        rows = left.reshape(2 * ROWS, terms)
        whole = rows @ right
        swift_first = int(np.searchsorted(swift, first))
        groups = ((0, count, first), (2 * count, len(swift), swift_first))
        apart = _partial_sum(rows, right, groups)
        return whole.reshape(2, FRAMES), apart.reshape(2, FRAMES)

    def _row_angles(self, turns: np.ndarray, pace: np.ndarray) -> np.ndarray:
        """(ROWS, o) radians at the beginning of each row, without whole turns from row to row."""
        stride = COLUMNS * pace
        part_turns = stride - np.rint(stride)
        step = (_TURN * part_turns).astype(np.float32)
        angles = _shaped(self._angles, ROWS, len(turns))
        np.multiply(step, _ROWS, out=angles)
        angles += (_TURN * turns).astype(np.float32)
        return angles

    def _row_levels(self, before: np.ndarray, change: np.ndarray) -> np.ndarray:
        """(2, ROWS, o) amplitudes in the middle of each row."""
        levels = _shaped(
            self._levels,
            2,
            ROWS,
            before.shape[1],
        )
        np.multiply(change[:, None], _ROW_MIDDLES, out=levels)
        levels += before[:, None]
        return levels


def _partial_sum(
    rows: np.ndarray,
    right: np.ndarray,
    groups: tuple[tuple[int, int, int], ...],
) -> np.ndarray:
    """(2 * ROWS, COLUMNS) of the terms of each group (start, size, begin) from its `begin` on, both kinds."""
    total = np.zeros((2 * ROWS, COLUMNS), np.float32)
    for start, size, begin in groups:
        for kind in (0, 1):
            part = _terms(start, size, kind, begin)
            if part.start < part.stop:
                total += rows[:, part] @ right[part]
    return total


def _terms(start: int, size: int, kind: int, begin: int = 0) -> slice:
    """Where the terms of this kind (0, 1) lie in a group that begins at `start`, from its term `begin` on."""
    first = start + kind * size
    return slice(first + begin, first + size)


def _shaped(scratch: np.ndarray, *shape: int) -> np.ndarray:
    """The beginning of `scratch` (n,) in this shape."""
    return scratch[: math.prod(shape)].reshape(shape)
