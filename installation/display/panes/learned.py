"""What it learned from: the drawings of the training set that lie nearest to the picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.display.canvas import Box, fill, lay
from installation.display.panes import Kit, Seen

ACROSS, DOWN = 3, 2
STAYS, MELTS = (
    20,
    5,
)  # drawings of the pane: a thumbnail is looked at for two seconds, and gives way in half a second


@dataclass
class Spot:
    """One place of the pane: the number of its thumbnail, of the one before, and for how many drawings it is there."""

    number: int
    before: int
    age: int

    def picture(self, thumbnails: np.ndarray) -> np.ndarray:
        """(h, w, 3) uint8: the thumbnail, or how it comes over the one before."""
        share = min(1.0, self.age / MELTS)
        return cv2.addWeighted(
            thumbnails[self.before], 1 - share, thumbnails[self.number], share, 0
        )


class Learned:
    """Draws the nearest thumbnails of the map. One that stays near stays where it is."""

    name = "learned"

    def __init__(self, kit: Kit):
        self._kit = kit
        self._spots: list[Spot] = []

    def draw(self, sheet: np.ndarray, box: Box, seen: Seen, languages: tuple[str, ...]) -> None:
        """Onto the box of a sheet."""
        gap = max(2, round(self._kit.px / 4))
        rows, columns = self._kit.atlas.thumbnails.shape[1:3]
        whole = box.holding(DOWN * rows, ACROSS * columns)
        whole = Box(box.left, whole.top, whole.width, whole.height)
        spots = [spot for row in whole.down(DOWN, gap) for spot in row.across(ACROSS, gap)]
        if seen.point is None:
            for spot in spots:
                fill(sheet, spot, self._kit.colours.raised)
            return
        for spot, picture in zip(spots, self._pictures(seen.point.point)):
            lay(sheet, spot, picture)

    def _pictures(self, point: np.ndarray) -> list[np.ndarray]:
        """Six of (h, w, 3) uint8."""
        near = [int(number) for number in self._kit.atlas.nearest(point, ACROSS * DOWN)]
        if not self._spots:
            self._spots = [Spot(number, number, 3 * k) for k, number in enumerate(near)]
        new = [number for number in near if all(number != spot.number for spot in self._spots)]
        for spot in self._spots:
            spot.age += 1
            if spot.number not in near and spot.age >= STAYS and new:
                spot.number, spot.before, spot.age = new.pop(0), spot.number, 0
        return [spot.picture(self._kit.atlas.thumbnails) for spot in self._spots]
