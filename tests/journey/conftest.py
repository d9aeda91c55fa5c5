"""What the tests of the journey share: a pack of numbers, visitors of numbers, and a model of numbers."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from installation.config import schema
from installation.journey.visit import Visit
from installation.messages import Change, Presence

DT = 1 / 60
PLACES = np.random.default_rng(3).normal(size=(8, 64))


def pack(places=PLACES, folder=None, dimensions=64, truncation=1.0):
    """What the journey reads of a pack."""
    return SimpleNamespace(
        places=places,
        dimensions=dimensions,
        folder=folder or Path("no-such-pack"),
        point_folder=folder or Path("no-such-pack"),
        takes_silhouettes=False,
        generator=SimpleNamespace(
            truncation=truncation,
            bandwidth=None,
            most=1,
            in_order=False,
            steady=0,
            pace=1.0,
        ),
        gestures=(),
    )


def settings(**changes):
    """The section [journey]."""
    return schema.JourneyConfig(**changes)


def people(*x, y=0.5, v=0.0, silhouette=None):
    """Presence of visitors at these x, moving sideways with v views a second."""
    rows = [[number, at, y, 0.2, 0.6, v, 0, 0.5] for number, at in enumerate(x)]
    if silhouette is None:
        silhouette = np.zeros((18, 32), np.uint8)
    return Presence(
        seq=1,
        light_ns=1,
        camera_s=0.0,
        visitors=len(x),
        places=np.array(rows, np.float32).reshape(len(x), 8),
        flow=np.array([v, 0.0]),
        motion=np.full((9, 16), abs(v)),
        silhouette=silhouette,
    )


class Cliffs:
    """A model whose pictures hardly change near remembered points, and a hundred times as fast between them."""

    def __init__(self, seed=1, memories=300, sharpness=4.0):
        self._memories = np.random.default_rng(seed).normal(size=(memories, 64))
        lengths = np.linalg.norm(self._memories, axis=1, keepdims=True)
        self._directions = sharpness * self._memories / lengths

    def paint(self, point):
        """(64,) -> (64,)."""
        score = self._directions @ point
        likeness = np.exp(score - score.max())
        remembered = (likeness / likeness.sum()) @ self._memories
        return 0.2 * point + 0.8 * remembered


class Shown:
    """A visit and its model on one clock: 60 steps and 30 pictures a second, each reported when the next begins."""

    def __init__(self, visit: Visit, model=None):
        self.visit = visit
        self.changes = []
        self.points = []
        self._model = model or Cliffs()
        self._before = None
        self._reported = None
        self._tick = 0

    def go(self, presence, seconds):
        """Lets this presence last for so many seconds."""
        for _ in range(round(seconds / DT)):
            point = self.visit.tick(presence, DT)
            self.points.append(point.copy())
            if self._tick % 2 == 0:
                self._paint(point)
            self._tick += 1
        return self

    def _paint(self, point):
        since = 0
        if self._reported:
            self.visit.record(self._reported)
            since = self._reported.point_seq
        picture = self._model.paint(point)
        change = 0.0
        if self._before is not None:
            change = float(np.linalg.norm(picture - self._before))
        self._before = picture
        self._reported = Change(1, 0, since, self.visit.number, change)
        self.changes.append(change)
