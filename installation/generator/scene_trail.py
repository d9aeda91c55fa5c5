"""The scene of each point, and whether the point alone moved since the scene before."""

import numpy as np

from installation.messages import LatentPoint
from installation.packs.scene import Scene

STILL = 1e-3  # a spot or gesture that moves less is at rest


class SceneTrail:
    """Remembers the scene before."""

    def __init__(self) -> None:
        self._before: Scene | None = None

    def is_steered(self, scene: Scene) -> bool:
        """True where points alone make the difference from the scene before, and False for the first."""
        before = self._before
        self._before = scene
        if before is None:
            return False
        return _is_still(before.spots, scene.spots) and _is_still(before.gestures, scene.gestures)

    def forget(self) -> None:
        """The next scene is a first one: it is painted in another way."""
        self._before = None


def scene_of(point: LatentPoint) -> Scene:
    """What is to be painted; a point without others beside it stands alone in the middle."""
    alone = Scene.of(point.point)
    if not len(point.points):
        return Scene(alone.points, alone.spots, point.gestures)
    return Scene(point.points, point.spots, point.gestures)


def _is_still(before: np.ndarray, now: np.ndarray) -> bool:
    return before.shape == now.shape and np.allclose(before, now, rtol=0, atol=STILL)
