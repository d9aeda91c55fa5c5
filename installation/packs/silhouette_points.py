"""The visitors' coarse silhouette as a latent point, for image-to-image packs that take it in.

Its cells (18, 32) become the values of a point, -1 where nobody is and 1 where somebody is, so that
the journey leads such a point like any other: its length is that of a sample of a normal
distribution. More than these cells never leaves vision.
"""

import cv2
import numpy as np

from installation.messages import SILHOUETTE_SHAPE

DIMENSIONS = SILHOUETTE_SHAPE[0] * SILHOUETTE_SHAPE[1]
STRAY = 0.05  # how far from a shape the journey strays, in parts of a sample: hardly
RESTING = 8  # calm shapes, for while nobody is there
_SOFT_CELLS = 1.1  # width of a silhouette's edge in the picture that goes in
_BODY = (
    0.13,
    0.42,
)  # half the width of a standing figure and half its height, of the view's height


def point_of(silhouette: np.ndarray) -> np.ndarray:
    """Cells (18, 32) of 0..1 -> point (576,)."""
    return 2.0 * silhouette.astype(np.float64).ravel() - 1.0


def picture_of(point: np.ndarray, height: int, width: int) -> np.ndarray:
    """The picture that goes in: soft white shapes on black, (height, width, 3) uint8 RGB."""
    cells = np.clip((point.reshape(SILHOUETTE_SHAPE) + 1) / 2, 0, 1).astype(np.float32)
    rows, columns = _cut(height, width)
    top = (cells.shape[0] - rows) // 2
    left = (cells.shape[1] - columns) // 2
    soft = cv2.GaussianBlur(cells, (0, 0), _SOFT_CELLS / 2)
    cut = soft[top : top + rows, left : left + columns]
    large = cv2.resize(cut, (width, height), interpolation=cv2.INTER_CUBIC)
    grey = np.clip(255 * large + 0.5, 0, 255).astype(np.uint8)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)


def resting() -> np.ndarray:
    """Calm shapes (8, 576), one wide soft form each, that pass through the view from side to side."""
    shapes = []
    for number in range(RESTING):
        angle = 2 * np.pi * number / RESTING
        across = 0.5 + 0.32 * np.cos(angle)
        shapes.append(_form(across, 0.56 + 0.1 * np.sin(2 * angle), 0.3, 0.3))
    return np.stack(shapes)


def samples(random: np.random.Generator, count: int) -> np.ndarray:
    """Points (count, 576) of figures as visitors are seen: one to three, somewhere in the view."""
    points = []
    for _ in range(count):
        cells = np.zeros(SILHOUETTE_SHAPE)
        for _ in range(random.integers(1, 4)):
            size = random.uniform(0.7, 1.1)
            figure = _form(
                random.uniform(0.15, 0.85), random.uniform(0.5, 0.6), *size * np.array(_BODY)
            )
            cells = np.maximum(cells, (figure.reshape(SILHOUETTE_SHAPE) + 1) / 2)
        points.append(point_of(cells))
    return np.stack(points)


def _form(across: float, down: float, half_width: float, half_height: float) -> np.ndarray:
    """The point (576,) of an ellipse; its sides are in parts of the view's height."""
    rows, columns = SILHOUETTE_SHAPE
    y = (np.arange(rows) + 0.5) / rows - down
    x = ((np.arange(columns) + 0.5) / columns - across) * columns / rows
    away = np.hypot(x[None] / half_width, y[:, None] / half_height)
    return point_of(np.clip(3 - 2.5 * away, 0, 1))


def _cut(height: int, width: int) -> tuple[int, int]:
    """Rows and columns of the middle that have this proportion."""
    rows, columns = SILHOUETTE_SHAPE
    if width * rows > columns * height:
        return max(1, round(columns * height / width)), columns
    return rows, max(1, round(rows * width / height))
