"""In which shape a graph takes its points: with or without a batch, spatial, in equal rows."""

import math
from dataclasses import dataclass

import numpy as np

from installation.packs.picture_format import shape_in_words
from installation.packs.tensors import DTYPES, GraphValue, Shape, latent_sizes


@dataclass(frozen=True)
class PointForm:
    """How points (n, d) become what an input takes."""

    value: GraphValue
    has_batch: bool  # its first axis counts points
    same_rows: bool  # of w+: a point is one row, and all rows are fed the same
    sizes: Shape  # of one point as the graph takes it; None where a size is free

    @property
    def dimensions(self) -> int | None:
        """How many values a point has; None where a size is free."""
        sizes = self.sizes[-1:] if self.same_rows else self.sizes
        known = [size for size in sizes if size is not None]
        return math.prod(known) if len(known) == len(sizes) else None

    @property
    def batch(self) -> int | None:
        """How many points it takes at once; None where that is free."""
        return self.value.shape[0] if self.has_batch else 1

    def array(self, points: np.ndarray) -> np.ndarray:
        """Points (n, d) in the input's kind and shape.

        A graph with a fixed batch gets the first so often.
        """
        if self.batch is not None:
            points = np.repeat(points[:1], self.batch, axis=0)
        if self.same_rows:
            rows = self.sizes[0] or 1
            points = np.tile(points, (1, rows))
        sizes = latent_sizes((None, *self.sizes), points.shape[1])
        fed: np.ndarray = points.astype(DTYPES[self.value.type]).reshape(-1, *sizes)
        return fed if self.has_batch else fed[0]


def point_form(value: GraphValue, point: list[int] | None, same_rows: bool) -> PointForm:
    """By what pack.toml says of one point's axes, else by the usual shapes.

    Raises `ValueError`, in words.
    """
    axes = len(value.shape)
    has_batch = axes > 1
    if point is not None:
        has_batch = axes == len(point) + 1
        if axes - len(point) not in (0, 1):
            raise ValueError(
                f"point has {len(point)} axes, the input {value.name} "
                f"{shape_in_words(value.shape)} has {axes}, one of them for the batch"
            )
    given = value.shape[1:] if has_batch else value.shape
    sizes = given if point is None else tuple(point)
    for size, wanted in zip(sizes, given, strict=True):
        if wanted is not None and size != wanted:
            raise ValueError(
                f"point is {shape_in_words(sizes)}, the input {value.name} takes "
                f"{shape_in_words(given)}"
            )
    if same_rows and len(sizes) != 2:
        raise ValueError(f"same_rows needs points of two axes, rows and values: {value.name}")
    return PointForm(value, has_batch, same_rows, sizes)
