"""Whether screen and pictures come as fast as they are set: a house that crawls is not well, though each room lives."""

import logging
from collections import deque
from collections.abc import Mapping, Sequence

from installation.common import clock
from installation.config.schema import KioskConfig
from installation.vocabulary import RoomName

SLOW = 0.6  # of the rate asked for: less is worth a word
FEW_PICTURES_HZ = 12.0  # ... of pictures, unless fewer are asked for
WATCHED_S = 20.0  # a moment says nothing
SCREEN_SLOW = "end other programs; a smaller [screen] size"
PACK_SLOW = "smaller pictures: [generator] longest_side_px; end other programs"

ROOMS = {"turn_ms": RoomName.DISPLAY, "picture_ms": RoomName.GENERATOR}  # by measurement
WORDS = {
    "turn_ms": "{:.0f} turns a second, {:g} are set: " + SCREEN_SLOW,
    "picture_ms": "{:.0f} pictures a second, up to {:g} are set: " + PACK_SLOW,
}

log = logging.getLogger(__name__)


def least_hz(settings: KioskConfig) -> dict[str, float]:
    """Measurement -> how often a second it is made at least where all is well."""
    return {
        "turn_ms": SLOW * settings.screen.rate_hz,
        "picture_ms": min(FEW_PICTURES_HZ, SLOW * settings.generator.rate_limit_hz),
    }


class RateWatch:
    """The mean of the last seconds in which the room worked."""

    def __init__(self) -> None:
        self._rates: dict[str, deque[tuple[int, float]]] = {name: deque() for name in ROOMS}
        self._words: dict[str, str] = {}  # room -> what is to be told of it

    def message(self, room: str) -> str:
        """What is told of this room; empty while it is fast enough."""
        return self._words.get(room, "")

    def record(
        self,
        recent: Mapping[str, Sequence[float]],
        working: set[str],
        settings: KioskConfig,
        now_ns: int,
    ) -> None:
        """`recent` as in `messages.Status`; `working` are the rooms of which something can be expected."""
        asked_hz = {
            "turn_ms": settings.screen.rate_hz,
            "picture_ms": settings.generator.rate_limit_hz,
        }
        for name, room in ROOMS.items():
            if room not in working:
                self._rates[name].clear()
                self._words.pop(room, None)
                continue
            rate_hz = recent[name][0] if name in recent else 0.0
            mean_hz = self._mean(self._rates[name], rate_hz, now_ns)
            if mean_hz is None:
                continue
            is_slow = mean_hz < least_hz(settings)[name]
            words = WORDS[name].format(mean_hz, asked_hz[name]) if is_slow else ""
            self._tell(room, words)

    def _mean(self, rates: deque[tuple[int, float]], rate_hz: float, now_ns: int) -> float | None:
        """None before there is enough to judge by."""
        rates.append((now_ns, rate_hz))
        watched_s = clock.seconds(now_ns - rates[0][0])
        if watched_s < WATCHED_S:
            return None
        mean_hz = sum(rate for _, rate in rates) / len(rates)
        while clock.seconds(now_ns - rates[0][0]) >= WATCHED_S:
            rates.popleft()
        return mean_hz

    def _tell(self, room: str, words: str) -> None:
        """Logged once when it begins, and once when it is over; the figure may change meanwhile."""
        before = self._words.get(room, "")
        self._words[room] = words
        if words and not before:
            log.warning("%s: %s", room, words)
        elif before and not words:
            log.info("%s: fast enough again", room)
