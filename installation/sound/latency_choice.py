"""How much a device is given to hold: the least that bears the halts which this machine shows.

The house starts with plenty. When it has settled, less is taken, and after a minute the least that holds; a halt that
would have been too long makes it more at once, and it is given back after a time without such halts. That time
doubles where it was given back too early, and is short again where that lasted: halts that come in a row are one
trouble.
"""

from collections import deque
from statistics import median
from typing import Any

SIZES_MS = (30, 45, 60, 90, 130, 200, 300, 400, 600, 800)
_START_MS = 200.0
_HOUSE_STARTS_S = 8  # while the other rooms start, everything is late
_STREAM_STARTS_S = 5
_RECOVERS_S = 3  # a sound server that ran dry may ask for nothing for two
_FIRST_CALM_S = 8
# Eight seconds tell too little: of six starts that went to 30 ms, one ran dry within ten seconds, three nearly did.
_FIRST_LEAST_MS = 45.0
_LEAST_CALM_S = 60  # after it had to be more
_LONGEST_CALM_S = 3600
_LASTED = 10  # times the calm time: what was given back for so long was not given back too early
_SAFETY = 1.5  # so much longer than the longest halt, it holds out
_KEY = "latency_ms"  # of the checkpoint
_CALM_KEY = "latency_calm_s"


class LatencyChoice:
    """Looks at how late the device asks; the room's next life goes on with what this one has learnt."""

    def __init__(self, least_ms: float, longest_period_s: float, checkpoint: dict[str, Any]):
        """`least_ms`: that are configured; `longest_period_s` that a device asks for at once."""
        self._least_ms = least_ms
        self._longest_period_ms = 1000 * longest_period_s
        self._checkpoint = checkpoint
        self._unsettled_s = _STREAM_STARTS_S if _KEY in checkpoint else _HOUSE_STARTS_S
        self._waits_s = _FIRST_CALM_S
        # what the device should hold
        self.device_ms: float = checkpoint.get(_KEY, max(_START_MS, least_ms))
        self._calm_s: int = checkpoint.get(_CALM_KEY, _LEAST_CALM_S)
        self._given_back_s: int | None = (
            None  # so long ago; None while it has not been since it grew
        )
        self._has_grown = False
        self._late_ms: deque[float] = deque(maxlen=_LONGEST_CALM_S)  # second by second

    def update(self, late_ms: float, is_dry: bool) -> None:
        """Once a second, while the device holds what was chosen.

        `late_ms`: by which it asked late at the most; `is_dry`: it ran dry.
        """
        if self._unsettled_s > 0:
            self._unsettled_s -= 1
            return
        self._late_ms.append(late_ms)
        self._waits_s -= 1
        if self._given_back_s is not None:
            self._given_back_s += 1
        if is_dry or late_ms > self._bearable_ms(self.device_ms):
            self._grow(late_ms)
            if is_dry:
                self._unsettled_s = _RECOVERS_S
        elif self._waits_s <= 0:
            self._give_back()

    def keep(self, device_ms: float) -> None:
        """What was wanted cannot be had in this life."""
        self.device_ms = device_ms
        self._waits_s = _LONGEST_CALM_S

    def _grow(self, late_ms: float) -> None:
        more_ms = next((size for size in SIZES_MS if size > self.device_ms), self.device_ms)
        self._set(max(more_ms, self._needed_ms(late_ms)))
        self._late_ms.clear()
        self._calm_s = self._next_calm_s()
        self._checkpoint[_CALM_KEY] = self._calm_s
        self._waits_s = self._calm_s
        self._has_grown = True
        self._given_back_s = None

    def _next_calm_s(self) -> int:
        if self._given_back_s is None:
            return self._calm_s
        if self._given_back_s <= _LASTED * self._calm_s:
            return min(_LONGEST_CALM_S, 2 * self._calm_s)
        return _LEAST_CALM_S

    def _give_back(self) -> None:
        # many devices ask late always, by what they take at once, which is less where they hold less
        halts_ms = max(self._late_ms) - median(self._late_ms)
        needed_ms = self._needed_ms(halts_ms)
        if len(self._late_ms) < _LEAST_CALM_S:
            needed_ms = max(needed_ms, _FIRST_LEAST_MS)
        self._late_ms.clear()
        self._waits_s = self._calm_s
        if needed_ms < self.device_ms:
            self._set(needed_ms)
            self._given_back_s = 0 if self._has_grown else None

    def _set(self, device_ms: float) -> None:
        self.device_ms = device_ms
        self._checkpoint[_KEY] = device_ms

    def _needed_ms(self, halt_ms: float) -> float:
        """The least size that bears such a halt with ease; the largest where none does."""
        for size in SIZES_MS:
            size_ms = max(float(size), self._least_ms)
            if self._bearable_ms(size_ms) >= _SAFETY * halt_ms:
                break
        return size_ms

    def _bearable_ms(self, size_ms: float) -> float:
        """How late a device of this size may ask: a period is gone by then, another in a sound server's hands."""
        period_ms = min(self._longest_period_ms, size_ms / 3)
        return size_ms - 2 * period_ms
