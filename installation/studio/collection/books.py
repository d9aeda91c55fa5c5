"""The two books that make a collection's layouts into pictures."""

from dataclasses import dataclass, replace

import numpy as np

from installation.studio.collection.frame import MOSTLY, has_plain_ground
from installation.studio.collection.pictures import Collection
from installation.studio.collection.texture_book import (
    DETAIL_BOOK,
    FINE_BOOK,
    BookKind,
    TextureBook,
)

LOOKED_AT = 100  # pictures of which it is seen whether they stand on plain ground
# Scenes have texture everywhere, and the eye finds a patch that comes twice; on the plain faces of objects
# patches of elsewhere would be seen instead.
FREER = 3.0


@dataclass(frozen=True)
class Books:
    """From a layout to a detailed picture, and from that to the one on the wall."""

    detail: TextureBook
    fine: TextureBook

    @classmethod
    def of(cls, collection: Collection) -> "Books":
        """Of the pictures that are not held out. Where few are as large as the wall's picture, what is fine is
        taken from detailed ones: it is guessed by likeness to what is coarser, as coasts and clouds allow.
        """
        known = np.flatnonzero(~collection.held_out & collection.is_large)
        detailed = [collection.detailed[number] for number in known]
        fine = list(collection.fine) or detailed
        are_objects = _mostly_on_plain_ground(collection)
        return cls(
            TextureBook.of(detailed, len(detailed), _kind(DETAIL_BOOK, are_objects)),
            TextureBook.of(fine, len(fine), _kind(FINE_BOOK, are_objects)),
        )

    def detailed(self, layouts: np.ndarray) -> np.ndarray:
        """(n, rows, columns, 3) in -1..1 -> (n, 8 rows, 8 columns, 3) uint8."""
        return np.stack([as_levels(self.detail.painted(layout)) for layout in layouts])

    def finished(self, layouts: np.ndarray) -> np.ndarray:
        """(n, rows, columns, 3) in -1..1 -> (n, 32 rows, 32 columns, 3) uint8: pictures on the wall."""
        pictures = []
        for layout in layouts:
            detailed = self.detail.painted(layout).clip(-1, 1)
            pictures.append(as_levels(self.fine.painted(detailed)))
        return np.stack(pictures)


def _mostly_on_plain_ground(collection: Collection) -> bool:
    count = len(collection.detailed)
    looked_at = np.linspace(0, count - 1, min(LOOKED_AT, count)).astype(int)
    plain = [has_plain_ground(collection.detailed[number]) for number in looked_at]
    return float(np.mean(plain)) > MOSTLY


def _kind(kind: BookKind, are_objects: bool) -> BookKind:
    return kind if are_objects else replace(kind, apart=FREER * kind.apart)


def as_levels(picture: np.ndarray) -> np.ndarray:
    """-1..1 -> uint8."""
    levels: np.ndarray = ((picture.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8)
    return levels
