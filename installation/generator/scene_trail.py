"""The scene of each point, and whether the point alone moved since the scene before."""

import numpy as np

from installation.messages import LatentPoint
from installation.packs.scene import Scene

STILL = 1e-3  # a spot or gesture that moves less is at rest
CUT = 0.08  # a spot that is so far from where it was has not moved there


class SceneTrail:
    """Remembers the scene before, and counts the cuts."""

    def __init__(self) -> None:
        self.cuts = 0  # scenes with another row of spots than the one before
        self._before: Scene | None = None

    def record(self, scene: Scene) -> bool:
        """True where points alone make the difference from the scene before, and False for the first."""
        before = self._before
        self._before = scene
        if before is None:
            return False
        if not _is_same_row(before.spots, scene.spots):
            self.cuts += 1
        has_same_spots = _is_near(before.spots, scene.spots, STILL)
        has_same_gestures = _is_near(before.gestures, scene.gestures, STILL)
        return has_same_spots and has_same_gestures

    def forget(self) -> None:
        """The next scene is a first one, and a cut: it is painted in another way."""
        self._before = None
        self.cuts += 1


def scene_of(point: LatentPoint) -> Scene:
    """What is to be painted; a point without others beside it stands alone in the middle."""
    alone = Scene.of(point.point)
    if not len(point.points):
        return Scene(alone.points, alone.spots, point.gestures)
    return Scene(point.points, point.spots, point.gestures)


def _is_same_row(before: np.ndarray, now: np.ndarray) -> bool:
    """Spots (n, 2) may slide a little; another size is another row."""
    centres_before, sizes_before = before.T
    centres, sizes = now.T
    return _is_near(centres_before, centres, CUT) and _is_near(sizes_before, sizes, STILL)


def _is_near(before: np.ndarray, now: np.ndarray, distance: float) -> bool:
    return before.shape == now.shape and np.allclose(before, now, rtol=0, atol=distance)
