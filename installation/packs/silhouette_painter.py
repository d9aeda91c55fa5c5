"""What goes into an image-to-image pack that takes silhouettes: points of cells -> soft white shapes."""

import numpy as np

from installation.packs import Source, silhouette_points
from installation.packs.scene import Scene


class SilhouettePainter(Source):
    """Paints like a model, and needs none."""

    def paint(self, scene: Scene, height: int, width: int) -> np.ndarray:
        """(height, width, 3) uint8 RGB."""
        return silhouette_points.picture_of(scene.points[0], height, width)

    def paint_open(
        self,
        scene: Scene,
        height: int,
        width: int,
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """The same, and no layers."""
        return self.paint(scene, height, width), []
