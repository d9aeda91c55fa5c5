"""A ring of samples between the loop that fills it and the callback that empties it.

One producer, one consumer, no lock: each side writes only its own counter, after it has moved the samples,
and a counter is one Python integer, replaced in one step under the interpreter's lock. The counters only
grow; Python's integers have no limit, so a year is no different from a minute.
"""

from typing import Any

import numpy as np

from installation.common import clock

_REST_S = 0.0005


class Ring:
    """Frames of float32 samples, allocated once."""

    def __init__(self, capacity: int, channels: int = 2):
        """`capacity` in frames."""
        self._samples = np.zeros((capacity, channels), np.float32)
        self._bytes = self._samples.data.cast("B")  # the reader has no time but for copying
        self._frame_bytes = self._samples[0].nbytes
        self._capacity = capacity
        self.written = 0  # frames, ever
        self.read = 0
        # Frames left, and to spare, after the greediest pull since somebody last looked. The reader's.
        self.lowest = 0

    @property
    def fill(self) -> int:
        """Frames that wait."""
        return self.written - self.read

    def push(self, block: np.ndarray) -> None:
        """Appends (n, channels) frames. Raises ValueError when they do not fit; nothing is then written."""
        count = len(block)
        if count > self._capacity - self.fill:
            raise ValueError(f"{count} frames do not fit: {self.fill} of {self._capacity} wait")
        start = self.written % self._capacity
        first = min(count, self._capacity - start)
        self._samples[start : start + first] = block[:first]
        self._samples[: count - first] = block[first:]
        self.written += count

    def await_fill(self, frames: int, until_ns: int) -> None:
        """For the reader: rests until so many frames wait, or that time has come."""
        while self.fill < frames and clock.now_ns() < until_ns:
            clock.rest(_REST_S)

    def pull(self, out: Any, spare: int = 0) -> int:
        """Fills `out`, a buffer of bytes, with the oldest frames, the rest with silence; returns how many there were.

        `spare`: frames for which the reader could well have waited longer.
        """
        size = self._frame_bytes
        wanted = len(out) // size
        waiting = self.written - self.read
        count = min(wanted, waiting)
        start = self.read % self._capacity
        first = min(count, self._capacity - start)
        begin = start * size
        end = begin + first * size
        out[: first * size] = self._bytes[begin:end]
        if first < count:  # the rest lies at the beginning
            rest = (count - first) * size
            out[first * size : count * size] = self._bytes[:rest]
        if count < wanted:
            given = count * size
            out[given:] = bytes(len(out) - given)
        self.read += count
        self.lowest = min(self.lowest, waiting - count + spare)
        return count
