"""Where on the map the visit is, where it has been, and where those of the day were: lines, never images."""

import base64
import binascii
from collections import deque

import numpy as np

from installation.packs.atlas import Atlas

STEP = 0.012  # of the map's half width: a shorter move is none
EVERY_S = 0.1
TAIL = 240  # points of the way while nobody is there
LONGEST = 1500  # points of one visit
GONE_S = 4.0  # without anybody, the visit is over
PATHS = 120  # of the day: so many visits
POINTS = 40  # of each of them
DAY_S = 12 * 3600.0  # then a path has faded


class MapTrail:
    """The paths on a map. `checkpoint` carries those of the day into the room's next life."""

    def __init__(self, atlas: Atlas, checkpoint: str = ""):
        self._atlas = atlas
        self.here = np.zeros(2)  # in -1..1
        self._way: deque[np.ndarray] = deque(maxlen=TAIL)  # while nobody is there
        self._visit: list[np.ndarray] = []
        # each with when it was, in seconds of this life
        self._day: deque[tuple[np.ndarray, float]] = deque(_unpacked(checkpoint), maxlen=PATHS)
        self._now_s = 0.0
        self._since_s = 0.0
        self._alone_s = np.inf

    def record(self, point: np.ndarray, people: int, dt: float) -> None:
        """The point (d,) of now, and how many visitors are in view, `dt` seconds after the last."""
        self._now_s += dt
        self._since_s += dt
        self._alone_s = 0.0 if people else self._alone_s + dt
        if self._since_s < EVERY_S:
            return
        self._since_s = 0.0
        self.here = self._atlas.place(point)
        if self._alone_s < GONE_S:
            self._extend(self._visit)
            del self._visit[:-LONGEST]
        else:
            if self._visit:
                self._end_visit()
            self._extend(self._way)

    def forget(self) -> None:
        """The house closes: the day's paths are gone."""
        self._day.clear()
        self._visit.clear()

    @property
    def path(self) -> np.ndarray:
        """(n, 2) in -1..1: of this visit, or of the last while when nobody is there."""
        return np.array([*(self._visit or self._way), self.here])

    def day(self) -> list[tuple[np.ndarray, float]]:
        """Earlier paths (n, 2) in -1..1, and how fresh each is, 1 now .. 0 faded."""
        lines = []
        for line, when_s in self._day:
            freshness = 1 - (self._now_s - when_s) / DAY_S
            if freshness > 0:
                lines.append((line, freshness))
        return lines

    @property
    def checkpoint(self) -> str:
        """The paths of the day, small enough for every beat."""
        lines = b"".join(_packed(line, freshness) for line, freshness in self.day())
        return base64.b64encode(lines).decode()

    def _extend(self, trace: list[np.ndarray] | deque[np.ndarray]) -> None:
        if not trace or np.abs(self.here - trace[-1]).max() >= STEP:
            trace.append(self.here)

    def _end_visit(self) -> None:
        if len(self._visit) > 2:
            chosen = np.linspace(0, len(self._visit) - 1, POINTS).round().astype(int)
            self._day.append((np.array(self._visit)[chosen], self._now_s))
        self._visit.clear()
        self._way.clear()


def _packed(line: np.ndarray, freshness: float) -> bytes:
    """A path as 1 + 2 x POINTS bytes."""
    points = (127.5 * (line + 1)).round().astype(np.uint8)
    return bytes([round(255 * freshness)]) + points.tobytes()


def _unpacked(text: str) -> list[tuple[np.ndarray, float]]:
    """What an earlier life left; what cannot be read is left out."""
    try:
        content = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
        rows = content.reshape(-1, 1 + 2 * POINTS)
    except (binascii.Error, ValueError):
        return []
    paths = []
    for row in rows:
        line = row[1:].reshape(POINTS, 2) / 127.5 - 1
        when_s = (row[0] / 255 - 1) * DAY_S
        paths.append((line, when_s))
    return paths
