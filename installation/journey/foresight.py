"""Where visitors will be when the picture that answers them is seen.

From the camera's frame to the screen some tens of milliseconds pass, and a place that was seen holds for
two turns of the journey or more. Whoever walks is shown ahead, straight on, by as much.
"""

from collections import deque
from dataclasses import replace

import numpy as np

from installation.common import clock
from installation.messages import Presence

USUAL_NS = clock.SECOND_NS // 20  # from a point to its picture, until the screen has said
FURTHEST_S = 0.2  # who turns round meanwhile is not led astray for longer
REMEMBERED = 64  # points: a second
PICTURES = 25  # whose delay is known: some seconds
X, Y, VX, VY = 1, 2, 5, 6  # columns of `Presence.places`


class Foresight:
    """Learns how long it takes until a point is seen, and sends visitors' places ahead by it."""

    def __init__(self) -> None:
        self._sent: deque[tuple[int, int]] = deque(maxlen=REMEMBERED)  # number of a point, when
        self._delays_ns: deque[int] = deque(maxlen=PICTURES)
        self._delay_ns = float(USUAL_NS)  # from a point to its picture
        self._last_seen = 0  # number of the last point whose picture was told

    @property
    def delay_s(self) -> float:
        """From a point to its picture on the screen, the median of the last ones told."""
        return self._delay_ns / clock.SECOND_NS

    def record_sent(self, number: int, now_ns: int) -> None:
        """The point of this number leaves the journey."""
        self._sent.append((number, now_ns))

    def record_seen(self, number: int, at_ns: int) -> None:
        """The picture of the point of this number was on the screen from `at_ns` on. Repeats are ignored."""
        if number == self._last_seen:
            return
        self._last_seen = number
        for sent, sent_ns in self._sent:
            if sent == number and at_ns >= sent_ns:
                self._delays_ns.append(at_ns - sent_ns)
                self._delay_ns = float(np.median(self._delays_ns))

    def ahead(self, presence: Presence | None, now_ns: int) -> Presence | None:
        """The same visitors where they will be when a point sent at `now_ns` is seen, within the view."""
        if presence is None or not presence.count:
            return presence
        seen_s = clock.seconds(now_ns - presence.light_ns) + self.delay_s
        seconds = min(max(seen_s, 0.0), FURTHEST_S)
        places = presence.places.copy()
        moved = places[:, [X, Y]] + np.float32(seconds) * places[:, [VX, VY]]
        places[:, [X, Y]] = moved.clip(0.0, 1.0)
        return replace(presence, places=places)
