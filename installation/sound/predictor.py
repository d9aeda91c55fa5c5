"""The path of the latent point, and where on it the sound should be: at the point whose picture is seen when it is heard.

A sound is on its way longer than a picture, by what the device holds, or, with a slow model, shorter. So the sound is
made for a point further on, straight ahead as the last steps went, or for one that has passed already.
"""

import math
from collections import deque

import numpy as np

from installation.common import clock
from installation.messages import LatentPoint

_PICTURE_NS = clock.SECOND_NS // 25  # from a point to its picture, until the display has said
_TURN_NS = clock.SECOND_NS // 60  # from point to point, until that is known
_SHORTEST_NS, _LONGEST_NS = (
    clock.SECOND_NS // 1000,
    clock.SECOND_NS,
)  # of a turn; of a picture's delay
_REMEMBERED = 64  # points: more than a second
_PICTURES = 25  # whose delay is known: some seconds
_STRAIGHT = 3  # points before the newest, that give the direction: one comes a block, so five turns
_FURTHEST = 60  # turns ahead: a device may hold most of a second, and straight on is nearer than where we are
_GAP_NS = clock.SECOND_NS // 4  # without a point: a path of its own begins
_ALPHA = 0.1  # of an alpha-beta filter: points are heard of up to a turn late
_BETA = _ALPHA**2 / (
    2 - _ALPHA
)  # Benedict and Bordner, IRE Transactions on Automatic Control 7(4), 1962


class Trail:
    """The newest points, when each was made, and how long their pictures take."""

    def __init__(self):
        self._points: deque[tuple[int, np.ndarray]] = deque(maxlen=_REMEMBERED)  # number, (d,)
        self._generation = 0  # of the pack in whose space they lie
        self._noted_ns, self._made_ns, self._turn_ns = (
            0,
            0.0,
            float(_TURN_NS),
        )  # of the newest; between two
        self._delays_ns: deque[float] = deque(maxlen=_PICTURES)
        self._delay_ns = float(_PICTURE_NS)  # that is believed
        self._told = 0  # the last number of a picture

    def note(self, point: LatentPoint, now_ns: int) -> None:
        """The journey's newest point. After a pause, and in another space, the path begins anew."""
        steps = point.seq - self._points[-1][0] if self._points else 0
        if steps <= 0 or now_ns - self._noted_ns > _GAP_NS or point.generation != self._generation:
            self._points.clear()
            self._generation, self._made_ns, self._turn_ns = (
                point.generation,
                now_ns,
                float(_TURN_NS),
            )
        else:
            expected_ns = self._made_ns + steps * self._turn_ns
            self._made_ns = expected_ns + _ALPHA * (now_ns - expected_ns)
            self._turn_ns = max(
                _SHORTEST_NS, self._turn_ns + _BETA * (now_ns - expected_ns) / steps
            )
        self._noted_ns = now_ns
        self._points.append((point.seq, point.point))

    def seen(self, number: int, at_ns: int) -> None:
        """The picture of the point of this number was on the screen from `at_ns` on; once for each."""
        if (
            not self._points
            or number == self._told
            or not self._points[0][0] <= number <= self._points[-1][0]
        ):
            return
        self._told = number
        delay_ns = at_ns - self._made_ns - (number - self._points[-1][0]) * self._turn_ns
        if 0 <= delay_ns < _LONGEST_NS:  # else it was a point of this number on an earlier journey
            self._delays_ns.append(delay_ns)
            known = sorted(
                self._delays_ns
            )  # the middle of the quartiles: more are far too late than far too early
            self._delay_ns = (known[len(known) // 4] + known[3 * len(known) // 4]) / 2

    def at(self, heard_ns: int) -> tuple[int, np.ndarray] | None:
        """(number, (d,)) of the point whose picture will be seen at `heard_ns`; the number is of the last one before it.

        None before the first point.
        """
        if not self._points:
            return None
        newest, point = self._points[-1]
        ahead = min((heard_ns - self._delay_ns - self._made_ns) / self._turn_ns, _FURTHEST)
        if ahead <= 0:
            return self._between(newest + ahead)
        if len(self._points) <= _STRAIGHT:
            return newest, point
        before, past = self._points[-1 - _STRAIGHT]
        return math.floor(newest + ahead), point + np.float32(ahead / (newest - before)) * (
            point - past
        )

    def _between(self, number: float) -> tuple[int, np.ndarray]:
        after = self._points[-1]
        for before in reversed(self._points):
            if before[0] <= number:
                share = (number - before[0]) / max(1, after[0] - before[0])
                return math.floor(number), before[1] + np.float32(share) * (after[1] - before[1])
            after = before
        return after
