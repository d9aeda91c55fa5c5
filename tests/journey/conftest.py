"""What the tests of the journey share: a pack of numbers, visitors of numbers, and a model of numbers."""

from types import SimpleNamespace

import numpy as np

from installation.config import schema
from installation.journey.visit import Visit
from installation.messages import Change, Presence

DT = 1 / 60
PLACES = np.random.default_rng(3).normal(size=(8, 64))


def pack(places=PLACES, folder=None, dimensions=64, truncation=1.0):
    return SimpleNamespace(
        places=places,
        dimensions=dimensions,
        folder=folder,
        generator=SimpleNamespace(truncation=truncation, bandwidth=None),
    )


def settings(**changes):
    return schema.Journey(**changes)


def people(*x, y=0.5, v=0.0, silhouette=None):
    """Presence of visitors at these x, moving sideways with v views a second."""
    places = np.array(
        [[i, at, y, 0.2, 0.6, v, 0, 0.5] for i, at in enumerate(x)], np.float32
    ).reshape(len(x), 8)
    silhouette = np.zeros((18, 32), np.uint8) if silhouette is None else silhouette
    return Presence(
        1, 1, 0.0, len(x), places, np.array([v, 0.0]), np.full((9, 16), abs(v)), silhouette
    )


class Cliffs:
    """A model whose pictures hardly change near remembered points, and a hundred times as fast between them."""

    def __init__(self, seed=1, memories=300, sharpness=4.0):
        self._memories = np.random.default_rng(seed).normal(size=(memories, 64))
        self._directions = (
            sharpness * self._memories / np.linalg.norm(self._memories, axis=1, keepdims=True)
        )

    def paint(self, point):
        likeness = np.exp((score := self._directions @ point) - score.max())
        return 0.2 * point + 0.8 * (likeness / likeness.sum()) @ self._memories


class Shown:
    """A visit and its model on one clock: 60 steps and 30 pictures a second, each told of when the next begins."""

    def __init__(self, visit: Visit, model=None):
        self.visit, self.changes, self.points = visit, [], []
        self._model, self._before, self._told, self._tick = model or Cliffs(), None, None, 0

    def go(self, presence, seconds):
        for _ in range(round(seconds / DT)):
            point = self.visit.step(presence, DT)
            self.points.append(point.copy())
            if self._tick % 2 == 0:
                self._paint(point)
            self._tick += 1
        return self

    def _paint(self, point):
        if self._told:
            self.visit.note(self._told)
        picture = self._model.paint(point)
        change = 0.0 if self._before is None else float(np.linalg.norm(picture - self._before))
        since = self._told.point_seq if self._told else 0
        self._before, self._told = picture, Change(1, 0, since, self.visit.number, change)
        self.changes.append(change)
