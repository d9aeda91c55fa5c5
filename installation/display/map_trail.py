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
PATHS, POINTS = 120, 40  # of the day: so many visits, each with so many points
DAY_S = 12 * 3600.0  # then a path has faded


class Whereabouts:
    """The paths. `keep` carries those of the day into the next life of the room."""

    def __init__(self, atlas: Atlas, keep: str = ""):
        self._atlas = atlas
        self.here = np.zeros(2)
        self._way: deque[np.ndarray] = deque(maxlen=TAIL)
        self._visit: list[np.ndarray] = []
        self._day: deque[tuple[np.ndarray, float]] = deque(
            _unpacked(keep), maxlen=PATHS
        )  # and when it was
        self._now_s = self._since_s = 0.0
        self._alone_s = np.inf

    def note(self, point: np.ndarray, people: int, dt: float) -> None:
        """The point (d,) of now, and how many visitors are in view, `dt` seconds after the last."""
        self._now_s += dt
        self._since_s += dt
        self._alone_s = 0.0 if people else self._alone_s + dt
        if self._since_s < EVERY_S:
            return
        self._since_s = 0.0
        self.here = self._atlas.place(point)
        trace = self._visit if self._alone_s < GONE_S else self._way
        if self._alone_s >= GONE_S and self._visit:
            self._end_visit()
        if not trace or np.abs(self.here - trace[-1]).max() >= STEP:
            trace.append(self.here)
            del self._visit[:-LONGEST]

    def forget(self) -> None:
        """The house closes: the day's paths are gone."""
        self._day.clear()
        self._visit.clear()

    @property
    def path(self) -> np.ndarray:
        """(n, 2) in -1..1: of this visit, or of the last while while nobody is there."""
        return np.array([*(self._visit or self._way), self.here])

    def day(self) -> list[tuple[np.ndarray, float]]:
        """Earlier paths (n, 2), and how fresh each is, 1 now .. 0 faded."""
        fresh = [(line, 1 - (self._now_s - when) / DAY_S) for line, when in self._day]
        return [(line, share) for line, share in fresh if share > 0]

    @property
    def keep(self) -> str:
        """The paths of the day, small enough for every beat."""
        lines = b"".join(_packed(line, share) for line, share in self.day())
        return base64.b64encode(lines).decode()

    def _end_visit(self) -> None:
        if len(self._visit) > 2:
            chosen = np.linspace(0, len(self._visit) - 1, POINTS).round().astype(int)
            self._day.append((np.array(self._visit)[chosen], self._now_s))
        self._visit.clear()
        self._way.clear()


def _packed(line: np.ndarray, share: float) -> bytes:
    """A path as 1 + 2 x POINTS bytes."""
    return bytes([round(255 * share)]) + (127.5 * (line + 1)).round().astype(np.uint8).tobytes()


def _unpacked(text: str) -> list[tuple[np.ndarray, float]]:
    """What an earlier life kept; what cannot be read is left out."""
    try:
        content = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
        rows = content.reshape(-1, 1 + 2 * POINTS)
    except (binascii.Error, ValueError):
        return []
    return [(row[1:].reshape(POINTS, 2) / 127.5 - 1, (row[0] / 255 - 1) * DAY_S) for row in rows]
