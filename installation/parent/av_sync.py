"""By how much a point's sound comes after its picture, from what two rooms say of the same numbers."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable

_REMEMBERED = 400  # marks of either kind: some seconds
_GAP_NS = 500_000_000  # between two heard points there was no sound at all


class AvSync:
    """Joins when a point was heard with when it was seen. The first sound that knows a point is the first
    block made from it or from a later one; the display marks a picture when it is most of what is seen."""

    def __init__(self):
        self._heard: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)  # (seq, ns), seq ascending
        self._seen: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)  # that wait for their sound

    def note(self, heard: Iterable, seen: Iterable) -> list[float]:
        """Takes in marks (seq, monotonic ns) and returns the skews, in ms, that can now be told."""
        for seq, ns in heard:
            if self._heard and seq < self._heard[-1][0]:  # the journey counts anew
                self._heard.clear()
            if not self._heard or seq > self._heard[-1][0]:
                self._heard.append((seq, ns))
        self._seen.extend((seq, ns) for seq, ns in seen)
        newest = self._heard[-1][0] if self._heard else -1
        told = [mark for mark in self._seen if mark[0] <= newest]
        self._seen = deque((mark for mark in self._seen if mark[0] > newest), maxlen=_REMEMBERED)
        skews = [self._after(seq, ns) for seq, ns in told]
        return [skew for skew in skews if skew is not None]

    def _after(self, seq: int, seen_ns: int) -> float | None:
        """None where there was no sound around this point."""
        at = bisect_left(self._heard, (seq, 0))
        if at == 0 or self._heard[at][1] - self._heard[at - 1][1] > _GAP_NS:
            return None
        return (self._heard[at][1] - seen_ns) / 1e6
