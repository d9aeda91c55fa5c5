"""By how much a point's sound comes after its picture, from what two rooms say of the same numbers."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable

_REMEMBERED = 400  # marks of either kind: some seconds
_GAP_NS = 500_000_000  # between two heard points there was no sound at all

Mark = tuple[int, int]  # sequence number of a point, and monotonic ns


class AvSync:
    """Joins when a point was heard with when it was seen.

    The first sound that knows a point is the first block made from it or from a later one; the display marks a
    picture when it is most of what is seen.
    """

    def __init__(self) -> None:
        self._heard: deque[Mark] = deque(maxlen=_REMEMBERED)  # numbers ascending
        self._seen: deque[Mark] = deque(maxlen=_REMEMBERED)  # that wait for their sound

    def record(self, heard: Iterable[Mark], seen: Iterable[Mark]) -> list[float]:
        """Takes in marks and returns the skews, in ms, that can now be told."""
        for seq, ns in heard:
            self._record_heard(seq, ns)
        self._seen.extend((seq, ns) for seq, ns in seen)
        newest = self._heard[-1][0] if self._heard else -1
        skews = []
        while self._seen and self._seen[0][0] <= newest:
            skew = self._skew_ms(*self._seen.popleft())
            if skew is not None:
                skews.append(skew)
        return skews

    def _record_heard(self, seq: int, ns: int) -> None:
        if self._heard and seq < self._heard[-1][0]:  # the journey counts from the start again
            self._heard.clear()
        if not self._heard or seq > self._heard[-1][0]:
            self._heard.append((seq, ns))

    def _skew_ms(self, seq: int, seen_ns: int) -> float | None:
        """None where there was no sound around this point."""
        at = bisect_left(self._heard, (seq, 0))
        if at == 0:
            return None
        heard_ns = self._heard[at][1]
        if heard_ns - self._heard[at - 1][1] > _GAP_NS:
            return None
        return (heard_ns - seen_ns) / 1e6
