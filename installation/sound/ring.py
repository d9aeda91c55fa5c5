"""A ring of samples between the loop that fills it and the callback that empties it.

One producer, one consumer, no lock: each side writes only its own counter, after it has moved the samples,
and a counter is one Python integer, replaced in one step under the interpreter's lock. The counters only
grow; Python's integers have no limit, so a year is no different from a minute.
"""

import numpy as np


class Ring:
    """Stereo float32 frames, allocated once."""

    def __init__(self, capacity: int):
        """`capacity` in frames."""
        self._samples = np.zeros((capacity, 2), np.float32)
        self._capacity = capacity
        self.written = 0  # frames, ever
        self.read = 0
        self.lowest = 0  # frames left after the greediest pull since somebody last looked; the reader writes it

    @property
    def fill(self) -> int:
        """Frames that wait."""
        return self.written - self.read

    def push(self, block: np.ndarray) -> None:
        """Appends (n, 2) frames. Raises ValueError when they do not fit; nothing is then written."""
        count = len(block)
        if count > self._capacity - self.fill:
            raise ValueError(f"{count} frames do not fit: {self.fill} of {self._capacity} wait")
        start = self.written % self._capacity
        first = min(count, self._capacity - start)
        self._samples[start : start + first] = block[:first]
        self._samples[: count - first] = block[first:]
        self.written += count

    def pull(self, out: np.ndarray) -> int:
        """Fills `out` (n, 2) with the oldest frames, the rest with silence; returns how many there were.

        With one column, `out` is given the left channel: for a single loudspeaker `push` both alike.
        """
        count = min(len(out), self.fill)
        start = self.read % self._capacity
        first = min(count, self._capacity - start)
        out[:first] = self._samples[start : start + first, : out.shape[1]]
        out[first:count] = self._samples[: count - first, : out.shape[1]]
        out[count:] = 0.0
        self.read += count
        self.lowest = min(self.lowest, self.fill)
        return count
