"""What it learned from: the drawings of the training set that lie nearest to the picture."""

import numpy as np

from installation.display.panes import Kit, Seen
from installation.display.sheet import Box, fill, lay

ACROSS, DOWN = 3, 2
SOFT = 0.25  # of the new drawing, at each drawing of the pane: one melts into the next


class Learned:
    """Draws the nearest thumbnails of the map. One that stays near stays where it is."""

    name = "learned"

    def __init__(self, kit: Kit):
        self._kit = kit
        self._numbers: list[int] = []
        self._shown: np.ndarray | None = None

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

    def _pictures(self, point: np.ndarray) -> np.ndarray:
        """(6, h, w, 3) uint8."""
        near = [int(number) for number in self._kit.atlas.nearest(point, ACROSS * DOWN)]
        new = [number for number in near if number not in self._numbers]
        self._numbers = [number if number in near else new.pop(0) for number in self._numbers] or near
        wanted = self._kit.atlas.thumbnails[self._numbers].astype(np.float32)
        self._shown = wanted if self._shown is None else self._shown + SOFT * (wanted - self._shown)
        return self._shown.astype(np.uint8)
