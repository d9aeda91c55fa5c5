"""A rectangle of whole pixels, and how it is divided. Values only."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np


@dataclass(frozen=True)
class Box:
    """A rectangle of whole pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column beside it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + self.height

    @property
    def rows(self) -> slice:
        """Of an image (h, w, ...)."""
        return slice(self.top, self.bottom)

    @property
    def columns(self) -> slice:
        """Of an image (h, w, ...)."""
        return slice(self.left, self.right)

    def within(self, margin: int) -> "Box":
        """The box without a margin on all sides."""
        width = max(1, self.width - 2 * margin)
        height = max(1, self.height - 2 * margin)
        return Box(self.left + margin, self.top + margin, width, height)

    def moved(self, right: int, down: int) -> "Box":
        """The same box elsewhere."""
        return replace(self, left=self.left + right, top=self.top + down)

    def across(self, count: int, gap: int) -> list["Box"]:
        """`count` boxes side by side."""
        parts = _divided(self.width, count, gap)
        return [replace(self, left=self.left + start, width=width) for start, width in parts]

    def down(self, count: int, gap: int) -> list["Box"]:
        """`count` boxes one below the other."""
        parts = _divided(self.height, count, gap)
        return [replace(self, top=self.top + start, height=height) for start, height in parts]

    def cut_top(self, height: int) -> tuple["Box", "Box"]:
        """The first `height` rows, and the rest."""
        upper = Box(self.left, self.top, self.width, height)
        lower = Box(
            self.left,
            upper.bottom,
            self.width,
            max(1, self.height - height),
        )
        return upper, lower

    def cut_left(self, width: int) -> tuple["Box", "Box"]:
        """The first `width` columns, and the rest."""
        first = replace(self, width=width)
        rest = replace(self, left=first.right, width=max(1, self.width - width))
        return first, rest

    def holding(self, height: int, width: int) -> "Box":
        """The largest box of this shape in the middle of it."""
        scale = min(self.height / height, self.width / width)
        rows = max(1, int(height * scale))
        columns = max(1, int(width * scale))
        left = self.left + (self.width - columns) // 2
        top = self.top + (self.height - rows) // 2
        return Box(left, top, columns, rows)

    def tiles(
        self,
        across: int,
        down: int,
        shape: tuple[int, int],
        gap: int,
        below: int = 0,
    ) -> list["Box"]:
        """The largest boxes of this shape (height, width) in rows and columns, the same gap between all of them.

        `below` is left free under each. They begin at the left edge, and are in the middle from top to foot.
        """
        height, width = shape
        most_height = (self.height - (down - 1) * gap) / down - below
        most_width = (self.width - (across - 1) * gap) / across
        scale = max(0.0, min(most_height / height, most_width / width))
        rows = max(1, int(height * scale))
        columns = max(1, int(width * scale))
        free = self.height - down * (rows + below) - (down - 1) * gap
        top = self.top + max(0, free) // 2
        return [
            Box(
                self.left + column * (columns + gap),
                top + row * (rows + below + gap),
                columns,
                rows,
            )
            for row in range(down)
            for column in range(across)
        ]

    def contains(self, other: "Box") -> bool:
        """True when nothing of `other` juts out."""
        across = self.left <= other.left and other.right <= self.right
        down = self.top <= other.top and other.bottom <= self.bottom
        return across and down

    def touches(self, other: "Box") -> bool:
        """True when they overlap or lie edge to edge."""
        across = self.left <= other.right and other.left <= self.right
        down = self.top <= other.bottom and other.top <= self.bottom
        return across and down


def _divided(length: int, count: int, gap: int) -> list[tuple[int, int]]:
    """Start and length of each of `count` parts with a gap between them, in whole pixels."""
    edges = np.linspace(0, length + gap, count + 1).round().astype(int).tolist()
    return [(start, max(1, end - start - gap)) for start, end in pairwise(edges)]
