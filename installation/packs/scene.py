"""What one picture is made of: points, where each of them stands, and what visitors drive beside them."""

from dataclasses import dataclass, field

import numpy as np

WHOLE = (0.5, 1.0)  # in the middle, filling the picture's narrow side
WIDE = 16 / 9  # of the usual picture: so many narrow sides fit across


@dataclass(frozen=True)
class Scene:
    """The inputs of a model's picture."""

    points: np.ndarray  # (n, d) as the model takes them; n is 1 for a model that shows one
    # (n, 2) centre across the picture 0..1, and size: 1 fills the narrow side
    spots: np.ndarray
    # a number for each [[gesture]] of the pack, in that order; none: all are at rest
    gestures: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))

    @classmethod
    def of(cls, point: np.ndarray) -> "Scene":
        """A point (d,) alone, gestures at rest."""
        spots = np.array([WHOLE], np.float32)
        return cls(point[None], spots)

    @classmethod
    def row(cls, points: np.ndarray) -> "Scene":
        """Points (n, d) side by side, evenly over the picture, gestures at rest."""
        count = len(points)
        if count == 1:
            return cls.of(points[0])
        centres = (np.arange(count) + 0.5) / count
        sizes = np.full(count, min(1.0, WIDE / count))
        spots = np.column_stack([centres, sizes]).astype(np.float32)
        return cls(points, spots)
